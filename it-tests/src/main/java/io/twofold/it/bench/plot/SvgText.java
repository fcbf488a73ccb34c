package io.twofold.it.bench.plot;

import java.util.Locale;

/** Writes the elements of an SVG image, one a line. Coordinates are pixels. Not thread-safe. */
final class SvgText {
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder points = new StringBuilder();

  /** Where a text is put: what of it lies at its coordinates. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /** Of that size, with a description for those who do not see it. */
  SvgText(int width, int height, String title, String description) {
    put(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 "
            + (width + " " + height)
            + ("\" width=\"" + width + "\" height=\"" + height)
            + "\" font-family=\"sans-serif\" font-size=\"13\">");
    put("<title>" + escaped(title) + "</title>");
    put("<desc>" + escaped(description) + "</desc>");
  }

  /** A thin line. */
  void line(double x1, double y1, double x2, double y2, String colour, double opacity) {
    put(
        "<line"
            + number("x1", x1)
            + number("y1", y1)
            + number("x2", x2)
            + number("y2", y2)
            + text("stroke", colour)
            + number("stroke-opacity", opacity)
            + "/>");
  }

  /** The next corner of what is drawn next. */
  void corner(double x, double y) {
    points.append(points.isEmpty() ? "" : " ").append(rounded(x)).append(',').append(rounded(y));
  }

  /**
   * A line through the corners.
   *
   * @param dashes lengths of strokes and gaps; "none" for a full line
   */
  void path(String colour, String dashes) {
    put(
        "<polyline"
            + text("points", taken())
            + text("stroke", colour)
            + text("stroke-dasharray", dashes)
            + " stroke-width=\"2\" fill=\"none\"/>");
  }

  /** The area between the corners. */
  void area(String colour, double opacity) {
    put(
        "<polygon"
            + text("points", taken())
            + text("fill", colour)
            + number("fill-opacity", opacity)
            + "/>");
  }

  private String taken() {
    String taken = points.toString();
    points.setLength(0);
    return taken;
  }

  /** A round mark. */
  void disc(double x, double y, double radius, String colour) {
    put(
        "<circle"
            + number("cx", x)
            + number("cy", y)
            + number("r", radius)
            + text("fill", colour)
            + "/>");
  }

  /** A square mark around a point. */
  void square(double x, double y, double side, String colour) {
    put(
        "<rect"
            + number("x", x - side / 2)
            + number("y", y - side / 2)
            + number("width", side)
            + number("height", side)
            + text("fill", colour)
            + "/>");
  }

  /** A text on a line. */
  void words(double x, double y, Anchor anchor, String colour, String words) {
    words(number("x", x) + number("y", y), anchor, colour, words);
  }

  /** A text in bold and larger. */
  void heading(double x, double y, String colour, String words) {
    String style = " font-size=\"16\" font-weight=\"bold\"";
    words(number("x", x) + number("y", y) + style, Anchor.START, colour, words);
  }

  /** A text from below to above, in the middle of a height. */
  void upright(double x, double y, String colour, String words) {
    String turned = "translate(%s %s) rotate(-90)".formatted(rounded(x), rounded(y));
    words(text("transform", turned), Anchor.MIDDLE, colour, words);
  }

  private void words(String where, Anchor anchor, String colour, String words) {
    put(
        "<text"
            + where
            + text("text-anchor", anchor.name().toLowerCase(Locale.ROOT))
            + text("fill", colour)
            + ">"
            + escaped(words)
            + "</text>");
  }

  /** The image. */
  String end() {
    return out + "</svg>\n";
  }

  private void put(String element) {
    out.append(element).append('\n');
  }

  private static String number(String name, double value) {
    return text(name, rounded(value));
  }

  private static String text(String name, String value) {
    return " " + name + "=\"" + value + "\"";
  }

  private static String rounded(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
