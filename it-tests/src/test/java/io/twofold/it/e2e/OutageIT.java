package io.twofold.it.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.kit.Await;
import io.twofold.it.kit.ConnectRest;
import io.twofold.it.kit.ConnectorStatus;
import io.twofold.it.kit.FixtureDirectory;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.FreePorts;
import io.twofold.it.kit.LocalKafkaCluster;
import io.twofold.it.kit.PlainClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a store needs is away for a while, or for ever. */
class OutageIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final int TRANSFERS_A_SECOND = 500;
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private static Installation installation;

  @BeforeAll
  static void start() {
    installation = DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
  }

  /** Whatever became of the test before. */
  @BeforeEach
  void reset() {
    installation.worker().resume();
    installation.deleteConnectors();
  }

  @Test
  void emitTopicsMissingOrRefusing_delayOnlyThemselves_thenGetEachRecordOnce() {
    installation.admin().createTopic("emits-fine", 3);
    installation.admin().createTopic("emits-refusing", 3);
    Map<String, String> config = TransferLoad.config(installation, "emits");
    config.put("emit.topics", "emits-fine,emits-missing,emits-refusing");
    try (StoreClient store = installation.createStore(config);
        CommittedTopic fine = CommittedTopic.open(store.bootstrapServers(), "emits-fine");
        CommittedTopic refusing = CommittedTopic.open(store.bootstrapServers(), "emits-refusing")) {
      TransferLoad load = TransferLoad.startSteady(store, TRANSFERS_A_SECOND, 31);
      refusing.awaitMore(100);
      // Room for the marks that end producer transactions, and for nothing else.
      installation.admin().configure("emits-refusing", TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "80");
      awaitInLog("relay waits before it tries again (topic=emits-refusing");
      awaitInLog("relay waits before it tries again (topic=emits-missing");
      fine.awaitMore(100);
      load.end();

      installation.admin().createTopic("emits-missing", 3);
      installation.admin().unconfigure("emits-refusing", TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      load.assertRight();
    }
  }

  @Test
  void clientTransactionLeftOpenInTheRequests_holdsTheStoreUntilItTimesOut() throws Exception {
    try (StoreClient store = TransferLoad.createStore(installation, "hanging");
        KafkaProducer<byte[], byte[]> client =
            PlainClients.producer(
                store.bootstrapServers(),
                Map.of(
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    "client-that-hangs",
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                    15_000))) {
      client.initTransactions();
      client.beginTransaction();
      long heldFrom =
          client
              .send(new ProducerRecord<>(store.topics().requests(), "{\"ops\":[]}".getBytes(UTF_8)))
              .get()
              .offset();
      TransferLoad load = TransferLoad.start(store, 2_000, 32);
      Await.until(
          "the status to name the client",
          TIMEOUT,
          () ->
              installation
                  .worker()
                  .rest()
                  .get("/twofold/hanging/status")
                  .body()
                  .contains("\"transactional_id\":\"client-that-hangs\""));
      Await.until(
          "the client's transaction to time out",
          TIMEOUT,
          () -> {
            List<Long> beyond = store.results().positionsFrom(heldFrom);
            boolean isOpen =
                installation.admin().transactionState("client-that-hangs")
                    == TransactionState.ONGOING;
            if (isOpen) {
              assertThat(beyond).as("results of later requests while it was open").isEmpty();
            }
            return !isOpen;
          });
      load.awaitEnd();
      load.assertRight();
    }
  }

  @Test
  void producersOfAllShardsAndRelaysFenced_ownersTakeThemBack() {
    try (StoreClient store = TransferLoad.createStore(installation, "fenced")) {
      TransferLoad load = TransferLoad.startSteady(store, TRANSFERS_A_SECOND, 36);
      load.awaitProgress();
      // As zombies do that recover before they notice that they are no owners any more.
      Set<String> ids = installation.admin().transactionalIds("twofold-fenced-.*");
      assertThat(ids).hasSize(2 * store.shards().count());
      installation.admin().fence(ids);
      awaitInLog("shard fenced, stands by");
      load.awaitProgress();
      OwnedShards.awaitAll(installation.worker(), store);
      load.end();
      load.assertRight();
    }
  }

  @Test
  void transactionalIdsExpired_shardsRecoverAndGoOn() {
    Map<String, String> expiring =
        Map.of(
            // Less than a worker may be frozen without losing its shards.
            "transactional.id.expiration.ms", "4000",
            "transaction.remove.expired.transaction.cleanup.interval.ms", "500");
    try (LocalKafkaCluster other =
            LocalKafkaCluster.singleNode(
                DIRECTORY.resolve("expiring"), FreePorts.next(), expiring);
        ClusterAdmin admin = ClusterAdmin.of(other.bootstrapServers())) {
      other.start();
      try (StoreClient store = installation.createStore(configOn(other, "expired"))) {
        TransferLoad load = TransferLoad.startSteady(store, TRANSFERS_A_SECOND, 33);
        load.awaitProgress();
        installation.worker().pause();
        // That of a shard that was frozen within a producer transaction stays.
        Await.until(
            "transactional ids of shards to expire",
            TIMEOUT,
            () -> admin.transactionalIds("twofold-expired-[0-9]+").size() < store.shards().count());
        installation.worker().resume();
        load.awaitProgress();
        OwnedShards.awaitAll(installation.worker(), store);
        load.end();
        load.assertRight();
        installation.worker().rest().deleteConnector("expired");
      }
    }
  }

  @Test
  void clusterOfTheStoreDown_isRefusedAtFirstAndWaitedForLater() {
    try (LocalKafkaCluster other = LocalKafkaCluster.singleNode(DIRECTORY.resolve("other"));
        ClusterAdmin admin = ClusterAdmin.of(other.bootstrapServers())) {
      Map<String, String> config = configOn(other, "elsewhere");
      assertThatThrownBy(() -> installation.worker().rest().createConnector(config))
          .isInstanceOf(FixtureException.class)
          .hasMessageContaining("no broker answers at " + other.bootstrapServers());

      other.start();
      try (StoreClient store = installation.createStore(config)) {
        TransferLoad load = TransferLoad.startSteady(store, TRANSFERS_A_SECOND, 34);
        load.awaitProgress();
        // A broker alone that dies while a transaction's end is being written may skip the marks
        // when it starts (it takes the partitions for deleted), and leave it open for ever.
        installation.stop("elsewhere");
        admin.awaitNoOpenTransactions();
        other.kill(1);
        installation.resume("elsewhere");
        awaitInLog("engine starts again from the log (store=elsewhere");
        other.restart(1);
        load.awaitProgress();
        load.end();
        assertThat(installation.isRunning("elsewhere")).isTrue();
        load.assertRight();
        installation.worker().rest().deleteConnector("elsewhere");
      }
    }
  }

  @Test
  void tableTopicDeleted_tasksFailAndSayWhichAndWhatToDo() {
    Map<String, String> impatient =
        Map.of(
            "producer.max.block.ms", "4000",
            "producer.request.timeout.ms", "4000",
            "producer.delivery.timeout.ms", "8000");
    try (StoreClient store = TransferLoad.createStore(installation, "deleted", impatient)) {
      TransferLoad load = TransferLoad.startSteady(store, TRANSFERS_A_SECOND, 35);
      load.awaitProgress();
      installation.admin().deleteTopic(store.topics().table("accounts"));
      ConnectRest rest = installation.worker().rest();
      Await.until(
          "all tasks to fail",
          TIMEOUT,
          () ->
              rest.connectorStatus("deleted").orElseThrow().tasks().stream()
                  .allMatch("FAILED"::equals));
      List<String> traces =
          rest.connectorStatus("deleted").map(ConnectorStatus::traces).orElseThrow();
      assertThat(traces)
          .hasSize(2)
          .allSatisfy(
              trace ->
                  assertThat(trace)
                      .contains("topic " + store.topics().table("accounts") + " was deleted")
                      .contains("restore it from a copy of the cluster"));
    }
  }

  private static Map<String, String> configOn(LocalKafkaCluster cluster, String name) {
    Map<String, String> config = TransferLoad.config(installation, name);
    config.put("bootstrap.servers", cluster.bootstrapServers());
    return config;
  }

  private static void awaitInLog(String text) {
    Await.until(
        "the worker to say: " + text,
        TIMEOUT,
        () -> installation.worker().process().countInLog(text) > 0);
  }
}
