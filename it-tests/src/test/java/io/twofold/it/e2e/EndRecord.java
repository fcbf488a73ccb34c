package io.twofold.it.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record of the transactions topic that says how a transaction ended. */
record EndRecord(ObjectNode json, int partition) {
  /** Those among the records of the topic; the others tell the progress of a shard. */
  static List<EndRecord> in(List<ConsumerRecord<byte[], byte[]>> transactions) {
    return transactions.stream()
        .map(record -> new EndRecord(Json.readObject(record.value()), record.partition()))
        .filter(record -> record.json().has("id"))
        .toList();
  }

  long position() {
    return json.path("position").longValue();
  }

  String id() {
    return json.path("id").asText();
  }

  /** When the request was appended. */
  long timestampMs() {
    return json.path("ts_ms").longValue();
  }

  /** How many records each table got; tables that got none are left out. */
  Map<String, Long> eventCounts() {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode collection : json.path("data_collections")) {
      counts.put(
          collection.path("data_collection").asText(), collection.path("event_count").longValue());
    }
    return counts;
  }
}
