package io.twofold.it.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.it.bench.measure.Rounds.Candidate;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");
  private static final int ROUNDS = 4;

  @Test
  void runSlowShuffled_takesEveryCandidateOnceARound_inOrdersThatDiffer() {
    List<String> taken = new ArrayList<>();
    List<Candidate> candidates = NAMES.stream().map(name -> candidate(name, taken)).toList();
    new Rounds(ROUNDS, new PrintWriter(Writer.nullWriter())).runSlowShuffled("it", candidates);

    List<List<String>> rounds =
        Stream.iterate(0, from -> from < taken.size(), from -> from + NAMES.size())
            .map(from -> taken.subList(from, from + NAMES.size()))
            .toList();
    assertThat(rounds)
        .hasSize(ROUNDS)
        .doesNotHaveDuplicates()
        .allSatisfy(round -> assertThat(round).containsExactlyInAnyOrderElementsOf(NAMES));
    assertThat(rounds.get(0)).isEqualTo(NAMES);
  }

  private static Candidate candidate(String name, List<String> taken) {
    return new Candidate(
        name,
        () -> {
          taken.add(name);
          return Map.of();
        });
  }
}
