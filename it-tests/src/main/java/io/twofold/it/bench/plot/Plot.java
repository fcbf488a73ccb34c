package io.twofold.it.bench.plot;

import io.twofold.it.bench.measure.Spread;
import io.twofold.it.bench.plot.SvgText.Anchor;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Two figures by one value: each has an axis, a line through its medians and a band from its least
 * to its greatest. Equal factors of the value are equally far apart.
 *
 * @param title what is shown
 * @param subtitle under which conditions
 * @param valueName of what was varied
 * @param left figure whose axis is on the left
 * @param right the other one
 */
public record Plot(String title, String subtitle, String valueName, Series left, Series right) {
  static final int WIDTH = 760;
  static final int HEIGHT = 480;

  /** Edges of the area in which figures are. */
  static final int LEFT = 84;

  static final int RIGHT = WIDTH - 84;
  static final int TOP = 96;
  static final int BOTTOM = HEIGHT - 84;

  /** Between an edge and the first or last value. */
  static final int INSET = 28;

  private static final double LABEL_WIDTH = 64;
  private static final double MARK = 7;

  /** Each at least 4 : 1 on white and on near black. */
  private static final String GREY = "#767676";

  private static final String BLUE = "#2f7fc4";
  private static final String ORANGE = "#c4691c";

  /** As the text of an SVG image. */
  public String svg() {
    SvgText svg = new SvgText(WIDTH, HEIGHT, title, description());
    svg.heading(LEFT, 26, GREY, title);
    svg.words(LEFT, 46, Anchor.START, GREY, subtitle);
    legend(svg);
    Axis values = values();
    grid(svg, values);
    Axis leftAxis = Axis.linear(left.greatest());
    Axis rightAxis = Axis.linear(right.greatest());
    labels(svg, leftAxis, LEFT - 8, Anchor.END, BLUE);
    labels(svg, rightAxis, RIGHT + 8, Anchor.START, ORANGE);
    band(svg, values, leftAxis, left, BLUE);
    band(svg, values, rightAxis, right, ORANGE);
    medians(svg, values, leftAxis, left, BLUE, "none");
    left.points()
        .forEach(
            point ->
                svg.disc(x(values, point), y(leftAxis, point.figure().median()), MARK / 2, BLUE));
    medians(svg, values, rightAxis, right, ORANGE, "6 4");
    right
        .points()
        .forEach(
            point ->
                svg.square(x(values, point), y(rightAxis, point.figure().median()), MARK, ORANGE));
    svg.upright(20, (TOP + BOTTOM) / 2.0, BLUE, left.name());
    svg.upright(WIDTH - 10, (TOP + BOTTOM) / 2.0, ORANGE, right.name());
    svg.words(LEFT, HEIGHT - 12, Anchor.START, GREY, "Lines: medians. Bands: minimum to maximum.");
    svg.words((LEFT + RIGHT) / 2.0, HEIGHT - 40, Anchor.MIDDLE, GREY, valueName);
    return svg.end();
  }

  private String description() {
    return "%s (left axis) and %s (right axis) by %s: line: median; band: minimum to maximum"
        .formatted(left.name(), right.name(), valueName);
  }

  private void legend(SvgText svg) {
    int y = 72;
    svg.corner(LEFT, y);
    svg.corner(LEFT + 36, y);
    svg.path(BLUE, "none");
    svg.disc(LEFT + 18, y, MARK / 2, BLUE);
    svg.words(LEFT + 44, y + 4, Anchor.START, GREY, left.name() + " (left)");
    int second = LEFT + 240;
    svg.corner(second, y);
    svg.corner(second + 36, y);
    svg.path(ORANGE, "6 4");
    svg.square(second + 18, y, MARK, ORANGE);
    svg.words(second + 44, y + 4, Anchor.START, GREY, right.name() + " (right)");
  }

  private Axis values() {
    List<Double> all = left.points().stream().map(Series.Point::value).toList();
    return Axis.logarithmic(all.get(0), all.get(all.size() - 1));
  }

  /** Lines at the steps of both axes, and marks at the values. */
  private void grid(SvgText svg, Axis values) {
    for (int step = 0; step <= Axis.STEPS; step++) {
      double y = BOTTOM - (double) step / Axis.STEPS * (BOTTOM - TOP);
      svg.line(LEFT, y, RIGHT, y, GREY, step == 0 ? 1 : 0.3);
    }
    left.points()
        .forEach(
            point -> svg.line(x(values, point), BOTTOM, x(values, point), BOTTOM + 5, GREY, 1));
    List<Double> all = left.points().stream().map(Series.Point::value).toList();
    for (double value : values.ticks(all, LABEL_WIDTH / (RIGHT - LEFT - 2 * INSET))) {
      svg.words(x(values, value), BOTTOM + 20, Anchor.MIDDLE, GREY, Axis.label(value));
    }
  }

  private static void labels(SvgText svg, Axis axis, double x, Anchor anchor, String colour) {
    for (double tick : axis.ticks()) {
      svg.words(x, y(axis, tick) + 4, anchor, colour, Axis.label(tick));
    }
  }

  private static void band(SvgText svg, Axis values, Axis axis, Series series, String colour) {
    int count = series.points().size();
    for (int i = 0; i < count; i++) {
      corner(svg, values, axis, series.points().get(i), Spread::max);
    }
    for (int i = count - 1; i >= 0; i--) {
      corner(svg, values, axis, series.points().get(i), Spread::min);
    }
    svg.area(colour, 0.2);
  }

  private static void medians(
      SvgText svg, Axis values, Axis axis, Series series, String colour, String dashes) {
    series.points().forEach(point -> corner(svg, values, axis, point, Spread::median));
    svg.path(colour, dashes);
  }

  private static void corner(
      SvgText svg, Axis values, Axis axis, Series.Point point, ToDoubleFunction<Spread> of) {
    svg.corner(x(values, point), y(axis, of.applyAsDouble(point.figure())));
  }

  private static double x(Axis values, Series.Point point) {
    return x(values, point.value());
  }

  private static double x(Axis values, double value) {
    return LEFT + INSET + values.fraction(value) * (RIGHT - LEFT - 2 * INSET);
  }

  private static double y(Axis axis, double figure) {
    return BOTTOM - axis.fraction(figure) * (BOTTOM - TOP);
  }
}
