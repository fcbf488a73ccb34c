package io.twofold.it.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.twofold.it.kit.ConnectRest;
import io.twofold.it.kit.FixtureDirectory;
import io.twofold.it.kit.PlainClients;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A transaction walks end to end: standard Kafka client in, real worker, standard Kafka client out.
 * Each test has accounts of its own.
 */
class TransferWalkIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final int SHARDS = 8;

  private static Installation installation;
  private static StoreClient store;
  private static Admin admin;

  @BeforeAll
  static void start() {
    installation = DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
    admin =
        DIRECTORY.closeAtEnd(
            Admin.create(
                Map.<String, Object>of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, installation.bootstrapServers())));
    store =
        DIRECTORY.closeAtEnd(
            installation.createStore(
                installation.connectorConfig("bank", SHARDS, 2, "accounts:json,counters:long")));
  }

  @Test
  void fiveTransfers_giveFiveResultsAndTheRightBalances() {
    deposit("five-a", 500);
    List<ResultLog.Seen> results =
        IntStream.rangeClosed(1, 5)
            .mapToObj(i -> store.submit(transfer("five-" + i, "five-a", "five-b", i * 10)))
            .toList();
    assertThat(results).allMatch(ResultLog.Seen::isCommitted);
    assertThat(results)
        .extracting(result -> result.json().path("id").asText())
        .containsExactly("five-1", "five-2", "five-3", "five-4", "five-5");
    assertThat(results).extracting(ResultLog.Seen::position).isSorted().doesNotHaveDuplicates();
    assertThat(balances()).containsEntry("five-a", 350L).containsEntry("five-b", 150L);
  }

  @Test
  void kcat_writesTransfers() throws Exception {
    assumeThat(isOnPath("kcat")).as("kcat is on the PATH").isTrue();
    deposit("kcat-a", 500);
    Path lines = DIRECTORY.resolve("transfers.jsonl");
    Files.write(
        lines,
        IntStream.rangeClosed(1, 5)
            .mapToObj(i -> transfer("kcat-" + i, "kcat-a", "kcat-b", 60))
            .toList());
    Process kcat =
        new ProcessBuilder("kcat", "-P", "-b", store.bootstrapServers(), "-t", "bank.requests")
            .redirectInput(lines.toFile())
            .redirectErrorStream(true)
            .redirectOutput(DIRECTORY.resolve("kcat.log").toFile())
            .start();
    assertThat(kcat.waitFor(60, TimeUnit.SECONDS)).as("kcat ended").isTrue();
    assertThat(kcat.exitValue()).as("exit code of kcat").isZero();
    await()
        .atMost(StoreClient.TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(store.results().all())
                    .filteredOn(result -> result.json().path("id").asText().startsWith("kcat-"))
                    .hasSize(5)
                    .allMatch(ResultLog.Seen::isCommitted));
    assertThat(balances()).containsEntry("kcat-a", 200L).containsEntry("kcat-b", 300L);
  }

  @Test
  void transferBeyondTheBalance_isAbortedAndChangesNothing() {
    deposit("poor", 500);
    ResultLog.Seen result = store.submit(transfer("too-much", "poor", "rich", 900));
    assertThat(result.json())
        .isEqualTo(
            Json.object(
                """
                {"id":"too-much","position":%d,"status":"ABORTED","reason":"OUT_OF_BOUNDS","op":0,
                 "message":"accounts/poor: add -900 to balance would pass min 0"}"""
                    .formatted(result.position())));
    assertThat(balances()).containsEntry("poor", 500L).doesNotContainKey("rich");
    assertThat(store.readTable("accounts", "json"))
        .extracting(TableRecord::position)
        .doesNotContain(result.position());
    assertThat(read("poor").path("value").path("balance").longValue()).isEqualTo(500);
    assertThat(read("rich").path("value").isNull()).isTrue();
  }

  @Test
  void reads_showValueAndVersionWithinTheTransaction() {
    long deposited = deposit("read-a", 500).position();
    ResultLog.Seen result =
        store.submit(
            """
            {"id":"read","ops":[
             {"op":"get","table":"accounts","key":"read-a"},
             {"op":"add","table":"accounts","key":"read-a","field":"balance","by":1},
             {"op":"get","table":"accounts","key":"read-a"},
             {"op":"get","table":"accounts","key":"read-none"}]}""");
    assertThat(result.json())
        .isEqualTo(
            Json.object(
                """
                {"id":"read","position":%2$d,"status":"COMMITTED","reads":[
                 {"table":"accounts","key":"read-a","value":{"balance":500},"version":%1$d},
                 {"table":"accounts","key":"read-a","value":{"balance":501},"version":%2$d},
                 {"table":"accounts","key":"read-none","value":null,"version":null}]}"""
                    .formatted(deposited, result.position())));
  }

  @Test
  void deletedKey_leavesATombstone() {
    deposit("gone", 500);
    ResultLog.Seen result =
        store.submit(
            """
            {"id":"bye","ops":[{"op":"delete","table":"accounts","key":"gone"}]}""");
    List<TableRecord> records =
        store.readTable("accounts", "json").stream()
            .filter(record -> record.key().equals("gone"))
            .toList();
    assertThat(records).hasSize(2);
    assertThat(records.get(1).value()).isNull();
    assertThat(records.get(1).position()).isEqualTo(result.position());
    assertThat(records.get(1).txn()).isEqualTo("bye");
  }

  @Test
  void recordsOfTablesAndResults_standWhereAPlainProducerPutsThem() throws Exception {
    admin
        .createTopics(List.of(new NewTopic("plain", SHARDS, (short) 1)))
        .all()
        .get(StoreClient.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    List<String> names = IntStream.range(0, 20).mapToObj(i -> "placed-ü-" + i).toList();
    for (String name : names) {
      ResultLog.Seen result =
          store.submit(
              """
              {"id":"%1$s","ops":[{"op":"put","table":"accounts","key":"%1$s","value":{"balance":1}},
               {"op":"put","table":"counters","key":"%1$s","value":-1}]}"""
                  .formatted(name));
      assertThat(result.key()).isEqualTo(name);
      assertThat(result.partition())
          .as("partition of result %s", name)
          .isEqualTo(plainPartition(name));
    }
    for (String table : List.of("accounts:json", "counters:long")) {
      List<TableRecord> records =
          store.readTable(table.split(":", 2)[0], table.split(":", 2)[1]).stream()
              .filter(record -> names.contains(record.key()))
              .toList();
      assertThat(records).extracting(TableRecord::key).containsExactlyInAnyOrderElementsOf(names);
      for (TableRecord record : records) {
        assertThat(record.txn()).isEqualTo(record.key());
        assertThat(record.partition())
            .as("partition of %s", record)
            .isEqualTo(plainPartition(record.key()));
      }
    }
  }

  @Test
  void everyTransaction_hasOneRecordInThePartitionOfItsHome() {
    deposit("home", 500);
    for (int i = 0; i < 30; i++) {
      store.submit(transfer("home-" + i, "home", "home-" + i % 7, 100));
    }
    store.submit("not json");
    store.submit(
        """
        {"id":"home-table","ops":[{"op":"create_table","table":"homes","format":"string"}]}""");
    store.submit(
        """
        {"ops":[{"op":"get","table":"accounts","key":"home"}]}""");
    History.read(store).assertEachEndExactlyOnce();
  }

  @Test
  void topics_haveThePartitionsAndTheCleanupOfTheDesign() throws Exception {
    Map<String, Topic> expected =
        Map.of(
            "bank.requests", new Topic(1, "delete"),
            "bank.results", new Topic(SHARDS, "delete"),
            "bank.table.accounts", new Topic(SHARDS, "compact"),
            "bank.table.counters", new Topic(SHARDS, "compact"),
            "bank.transactions", new Topic(SHARDS, "delete"),
            "bank.internal.checkpoints", new Topic(SHARDS, "compact"));
    Map<String, Topic> actual = new HashMap<>();
    for (TopicDescription topic : descriptions(expected.keySet())) {
      actual.put(
          topic.name(),
          new Topic(topic.partitions().size(), config(topic.name(), "cleanup.policy")));
    }
    assertThat(actual).isEqualTo(expected);
    assertThat(config("bank.requests", "message.timestamp.type")).isEqualTo("LogAppendTime");
    for (String topic : List.of("bank.requests", "bank.internal.votes")) {
      assertThat(config(topic, "retention.ms")).as("retention.ms of %s", topic).isEqualTo("-1");
    }
    for (String topic : expected.keySet()) {
      assertThat(config(topic, "unclean.leader.election.enable"))
          .as("unclean election of %s", topic)
          .isEqualTo("false");
    }
  }

  @Test
  void http_servesValuesOfTables() {
    long version = deposit("http", 500).position();
    JsonNode answer = awaitHttp("/twofold/bank/tables/accounts/http", 200);
    assertThat(answer.path("value")).isEqualTo(Json.object("{\"balance\":500}"));
    assertThat(answer.path("version").longValue()).isEqualTo(version);
    assertThat(answer.path("position").longValue()).isGreaterThan(version);
    assertThat(answer.path("lag_ms").isNumber()).isTrue();
    awaitHttp("/twofold/bank/tables/accounts/http-none", 404);
    awaitHttp("/twofold/bank/tables/nowhere/http", 404);
    awaitHttp("/twofold/nobank/tables/accounts/http", 404);
  }

  @Test
  void http_executesTransactions() {
    deposit("post-a", 500);
    ConnectRest.Response committed = post("bank", transfer("post-1", "post-a", "post-b", 100));
    assertThat(committed.status()).as(committed.body()).isEqualTo(200);
    ResultLog.Seen result =
        store.results().await(committed.json().path("position").longValue(), StoreClient.TIMEOUT);
    assertThat(Json.object(committed.body())).isEqualTo(result.json());
    assertThat(result.isCommitted()).isTrue();

    ConnectRest.Response aborted = post("bank", transfer("post-2", "post-a", "post-b", 900));
    assertThat(aborted.status()).as(aborted.body()).isEqualTo(409);
    assertThat(aborted.json().path("reason").asText()).isEqualTo("OUT_OF_BOUNDS");

    for (String invalid :
        List.of("not json", "{}", "{\"id\":\"post-3\",\"ops\":[{\"op\":\"fly\"}]}")) {
      ConnectRest.Response refused = post("bank", invalid);
      assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    }
    assertThat(post("nobank", transfer("post-4", "post-a", "post-b", 1)).status()).isEqualTo(404);
    assertThat(balances()).containsEntry("post-a", 400L).containsEntry("post-b", 100L);
  }

  @Test
  void http_tellsTheStatusOfAStore() {
    ConnectRest rest = installation.worker().rest();
    ConnectRest.Response status = rest.get("/twofold/bank/status");
    assertThat(status.status()).as(status.body()).isEqualTo(200);
    assertThat(status.json().path("store").asText()).as(status.body()).isEqualTo("bank");
    assertThat(rest.get("/twofold/nobank/status").status()).isEqualTo(404);
  }

  /** What the design says about a topic. */
  private record Topic(int partitions, String cleanup) {}

  private static ResultLog.Seen deposit(String account, int balance) {
    ResultLog.Seen result =
        store.submit(
            """
            {"ops":[{"op":"put","table":"accounts","key":"%s","value":{"balance":%d}}]}"""
                .formatted(account, balance));
    assertThat(result.isCommitted()).as(result.toString()).isTrue();
    return result;
  }

  private static String transfer(String id, String from, String to, int amount) {
    return """
        {"id":"%s","ops":[\
        {"op":"add","table":"accounts","key":"%s","field":"balance","by":-%d,"min":0},\
        {"op":"add","table":"accounts","key":"%s","field":"balance","by":%d}]}"""
        .formatted(id, from, amount, to, amount);
  }

  /** What a consumer of the table's topic ends with. */
  private static Map<String, Long> balances() {
    Map<String, Long> balances = new HashMap<>();
    for (TableRecord record : store.readTable("accounts", "json")) {
      JsonNode value = record.value();
      if (value == null) {
        balances.remove(record.key());
      } else {
        balances.put(record.key(), value.path("balance").longValue());
      }
    }
    return balances;
  }

  private static JsonNode read(String account) {
    return store
        .submit(
            """
            {"ops":[{"op":"get","table":"accounts","key":"%s"}]}"""
                .formatted(account))
        .json()
        .path("reads")
        .path(0);
  }

  private static int plainPartition(String key) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = PlainClients.producer(store.bootstrapServers())) {
      return producer
          .send(new ProducerRecord<>("plain", key.getBytes(UTF_8), new byte[1]))
          .get(StoreClient.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
          .partition();
    }
  }

  private static Collection<TopicDescription> descriptions(Collection<String> topics)
      throws Exception {
    return admin
        .describeTopics(topics)
        .allTopicNames()
        .get(StoreClient.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .values();
  }

  private static String config(String topic, String key) throws Exception {
    Map<ConfigResource, Config> configs =
        admin
            .describeConfigs(List.of(new ConfigResource(ConfigResource.Type.TOPIC, topic)))
            .all()
            .get(StoreClient.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    return configs.values().iterator().next().get(key).value();
  }

  /** A read may come before the shard has applied what a result has told. */
  private static JsonNode awaitHttp(String path, int status) {
    return await()
        .alias("HTTP " + status + " for " + path)
        .atMost(StoreClient.TIMEOUT)
        .until(() -> installation.worker().rest().get(path), answer -> answer.status() == status)
        .json();
  }

  private static ConnectRest.Response post(String store, String request) {
    return installation.worker().rest().post("/twofold/" + store + "/transactions", request);
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
