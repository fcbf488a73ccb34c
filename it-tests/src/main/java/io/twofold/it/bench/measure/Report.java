package io.twofold.it.bench.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;

/** Comparisons as a person reads them, and as one line of JSON with every figure. */
public final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NAME_WIDTH = 72;

  private Report() {}

  /** A table. */
  public static void print(Comparison comparison, PrintWriter out) {
    out.println();
    out.println(comparison.title() + " (" + comparison.unit() + ")");
    line(out, "", "minimum", "median", "maximum");
    for (String candidate : comparison.candidates()) {
      line(out, candidate, Spread.of(comparison.rounds(candidate)));
    }
    for (Comparison.Ratio ratio : comparison.ratios()) {
      line(out, ratio.toString(), comparison.spread(ratio));
    }
    out.flush();
  }

  private static void line(PrintWriter out, String name, Spread spread) {
    line(out, name, text(spread.min()), text(spread.median()), text(spread.max()));
  }

  private static void line(PrintWriter out, String name, String min, String median, String max) {
    out.println(String.format("  %-" + NAME_WIDTH + "s %12s %12s %12s", name, min, median, max));
  }

  private static String text(double figure) {
    String format = Math.abs(figure) < 10 ? "%.3f" : Math.abs(figure) < 1_000 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, format, figure);
  }

  /**
   * One line.
   *
   * @param bench what was measured
   * @param settings how; text and numbers
   */
  public static String json(
      String bench, Map<String, Object> settings, List<Comparison> comparisons) {
    ObjectNode all = JSON.createObjectNode();
    all.put("bench", bench);
    settings.forEach(all::putPOJO);
    all.put("java", Runtime.version().toString());
    all.put("kafka", AppInfoParser.getVersion());
    all.put("processors", Runtime.getRuntime().availableProcessors());
    ArrayNode array = all.putArray("comparisons");
    comparisons.forEach(comparison -> add(comparison, array.addObject()));
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(Comparison comparison, ObjectNode json) {
    json.put("title", comparison.title());
    json.put("unit", comparison.unit());
    ObjectNode figures = json.putObject("figures");
    for (String candidate : comparison.candidates()) {
      ObjectNode figure = figures.putObject(candidate);
      add(Spread.of(comparison.rounds(candidate)), figure);
      comparison.rounds(candidate).forEach(figure.putArray("rounds")::add);
    }
    ArrayNode ratios = json.putArray("ratios");
    for (Comparison.Ratio ratio : comparison.ratios()) {
      ObjectNode quotient = ratios.addObject().put("of", ratio.of()).put("to", ratio.to());
      add(comparison.spread(ratio), quotient);
    }
  }

  private static void add(Spread spread, ObjectNode json) {
    json.put("min", spread.min()).put("median", spread.median()).put("max", spread.max());
  }
}
