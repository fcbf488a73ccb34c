package io.twofold.txn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.StoreSettings;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenPartsTest {
  private static final StoreSettings SETTINGS =
      new StoreSettings(
          1, 1, StoreSettings.HASH, StoreSettings.Dedupe.DEFAULT, Limits.DEFAULT, List.of(), "s");

  private final OpenParts open = new OpenParts();
  private final TreeMap<Long, Part> model = new TreeMap<>();

  /** Positions with gaps of up to thousands; parts finish in any order and leave in theirs. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomChanges_partsAreAsInAMapInOrder(int seed) {
    Random random = new Random(seed);
    int gap = 1 + random.nextInt(seed % 2 == 0 ? 4 : 4_000);
    int most = 1 + random.nextInt(50);
    long position = random.nextLong(1L << 40);
    for (int step = 0; step < 5_000; step++) {
      position += 1 + random.nextInt(gap);
      Part part = part(position);
      open.add(part);
      model.put(position, part);
      while (model.size() > most) {
        finishOne(random);
        leave();
      }
      assertSame(position, random);
    }
    while (!model.isEmpty()) {
      finishOne(random);
      leave();
    }
    assertSame(position, random);
  }

  private void finishOne(Random random) {
    List<Part> unfinished = model.values().stream().filter(part -> !part.isFinished()).toList();
    Part part = unfinished.get(random.nextInt(unfinished.size()));
    part.applied();
    if (random.nextBoolean()) {
      part.published(new Outcome.Committed(List.of()));
    }
  }

  private void leave() {
    List<Long> left =
        open.takeFinished().stream().map(finished -> finished.request().position()).toList();
    for (long position : left) {
      assertThat(model.firstKey()).isEqualTo(position);
      model.remove(position);
    }
    assertThat(model.isEmpty() || !model.firstEntry().getValue().isFinished()).isTrue();
  }

  private void assertSame(long last, Random random) {
    assertThat(open.size()).isEqualTo(model.size());
    assertThat(open.first()).isEqualTo(model.isEmpty() ? null : model.firstEntry().getValue());
    for (long position : List.copyOf(model.keySet())) {
      assertThat(open.get(position)).isSameAs(model.get(position));
    }
    assertThat(open.appliedBelow(last + 1))
        .isEqualTo(
            model.values().stream()
                .filter(part -> !part.isApplied())
                .mapToLong(Part::position)
                .findFirst()
                .orElse(last + 1));
    for (int i = 0; i < 20; i++) {
      long position = last + 70 - random.nextInt(200);
      assertThat(open.get(position)).isSameAs(model.get(position));
      assertThat(open.areAppliedBelow(position))
          .isEqualTo(model.headMap(position).values().stream().allMatch(Part::isApplied));
    }
  }

  private static Part part(long position) {
    Request request = new Request.Refused(null, Reason.INVALID_REQUEST, null, "");
    return new Part(
        new RoutedRequest(position, 0, "t", request, List.of(), List.of(0), 0), 0, SETTINGS, null);
  }
}
