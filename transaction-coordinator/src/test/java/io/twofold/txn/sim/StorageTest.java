package io.twofold.txn.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.kafka.PortsOnClients;
import io.twofold.txn.kafka.Topics;
import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.RememberedId;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import io.twofold.txn.runtime.Checkpoint;
import io.twofold.txn.runtime.HashedKeys;
import io.twofold.txn.runtime.LogRecord;
import io.twofold.txn.runtime.Restored;
import io.twofold.txn.runtime.ShardStorage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What the simulation found in a shard's storage, each told by itself. */
class StorageTest {
  private static final StoreSettings SETTINGS =
      new StoreSettings(
          1, 1, "hash", new StoreSettings.Dedupe(1_000, 5), Limits.DEFAULT, List.of(), "secret");

  private final Topics topics = new Topics("sim", 1);
  private final Broker broker =
      new Broker(
          new Broker.Listener() {
            @Override
            public void appended(ConsumerRecord<byte[], byte[]> record) {}

            @Override
            public void committed(
                String transactionalId, List<ProducerRecord<byte[], byte[]>> records) {}
          });

  @Test
  void idsRemembered_surviveOneOwnerAfterAnother() {
    ShardStorage first = claimed();
    first.commit(checkpoint(4, 3), List.of(answered(3, "t-1")));
    first.commit(checkpoint(9, 3), List.of());

    for (int owner = 0; owner < 3; owner++) {
      ShardStorage next = storage();
      next.fence();
      Restored restored = next.restore(new MemoryState());
      assertThat(restored.remembered()).extracting(RememberedId::id).containsExactly("t-1");
      next.commit(restored.checkpoint(), List.of());
    }
  }

  /** Terms of dedupe may have become smaller and larger again since: what is forgotten stays so. */
  @Test
  void idsForgotten_areNotRestored() {
    ShardStorage first = claimed();
    first.commit(checkpoint(9, 7), List.of(answered(3, "t-1"), answered(7, "t-2")));

    ShardStorage next = storage();
    next.fence();
    assertThat(next.restore(new MemoryState()).remembered())
        .extracting(RememberedId::id)
        .containsExactly("t-2");
  }

  /** The state knows how far it goes; what another owner has written since is all that is read. */
  @Test
  void stateThatWasRestoredBefore_goesOnWhereItEnded() {
    ShardStorage first = claimed();
    MemoryState state = new MemoryState();
    state.flushed(List.of(), first.commit(checkpoint(2, 2), List.of(wrote(1, "a", 10))));
    claimed().commit(checkpoint(4, 4), List.of(wrote(3, "b", 30)));

    ShardStorage again = storage();
    again.fence();
    again.restore(state);
    assertThat(state.values().keySet()).extracting(Key::name).containsExactly("b");
  }

  private ShardStorage claimed() {
    ShardStorage storage = storage();
    storage.fence();
    storage.commit(storage.restore(new MemoryState()).checkpoint(), List.of());
    return storage;
  }

  private ShardStorage storage() {
    return PortsOnClients.storage(
        0,
        topics,
        SETTINGS,
        null,
        new SimTransactions(broker, "0", () -> SimTransactions.Fate.COMMITTED, () -> true),
        new SimConsumer(
            broker,
            new SimConsumer.Fetching() {
              @Override
              public void await() {}

              @Override
              public int recordsMax(TopicPartition partition) {
                return Integer.MAX_VALUE;
              }
            }),
        SimAdmin.of(broker, topics));
  }

  private static Checkpoint checkpoint(long x0, long oldestRemembered) {
    List<Catalogue.Table> tables = List.of(new Catalogue.Table("t", TableFormat.LONG, 0));
    return new Checkpoint(x0, 0, oldestRemembered, SETTINGS, tables, null, null);
  }

  private static FinishedPart wrote(long position, String key, long value) {
    return new FinishedPart(
        answered(position, "w-" + position).request(),
        List.of(new FinishedPart.Write(new Key("t", key), new Value.Whole(value))),
        List.of(),
        new Outcome.Committed(List.of()));
  }

  private static FinishedPart answered(long position, String id) {
    byte[] request =
        "{\"id\":\"%s\",\"ops\":[{\"op\":\"get\",\"table\":\"none\",\"key\":\"k\"}]}"
            .formatted(id)
            .getBytes(StandardCharsets.UTF_8);
    return new FinishedPart(
        HashedKeys.router(1)
            .route(new LogRecord(position, 7, request, LogRecord.Kind.REQUEST), SETTINGS),
        List.of(),
        List.of(),
        new Outcome.Committed(List.of()));
  }
}
