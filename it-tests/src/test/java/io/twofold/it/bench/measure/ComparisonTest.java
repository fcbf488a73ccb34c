package io.twofold.it.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Comparison.Ratio RATIO = new Comparison.Ratio("ours", "theirs");

  private final Comparison comparison = new Comparison("gets", "ns").ratio("ours", "theirs");

  @Test
  void spread_hasTheMiddleOfOddAndOfEvenNumbers() {
    assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(1, 4, 9));
    assertThat(Spread.of(List.of(9.0, 1.0, 4.0, 5.0))).isEqualTo(new Spread(1, 4.5, 9));
    assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7));
    assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ratio_isOfFiguresOfTheSameRound() {
    add(10, 20);
    add(400, 100);
    add(3, 3);
    assertThat(comparison.spread(RATIO)).isEqualTo(new Spread(0.5, 1, 4));
    comparison.add("ours", 1);
    assertThatThrownBy(() -> comparison.spread(RATIO)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> comparison.rounds("nobody's"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rounds_takeTurnsAndForgetThoseToWarmUp() {
    StringBuilder turns = new StringBuilder();
    Rounds rounds = new Rounds(2, new PrintWriter(new StringWriter()));
    rounds.runWarm("gets", List.of(candidate("ours", turns), candidate("theirs", turns)));
    assertThat(turns.toString()).isEqualTo("otototot");
    assertThat(comparison.rounds("ours")).containsExactly(5.0, 7.0);
    assertThat(comparison.rounds("theirs")).containsExactly(6.0, 8.0);
  }

  private Rounds.Candidate candidate(String name, StringBuilder turns) {
    return new Rounds.Candidate(
        name,
        () -> {
          turns.append(name.charAt(0));
          return Map.of(comparison, (double) turns.length());
        });
  }

  @Test
  void report_hasEveryFigureForPeopleAndPrograms() throws Exception {
    add(1, 2);
    add(3, 2_000_000);
    StringWriter table = new StringWriter();
    Report.print(comparison, new PrintWriter(table));
    assertThat(table.toString().lines().filter(line -> !line.isBlank()))
        .satisfiesExactly(
            title -> assertThat(title).isEqualTo("gets (ns)"),
            head -> assertThat(head.split(" +")).endsWith("minimum", "median", "maximum"),
            ours -> assertThat(ours.split(" +")).endsWith("ours", "1.000", "2.000", "3.000"),
            theirs ->
                assertThat(theirs.split(" +"))
                    .endsWith("theirs", "2.000", "1,000,001", "2,000,000"),
            ratio -> assertThat(ratio.split(" +")).contains("ours", "/", "theirs", "0.500"));

    String line = Report.json("gets", Map.of("rounds", 2), List.of(comparison));
    assertThat(line).hasLineCount(1);
    JsonNode all = new ObjectMapper().readTree(line);
    assertThat(all.path("rounds").asInt()).isEqualTo(2);
    JsonNode json = all.path("comparisons").path(0);
    assertThat(json.at("/figures/theirs/rounds").toString()).isEqualTo("[2.0,2000000.0]");
    assertThat(json.at("/figures/ours/median").asDouble()).isEqualTo(2);
    assertThat(json.at("/ratios/0/max").asDouble()).isEqualTo(0.5);
  }

  private void add(double ours, double theirs) {
    comparison.add("ours", ours);
    comparison.add("theirs", theirs);
  }
}
