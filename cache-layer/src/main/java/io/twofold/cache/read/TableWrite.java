package io.twofold.cache.read;

import io.twofold.cache.store.BackingStore.Change;
import io.twofold.txn.codec.TableRecords;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.VersionedValue;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A committed write, as a table's topic has it.
 *
 * @param value null for a delete; its version is the position
 * @param position of the transaction that wrote it
 */
record TableWrite(Key key, @Nullable VersionedValue value, long position) {

  /**
   * The write that a record is.
   *
   * @throws IllegalStateException if the record is not Twofold's
   */
  static TableWrite of(String table, TableFormat format, ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(TableRecords.POSITION_HEADER);
    if (header == null || record.key() == null) {
      throw new IllegalStateException(
          "a record that is not Twofold's stands in a table's topic (topic=%s, partition=%d, offset=%d)"
              .formatted(record.topic(), record.partition(), record.offset()));
    }
    long position = Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
    Key key = new Key(table, new String(record.key(), StandardCharsets.UTF_8));
    return new TableWrite(
        key,
        record.value() == null
            ? null
            : new VersionedValue(TableRecords.read(format, record.value()), position),
        position);
  }

  Change change() {
    return new Change(key, value);
  }
}
