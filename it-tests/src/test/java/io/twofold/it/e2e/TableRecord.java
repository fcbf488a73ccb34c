package io.twofold.it.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.twofold.it.kit.FixtureException;
import io.twofold.txn.check.PublishedAvro;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of a table's topic.
 *
 * @param value as requests and results write it; null for a tombstone
 * @param position of the transaction that wrote it
 * @param txn id of the transaction
 */
record TableRecord(
    String table,
    String key,
    @Nullable JsonNode value,
    long position,
    String txn,
    int partition,
    long offset) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  static TableRecord of(String table, String format, ConsumerRecord<byte[], byte[]> record) {
    return new TableRecord(
        table,
        new String(record.key(), UTF_8),
        record.value() == null ? null : decode(format, record.value()),
        positionOf(record),
        header(record, "twofold.txn"),
        record.partition(),
        record.offset());
  }

  /** The position of the transaction that wrote a record. */
  static long positionOf(ConsumerRecord<?, ?> record) {
    return Long.parseLong(header(record, "twofold.position"));
  }

  private static JsonNode decode(String format, byte[] value) {
    return switch (format) {
      case "json" -> Json.read(value);
      case "avro" -> PublishedAvro.value(value);
      case "long" -> NODES.numberNode(ByteBuffer.wrap(value).getLong());
      case "string" -> NODES.textNode(new String(value, UTF_8));
      case "bytes" -> NODES.textNode(Base64.getEncoder().encodeToString(value));
      default -> throw new IllegalArgumentException("unknown format: " + format);
    };
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    if (header == null) {
      throw new FixtureException(
          "a table record has no header %s (topic=%s, partition=%d, offset=%d)"
              .formatted(name, record.topic(), record.partition(), record.offset()));
    }
    return new String(header.value(), UTF_8);
  }
}
