package io.twofold.it.bench.plot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.twofold.it.bench.measure.Spread;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PlotTest {
  private static final double ROUNDED = 0.051;

  private static Series series(String name, double... medians) {
    List<Series.Point> points = new ArrayList<>();
    double value = 1;
    for (double median : medians) {
      points.add(new Series.Point(value, new Spread(median / 2, median, 2 * median)));
      value *= 10;
    }
    return new Series(name, points);
  }

  private static List<Element> elements(Plot plot, String name) throws Exception {
    Document image =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(plot.svg().getBytes(UTF_8)));
    NodeList nodes = image.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  private static List<double[]> corners(Element element) {
    return Stream.of(element.getAttribute("points").split(" "))
        .map(pair -> Arrays.stream(pair.split(",")).mapToDouble(Double::parseDouble).toArray())
        .toList();
  }

  /** The greatest on the left is 500 and on the right 50: both are ends of axes. */
  private final Plot plot =
      new Plot(
          "Transfers & <more>",
          "8 shards",
          "in flight",
          series("a second", 50, 250, 150),
          series("p99, ms", 5, 10, 25));

  @Test
  void discs_areTheMediansOfTheLeft_afterThatOfTheLegend() throws Exception {
    List<Element> discs = elements(plot, "circle");
    assertThat(discs).hasSize(4);
    double first = Plot.LEFT + Plot.INSET;
    double last = Plot.RIGHT - Plot.INSET;
    assertThat(discs.subList(1, 4).stream().map(disc -> number(disc, "cx")))
        .containsExactly(first, (first + last) / 2, last);
    double height = Plot.BOTTOM - Plot.TOP;
    assertThat(number(discs.get(1), "cy")).isEqualTo(Plot.BOTTOM - 0.1 * height, within(ROUNDED));
    assertThat(number(discs.get(2), "cy")).isEqualTo(Plot.BOTTOM - 0.5 * height, within(ROUNDED));
    assertThat(number(discs.get(3), "cy")).isEqualTo(Plot.BOTTOM - 0.3 * height, within(ROUNDED));
  }

  @Test
  void squares_areTheMediansOfTheRight_onTheirOwnAxis() throws Exception {
    List<Element> squares = elements(plot, "rect");
    assertThat(squares).hasSize(4);
    double height = Plot.BOTTOM - Plot.TOP;
    for (int i = 1; i <= 3; i++) {
      Element square = squares.get(i);
      double middle = number(square, "y") + number(square, "height") / 2;
      double fraction = List.of(0.1, 0.2, 0.5).get(i - 1);
      assertThat(middle).isEqualTo(Plot.BOTTOM - fraction * height, within(2 * ROUNDED));
    }
  }

  @Test
  void bands_goFromTheLeastToTheGreatest() throws Exception {
    List<Element> bands = elements(plot, "polygon");
    assertThat(bands).hasSize(2);
    List<double[]> corners = corners(bands.get(0));
    assertThat(corners).hasSize(6);
    assertThat(corners.get(1)[1]).as("greatest in the middle").isEqualTo(Plot.TOP, within(ROUNDED));
    for (int i = 0; i < 3; i++) {
      assertThat(corners.get(5 - i)[0]).as("back again").isEqualTo(corners.get(i)[0]);
    }
    assertThat(corners.get(4)[1])
        .as("least in the middle")
        .isEqualTo(Plot.BOTTOM - 0.25 * (Plot.BOTTOM - Plot.TOP), within(ROUNDED));
  }

  @Test
  void lines_goThroughTheMedians_behindThoseOfTheLegend() throws Exception {
    List<Element> lines = elements(plot, "polyline");
    assertThat(lines).hasSize(4);
    assertThat(lines.get(2).getAttribute("stroke-dasharray")).isEqualTo("none");
    assertThat(lines.get(3).getAttribute("stroke-dasharray")).isNotEqualTo("none");
    List<Element> discs = elements(plot, "circle");
    List<double[]> corners = corners(lines.get(2));
    for (int i = 0; i < 3; i++) {
      assertThat(corners.get(i))
          .containsExactly(number(discs.get(i + 1), "cx"), number(discs.get(i + 1), "cy"));
    }
  }

  @Test
  void text_saysTitleConditionsAxesAndTicks_andIsEscaped() throws Exception {
    assertThat(elements(plot, "text").stream().map(Element::getTextContent))
        .contains("Transfers & <more>", "8 shards", "in flight", "a second", "p99, ms")
        .contains("1", "10", "100")
        .contains("0", "200", "500")
        .contains("20", "50")
        .contains("a second (left)", "p99, ms (right)");
    assertThat(elements(plot, "title")).hasSize(1);
    assertThat(elements(plot, "script")).isEmpty();
  }

  @Test
  void allIsInsideTheImage() throws Exception {
    for (Element text : elements(plot, "text")) {
      if (text.hasAttribute("x")) {
        assertThat(number(text, "x")).isBetween(0.0, (double) Plot.WIDTH);
        assertThat(number(text, "y")).isBetween(0.0, (double) Plot.HEIGHT);
      }
    }
    for (Element band : elements(plot, "polygon")) {
      for (double[] corner : corners(band)) {
        assertThat(corner[0]).isBetween((double) Plot.LEFT, (double) Plot.RIGHT);
        assertThat(corner[1]).isBetween(Plot.TOP - ROUNDED, Plot.BOTTOM + ROUNDED);
      }
    }
  }

  @Test
  void oneValue_isInTheMiddle_andNoneIsRefused() throws Exception {
    Plot single = new Plot("t", "s", "v", series("a", 3), series("b", 4));
    assertThat(number(elements(single, "circle").get(1), "cx"))
        .isEqualTo((Plot.LEFT + Plot.RIGHT) / 2.0);
    assertThatThrownBy(() -> series("a")).isInstanceOf(IllegalArgumentException.class);
  }
}
