package io.twofold.it.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twofold.it.kit.PlainClients;
import io.twofold.it.store.StoreTopics;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * A store as any Kafka client uses it: a plain producer writes requests, plain consumers read what
 * comes of them. {@link #send} and {@link #submit} are thread-safe.
 */
final class StoreClient implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final String bootstrapServers;
  private final StoreTopics topics;
  private final Shards shards;
  private final Set<String> emitTopics;
  private final Map<Long, Long> sentNsByPosition = new ConcurrentHashMap<>();
  private final Map<Long, Long> ackedNsByPosition = new ConcurrentHashMap<>();
  private final RequestProducer producer;
  private final ResultLog results;

  private StoreClient(
      String bootstrapServers,
      StoreTopics topics,
      Shards shards,
      Set<String> emitTopics,
      Runnable requireRunning) {
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
    this.shards = shards;
    this.emitTopics = emitTopics;
    this.producer = openProducer();
    this.results = ResultLog.open(bootstrapServers, topics.results(), requireRunning);
  }

  /**
   * Waits for the topics of a store and for the results of the requests that create its tables.
   *
   * @param requireRunning throws if there is no use in waiting for results any longer
   * @throws io.twofold.it.kit.FixtureException if they do not come in time
   */
  static StoreClient open(
      String bootstrapServers, Map<String, String> connectorConfig, Runnable requireRunning) {
    StoreTopics topics = new StoreTopics(valueIn(connectorConfig, "store"));
    List<String> tables =
        Arrays.stream(valueIn(connectorConfig, "tables").split(",", -1))
            .map(table -> topics.table(table.substring(0, table.indexOf(':'))))
            .toList();
    PlainClients.awaitTopics(
        bootstrapServers,
        Stream.concat(
                Stream.of(topics.requests(), topics.results(), topics.transactions()),
                tables.stream())
            .toList(),
        TIMEOUT);
    StoreClient client =
        new StoreClient(
            bootstrapServers,
            topics,
            new Shards(Integer.parseInt(valueIn(connectorConfig, "shards"))),
            Arrays.stream(connectorConfig.getOrDefault("emit.topics", "").split(",", -1))
                .filter(topic -> !topic.isEmpty())
                .collect(Collectors.toUnmodifiableSet()),
            requireRunning);
    client.results.awaitAny(tables.size(), TIMEOUT);
    return client;
  }

  static String valueIn(Map<String, String> config, String key) {
    String value = config.get(key);
    if (value == null) {
      throw new IllegalArgumentException("the connector has no " + key);
    }
    return value;
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** Name of the store and of its connector. */
  String name() {
    return topics.store();
  }

  StoreTopics topics() {
    return topics;
  }

  Shards shards() {
    return shards;
  }

  /** The topics that requests may emit to. */
  Set<String> emitTopics() {
    return emitTopics;
  }

  ResultLog results() {
    return results;
  }

  /** When the sending of each request began, by position. */
  Map<Long, Long> sentNsByPosition() {
    return sentNsByPosition;
  }

  /** When the broker was known to have taken each request, by position. */
  Map<Long, Long> ackedNsByPosition() {
    return ackedNsByPosition;
  }

  /** One more producer; close it. */
  RequestProducer openProducer() {
    return new RequestProducer(
        bootstrapServers, topics.requests(), sentNsByPosition, ackedNsByPosition);
  }

  /**
   * Sends the value of a request record; its key is null.
   *
   * @return its position
   */
  CompletableFuture<Long> send(byte @Nullable [] value) {
    return producer.send(value);
  }

  /** Sends a request and waits for its answer. Nobody else may send the same id meanwhile. */
  ResultLog.Seen submit(byte @Nullable [] value) {
    int alreadySeen = results.all().size();
    long position = RequestProducer.positionOf(send(value));
    return results.awaitAnswer(position, alreadySeen, TIMEOUT);
  }

  /** Sends a request and waits for its answer. Nobody else may send the same id meanwhile. */
  ResultLog.Seen submit(String json) {
    return submit(json.getBytes(UTF_8));
  }

  /** The request log as it is now, records of the engine's included. */
  List<ConsumerRecord<byte[], byte[]>> readRequests() {
    return read(topics.requests());
  }

  /**
   * What a {@code read_committed} consumer sees of a table after everything that was submitted. To
   * know when that is, a key of each shard is deleted, which leaves the last record of each
   * partition.
   *
   * @return in order within each partition, without the records of those deletions
   */
  List<TableRecord> readTable(String table, String format) {
    String deletions =
        shards.keyOfEach("end-").stream()
            .map("{\"op\":\"delete\",\"table\":\"%s\",\"key\":\"%%s\"}".formatted(table)::formatted)
            .collect(Collectors.joining(","));
    long end = submit("{\"ops\":[" + deletions + "]}").position();
    try (CommittedTopic topic = openTable(table)) {
      return topic
          .readUntil(
              "the end of each partition of table " + table,
              TIMEOUT,
              records ->
                  records.stream().filter(record -> TableRecord.positionOf(record) == end).count()
                      == shards.count())
          .stream()
          .map(record -> TableRecord.of(table, format, record))
          .filter(record -> !record.key().startsWith("end-"))
          .toList();
    }
  }

  /** Opens the topic of a table. */
  CommittedTopic openTable(String table) {
    return CommittedTopic.open(bootstrapServers, topics.table(table));
  }

  /** Opens the topic of finished transactions. */
  CommittedTopic openTransactions() {
    return CommittedTopic.open(bootstrapServers, topics.transactions());
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return PlainClients.readAll(bootstrapServers, topic, IsolationLevel.READ_COMMITTED, TIMEOUT);
  }

  @Override
  public void close() {
    results.close();
    producer.close();
  }
}
