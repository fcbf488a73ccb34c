package io.twofold.it.bench.reads;

import io.twofold.it.kit.Await;
import io.twofold.it.kit.FixtureException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** A topic as a {@code GlobalKTable} of Kafka Streams, with keys and values as text. */
final class GlobalTable implements AutoCloseable {
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final KafkaStreams streams;
  private final ReadOnlyKeyValueStore<String, String> store;

  private GlobalTable(KafkaStreams streams, ReadOnlyKeyValueStore<String, String> store) {
    this.streams = streams;
    this.store = store;
  }

  /** Loads the topic into a store on the heap. */
  static GlobalTable inMemory(String bootstrapServers, String topic, Path directory) {
    return open(bootstrapServers, topic, directory, Stores.inMemoryKeyValueStore("memory"));
  }

  /** Loads the topic into RocksDB, which is what Kafka Streams does by default. */
  static GlobalTable inRocksDb(String bootstrapServers, String topic, Path directory) {
    return open(
        bootstrapServers, topic, directory, Stores.persistentTimestampedKeyValueStore("rocksdb"));
  }

  private static GlobalTable open(
      String bootstrapServers, String topic, Path directory, KeyValueBytesStoreSupplier supplier) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench-" + supplier.name());
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    settings.put(
        StreamsConfig.globalConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG),
        "read_committed");
    StreamsBuilder topology = new StreamsBuilder();
    topology.globalTable(
        topic,
        Consumed.with(Serdes.String(), Serdes.String()),
        Materialized.<String, String>as(supplier));
    KafkaStreams streams = new KafkaStreams(topology.build(), settings);
    try {
      streams.start();
      Await.until("global table of " + topic, READY_TIMEOUT, () -> isRunning(streams));
      return new GlobalTable(
          streams,
          streams.store(
              StoreQueryParameters.fromNameAndType(
                  supplier.name(), QueryableStoreTypes.<String, String>keyValueStore())));
    } catch (RuntimeException e) {
      streams.close(CLOSE_TIMEOUT);
      throw e;
    }
  }

  private static boolean isRunning(KafkaStreams streams) {
    if (streams.state() == KafkaStreams.State.ERROR) {
      throw new FixtureException("Kafka Streams has failed");
    }
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  @Nullable String get(String key) {
    return store.get(key);
  }

  @Override
  public void close() {
    streams.close(CLOSE_TIMEOUT);
  }
}
