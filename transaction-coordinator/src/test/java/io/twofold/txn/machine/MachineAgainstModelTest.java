package io.twofold.txn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twofold.txn.check.EmittedRecord;
import io.twofold.txn.check.JsonValues;
import io.twofold.txn.check.ModelSettings;
import io.twofold.txn.check.PublishedAvro;
import io.twofold.txn.check.RequestGenerator;
import io.twofold.txn.check.RequestRecord;
import io.twofold.txn.check.SequentialModel;
import io.twofold.txn.check.TableChange;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random requests in both encodings, read by the machines of a store in a random order, against the
 * sequential model: every result, every table record and every value must be the model's.
 */
class MachineAgainstModelTest {
  private static final int REQUESTS = 400;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void anyInterleaving_givesTheModelsOutcomes(int shards) throws Exception {
    int earlyVotes = 0;
    int votesReadAgain = 0;
    for (int seed = 0; seed < 60; seed++) {
      MachineStore store = compare(shards, seed, true);
      earlyVotes += store.earlyVotes;
      votesReadAgain += store.votesReadAgain;
    }
    if (shards > 1) {
      assertThat(earlyVotes).as("or the test has not seen them").isGreaterThan(200);
      assertThat(votesReadAgain).as("or the test has not seen any").isGreaterThan(200);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void withoutEarlyVotes_theSame(int shards) throws Exception {
    for (int seed = 0; seed < 60; seed++) {
      assertThat(compare(shards, seed, false).earlyVotes).isZero();
    }
  }

  private static MachineStore compare(int shards, int seed, boolean votesEarly) throws Exception {
    Random random = new Random(seed);
    ModelSettings conformance = ModelSettings.ofConformanceStore(shards);
    ModelSettings settings =
        new ModelSettings(shards, 300, 8, conformance.tables(), conformance.emitTopics());
    SequentialModel model = new SequentialModel(settings);
    RequestGenerator generator = new RequestGenerator(random, settings);
    MachineStore store = new MachineStore(settings, random, votesEarly);
    Random encodings = new Random(seed);
    List<ObjectNode> expected = new ArrayList<>();
    long nowMs = 1_000_000;
    int pace = 1 + random.nextInt(20);
    for (int i = 0; i < REQUESTS; i++) {
      nowMs += 1 + random.nextInt(5);
      byte[] request = generator.next(nowMs);
      // The model knows JSON alone; what can be said in Avro must mean the same to the machines.
      boolean isAvro = encodings.nextBoolean();
      byte[] sent = isAvro ? PublishedAvro.request(request).orElse(request) : request;
      long position = store.append(sent, nowMs);
      expected.add(model.apply(new RequestRecord(position, nowMs, request)));
      for (int steps = random.nextInt(pace); steps > 0 && store.step(); steps--) {}
    }
    store.settle();

    String replay = "shards=%d seed=%d".formatted(shards, seed);
    assertThat(store.isDrained()).as(replay).isTrue();
    for (int position = 0; position < REQUESTS; position++) {
      ObjectNode actual = store.result(position);
      actual.remove("message");
      assertThat(JsonValues.areEqual(actual, expected.get(position)))
          .as(
              "%s position=%d actual=%s expected=%s",
              replay, position, actual, expected.get(position))
          .isTrue();
    }
    assertThat(changes(store)).as(replay).isEqualTo(changes(model));
    assertThat(emitted(store)).as(replay).isEqualTo(emitted(model));
    return store;
  }

  /** Every table record, by key, in the order of positions. */
  private static Map<String, List<String>> changes(MachineStore store) {
    Map<String, List<String>> changes = new TreeMap<>();
    for (List<FinishedPart> parts : store.finished) {
      assertThat(parts).isSortedAccordingTo(Comparator.comparing(p -> p.request().position()));
      for (FinishedPart part : parts) {
        for (FinishedPart.Write write : part.writes()) {
          long position = part.request().position();
          VersionedValue value = write.value();
          assertThat(value == null ? position : value.version()).isEqualTo(position);
          record(changes, position, write.key().toString(), value == null ? null : value.value());
        }
      }
    }
    return changes;
  }

  private static Map<String, List<String>> changes(SequentialModel model) throws Exception {
    Map<String, List<String>> changes = new TreeMap<>();
    for (TableChange change : model.changes()) {
      Value value =
          change.value() == null
              ? null
              : io.twofold.txn.codec.JsonValues.read(
                  MachineStore.JSON.writeValueAsBytes(change.value()));
      record(changes, change.position(), change.table() + "/" + change.key(), value);
    }
    return changes;
  }

  /** Every emitted record, in the order of positions. */
  private static List<String> emitted(MachineStore store) {
    Map<Long, List<String>> emitted = new TreeMap<>();
    for (List<FinishedPart> parts : store.finished) {
      for (FinishedPart part : parts) {
        for (Operation.Emit emit : part.emits()) {
          emitted
              .computeIfAbsent(part.request().position(), unused -> new ArrayList<>())
              .add(
                  "%d %s %s %s"
                      .formatted(
                          part.request().position(), emit.topic(), emit.key(), emit.value()));
        }
      }
    }
    return emitted.values().stream().flatMap(List::stream).toList();
  }

  private static List<String> emitted(SequentialModel model) throws Exception {
    List<String> emitted = new ArrayList<>();
    for (EmittedRecord record : model.emitted()) {
      Value value =
          io.twofold.txn.codec.JsonValues.read(MachineStore.JSON.writeValueAsBytes(record.value()));
      emitted.add("%d %s %s %s".formatted(record.position(), record.topic(), record.key(), value));
    }
    return emitted;
  }

  private static void record(
      Map<String, List<String>> changes, long position, String key, @Nullable Value value) {
    changes.computeIfAbsent(key, unused -> new ArrayList<>()).add(position + "=" + value);
  }
}
