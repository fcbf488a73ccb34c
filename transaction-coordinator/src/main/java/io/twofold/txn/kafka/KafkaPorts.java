package io.twofold.txn.kafka;

import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.runtime.EngineConfig;
import io.twofold.txn.runtime.LogReader;
import io.twofold.txn.runtime.Membership;
import io.twofold.txn.runtime.OpenTransaction;
import io.twofold.txn.runtime.Partitioner;
import io.twofold.txn.runtime.Ports;
import io.twofold.txn.runtime.RecordSender;
import io.twofold.txn.runtime.ShardStorage;
import io.twofold.txn.runtime.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** The engine's ports on Kafka's clients. */
public final class KafkaPorts implements Ports {
  private static final int REQUEST_BYTES_MAX = 16 << 20;
  private static final int SESSION_MS = 6_000;

  /** Members learn that the group changes by heartbeats, and shards on the move wait for that. */
  private static final int HEARTBEAT_MS = 500;

  /** The others say what group a consumer is in, and how. */
  private static final Set<String> CONSUMER_TUNING =
      Set.of(
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
          ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG);

  /** Several times of what a shard leaves a producer transaction open. */
  private static final int TRANSACTION_MS = 60_000;

  /** A topic that is not there delays the others of its shard that long, now and then. */
  private static final int RELAY_BLOCK_MS = 3_000;

  private static final Duration ADMIN_BOUND = Duration.ofSeconds(30);

  private final EngineConfig config;
  private final ClientConfig clients;
  private final Partitioner partitioner;
  private final Topics topics;
  private final Admin admin;
  private final TopicMaker topicMaker;
  private final Relays relays;

  /** The first of the store, for shards that have no checkpoint yet. */
  private volatile @Nullable StoreSettings settings;

  /**
   * Ports of one task.
   *
   * @param partitioner of the store; one with {@link EngineConfig#partitioner}
   * @param replicationFactor of topics that are created, -1 for the broker's default
   */
  public KafkaPorts(
      EngineConfig config, ClientConfig clients, Partitioner partitioner, short replicationFactor) {
    this.config = config;
    this.clients = clients;
    this.partitioner = partitioner;
    this.topics = new Topics(config.store(), config.shards());
    this.admin = Admin.create(ClusterCheck.adminConfig(clients, ADMIN_BOUND));
    this.topicMaker = new TopicMaker(admin, topics, replicationFactor);
    List<String> targets = new ArrayList<>(config.emitTopics());
    if (config.deadLetters() != null) {
      targets.add(config.deadLetters().topic());
    }
    this.relays = new Relays(admin, topics, targets);
  }

  @Override
  public void prepare() {
    try (CommittedReader reader = committedReader("prepare");
        KafkaProducer<byte[], byte[]> producer = producer("prepare", Map.of())) {
      settings =
          new StorePreparation(config, clients, topics, partitioner, this::hash)
              .run(admin, reader, producer, topicMaker);
    }
  }

  @Override
  public void check() {
    topicMaker.requireUnchanged();
  }

  @Override
  public List<OpenTransaction> openTransactions() {
    return new OpenTransactions(admin).on(topics.requestLog());
  }

  @Override
  public CompletionStage<Long> requestsEnd() {
    return admin
        .listOffsets(
            Map.of(topics.requestLog(), OffsetSpec.latest()),
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .partitionResult(topics.requestLog())
        .toCompletionStage()
        .thenApply(ListOffsetsResultInfo::offset)
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedStage(
                    new TransientException("the request log's leader does not answer", failure)));
  }

  @Override
  public int hash(byte[] key) {
    return Utils.toPositive(Utils.murmur2(key));
  }

  @Override
  public LogReader openReader() {
    Map<String, Object> tuning =
        Map.of(
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5_000,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            4 << 20,
            // So long a shard that comes may have to wait for the fetch that is with the broker.
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            100);
    return new KafkaLogReader(consumer("log", tuning), topics);
  }

  @Override
  public RecordSender openSender() {
    Map<String, Object> tuning =
        Map.of(
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.BATCH_SIZE_CONFIG,
            256 << 10,
            // What comes meanwhile leaves together: fewer and larger requests, none later.
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1);
    return new KafkaRecordSender(producer("votes", tuning), topics);
  }

  @Override
  public Membership join(Membership.Listener listener) {
    Map<String, Object> group =
        Map.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            topics.group(),
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            // The second for groups with members that are not Twofold's.
            List.of(StandbyAssignor.class, CooperativeStickyAssignor.class),
            StandbyAssignor.PLACE,
            new StandbyAssignor.Place(config.advertisedUrl(), config.replicas(), listener),
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            SESSION_MS,
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
            HEARTBEAT_MS,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "latest");
    return new KafkaMembership(
        consumer("member", group), topics, listener, "twofold-" + config.store() + "-member");
  }

  @Override
  public ShardStorage openStorage(int shard) {
    Map<String, Object> transactional =
        Map.of(
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            topics.group() + "-" + shard,
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            TRANSACTION_MS,
            // Nobody waits for what is written, but for the commit, which waits for nothing.
            ProducerConfig.LINGER_MS_CONFIG,
            100,
            ProducerConfig.BATCH_SIZE_CONFIG,
            128 << 10);
    CommittedReader reader = committedReader("restore-" + shard);
    return new KafkaShardStorage(
        shard,
        topics,
        Objects.requireNonNull(settings),
        config.advertisedUrl(),
        producer("shard-" + shard, transactional),
        reader,
        topicMaker,
        relays,
        new DeadLetterEntries(topics, config.deadLetters(), config.taskId()),
        new LogTrimmer(
            topics, shard, admin, reader, Duration.ofMillis(config.requestsRetentionMs())));
  }

  @Override
  public Relay openRelay(int shard) {
    if (relays.hasNoTargets()) {
      return () -> {};
    }
    return new OutboxRelay(
        topics,
        shard,
        consumer("relay-" + shard, Map.of()),
        committedReader("relayed-" + shard),
        admin,
        topic ->
            producer(
                "relay-" + shard + "-" + topic,
                Map.of(
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    relays.transactionalId(shard, topic),
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    RELAY_BLOCK_MS)));
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }

  // ---- Clients

  private CommittedReader committedReader(String use) {
    Map<String, Object> upToTheEnd =
        Map.of(
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5_000,
            // At the end a broker keeps a fetch for that long, and the next topic's has to wait.
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            20);
    return new CommittedReader(consumer(use, upToTheEnd), admin);
  }

  private KafkaConsumer<byte[], byte[]> consumer(String use, Map<String, Object> special) {
    Map<String, Object> all = ClientConfig.over(clients.consumer(), common(use));
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    ClientConfig.add(all, special, clients.consumer(), CONSUMER_TUNING::contains);
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private KafkaProducer<byte[], byte[]> producer(String use, Map<String, Object> special) {
    Map<String, Object> all = ClientConfig.over(clients.producer(), common(use));
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES_MAX);
    ClientConfig.add(
        all,
        special,
        clients.producer(),
        key -> !key.equals(ProducerConfig.TRANSACTIONAL_ID_CONFIG));
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> common(String use) {
    return Map.of(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
        clients.bootstrapServers(),
        CommonClientConfigs.CLIENT_ID_CONFIG,
        "twofold-%s-%s-%s".formatted(config.store(), config.taskId(), use));
  }
}
