package io.twofold.txn.sim;

import io.twofold.txn.kafka.PortsOnClients;
import io.twofold.txn.kafka.Topics;
import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.Checkpoint;
import io.twofold.txn.runtime.HashedKeys;
import io.twofold.txn.runtime.LogRecord;
import io.twofold.txn.runtime.ShardStorage;
import io.twofold.txn.runtime.StateProgress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** One shard of a store on a simulated log: its storage, opened as often as a test wants. */
final class OneShard {
  private static final StoreSettings SETTINGS =
      new StoreSettings(
          1, 1, "hash", new StoreSettings.Dedupe(1_000, 5), Limits.DEFAULT, List.of(), "secret");

  final Topics topics = new Topics("sim", 1);
  final Broker broker =
      new Broker(
          new Broker.Listener() {
            @Override
            public void appended(ConsumerRecord<byte[], byte[]> record) {}

            @Override
            public void committed(
                String transactionalId, List<ProducerRecord<byte[], byte[]>> records) {}
          });

  final SimAdmin admin = new SimAdmin(broker, topics);

  /** Of an owner that has claimed the shard. */
  ShardStorage claimed() {
    ShardStorage storage = storage();
    storage.fence();
    commit(storage, storage.restore(new MemoryState()).checkpoint());
    return storage;
  }

  ShardStorage storage() {
    return storage(() -> {}, Integer.MAX_VALUE);
  }

  /**
   * Storage that reads the log in small steps.
   *
   * @param beforePoll called before each
   */
  ShardStorage storage(Runnable beforePoll, int recordsMax) {
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
              public void await() {
                beforePoll.run();
              }

              @Override
              public int recordsMax(TopicPartition partition) {
                return recordsMax;
              }
            }),
        admin.client());
  }

  /** One producer transaction. */
  static StateProgress commit(ShardStorage by, Checkpoint checkpoint, FinishedPart... parts) {
    by.write(checkpoint.tables(), List.of(parts));
    return by.commit(checkpoint);
  }

  static Checkpoint checkpoint(long x0, long oldestRemembered) {
    List<Catalogue.Table> tables = List.of(new Catalogue.Table("t", TableFormat.LONG, 0));
    return new Checkpoint(x0, 0, oldestRemembered, SETTINGS, tables, null, null);
  }

  static FinishedPart wrote(long position, String key, long value) {
    return part(position, write(position, key, value));
  }

  static FinishedPart.Write write(long position, String key, long value) {
    return new FinishedPart.Write(
        new Key("t", key), new VersionedValue(new Value.Whole(value), position));
  }

  static FinishedPart deleted(long position, String key) {
    return part(position, new FinishedPart.Write(new Key("t", key), null));
  }

  static FinishedPart part(long position, FinishedPart.Write... writes) {
    return new FinishedPart(
        answered(position, "w-" + position).request(),
        List.of(writes),
        List.of(),
        new Outcome.Committed(List.of()));
  }

  static FinishedPart answered(long position, String id) {
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
