package io.twofold.it.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twofold.it.kit.FixtureDirectory;
import io.twofold.it.kit.PlainClients;
import io.twofold.txn.check.PublishedAvro;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Avro from end to end, as somebody uses it who has the published {@code .avsc} files, Avro's
 * generic API and a plain producer: requests, results and a table of format {@code avro}.
 */
class AvroIT {
  @RegisterExtension static final FixtureDirectory DIRECTORY = new FixtureDirectory();

  private static final Schema REQUEST = PublishedAvro.schema("TransactionRequest");
  private static final Schema OPERATION = REQUEST.getField("ops").schema().getElementType();
  private static final Schema VALUE = OPERATION.getField("value").schema().getTypes().get(1);

  private static Installation installation;
  private static StoreClient store;

  @BeforeAll
  static void start() {
    installation = DIRECTORY.closeAtEnd(Installation.start(DIRECTORY.resolve("installation")));
    store =
        DIRECTORY.closeAtEnd(
            installation.createStore(
                installation.connectorConfig(
                    "avro", 4, 2, "accounts:json,counters:long,profiles:avro")));
  }

  @Test
  void requestsByTheSchemaAlone_giveResultsInAvro_andATableInAvro() throws Exception {
    GenericRecord profile =
        PublishedAvro.value(
            Json.object("{\"name\":\"Zo\u00eb\",\"score\":2.5,\"tags\":[\"a\",null]}"), VALUE);
    ResultLog.Seen put =
        send(
            "put-1",
            operation("put").set("key", "zoe").set("value", profile),
            operation("add")
                .set("table", "accounts")
                .set("key", "zoe")
                .set("field", "n")
                .set("by", 1L),
            operation("get").set("key", "zoe"));
    assertThat(put.json())
        .isEqualTo(
            Json.object(
                """
                {"id":"put-1","position":%1$d,"status":"COMMITTED","reads":[{"table":"profiles",
                 "key":"zoe","value":{"name":"Zo\u00eb","score":2.5,"tags":["a",null]},"version":%1$d}]}"""
                    .formatted(put.position())));

    ResultLog.Seen failed =
        send(
            "add-1",
            operation("add").set("key", "zoe").set("field", "score").set("by", -3L).set("min", 0L));
    assertThat(failed.json())
        .isEqualTo(
            Json.object(
                """
                {"id":"add-1","position":%d,"status":"ABORTED","reason":"OUT_OF_BOUNDS","op":0,
                 "message":"profiles/zoe: add -3 to score would pass min 0"}"""
                    .formatted(failed.position())));

    assertThat(store.submit(mergeInJson("merge-1")).isCommitted()).isTrue();
    Map<String, String> last = new TreeMap<>();
    store
        .readTable("profiles", "avro")
        .forEach(record -> last.put(record.key(), String.valueOf(record.value())));
    assertThat(last)
        .containsExactly(
            Map.entry("zoe", "{\"name\":\"Zo\u00eb\",\"score\":2.5,\"tags\":[],\"seen\":true}"));
  }

  /** The encoding is that of the request at hand, not of the one that had the id first. */
  @Test
  void repeat_isAnsweredInItsOwnEncoding() throws Exception {
    ResultLog.Seen first = store.submit(mergeInJson("twice"));
    assertThat(first.isAvro()).isFalse();
    ResultLog.Seen repeat = send("twice", operation("get").set("key", "nobody"));
    assertThat(repeat.isDuplicate()).isTrue();
    assertThat(repeat.position()).isEqualTo(first.position());
  }

  @Test
  void refusedRequest_isAnsweredInAvro() throws Exception {
    ResultLog.Seen refused = send("refused", operation("put").set("key", "x"));
    assertThat(refused.json().path("id").asText()).isEqualTo("refused");
    assertThat(refused.json().path("message").asText()).isEqualTo("field missing: value");
    byte[] unreadable = {(byte) 0xC3, 0x01, 'n', 'o'};
    ResultLog.Seen garbage = store.submit(unreadable);
    assertThat(garbage.isAvro()).isTrue();
    assertThat(garbage.reason()).isEqualTo("INVALID_REQUEST");
  }

  private static String mergeInJson(String id) {
    ObjectNode request =
        Json.object(
            """
            {"ops":[{"op":"merge","table":"profiles","key":"zoe","value":{"tags":[],"seen":true}}]}""");
    return request.put("id", id).toString();
  }

  private static GenericRecordBuilder operation(String op) {
    return new GenericRecordBuilder(OPERATION).set("op", op).set("table", "profiles");
  }

  /** Sends a request with a producer as anybody has one; its result must be in Avro. */
  private static ResultLog.Seen send(String id, GenericRecordBuilder... operations)
      throws Exception {
    GenericRecord request =
        new GenericRecordBuilder(REQUEST)
            .set("id", id)
            .set("ops", List.of(operations).stream().map(GenericRecordBuilder::build).toList())
            .build();
    int alreadySeen = store.results().all().size();
    try (KafkaProducer<byte[], byte[]> producer = PlainClients.producer(store.bootstrapServers())) {
      long position =
          producer
              .send(
                  new ProducerRecord<>(
                      store.topics().requests(), id.getBytes(UTF_8), PublishedAvro.encode(request)))
              .get(StoreClient.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
              .offset();
      ResultLog.Seen result =
          store.results().awaitAnswer(position, alreadySeen, StoreClient.TIMEOUT);
      assertThat(result.isAvro()).as("encoding of %s", result).isTrue();
      return result;
    }
  }
}
