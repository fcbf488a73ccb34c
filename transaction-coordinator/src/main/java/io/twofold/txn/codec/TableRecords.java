package io.twofold.txn.codec;

import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Values as they stand in a table's topic; reading what was written gives the value again. */
public final class TableRecords {
  /** The header with the position of the transaction that wrote the record, decimal digits. */
  public static final String POSITION_HEADER = "twofold.position";

  private TableRecords() {}

  /** The record's value. The machine admits only values that fit the format. */
  public static byte[] write(TableFormat format, Value value) {
    return switch (format) {
      case JSON -> JsonValues.write(value);
      case AVRO -> AvroValues.write(value);
      case STRING -> ((Value.Text) value).value().getBytes(StandardCharsets.UTF_8);
      case LONG -> ByteBuffer.allocate(Long.BYTES).putLong(((Value.Whole) value).value()).array();
      case BYTES -> Base64.getDecoder().decode(((Value.Text) value).value());
    };
  }

  /**
   * The value of a record.
   *
   * @throws IllegalStateException if somebody else has written to the topic
   */
  public static Value read(TableFormat format, byte[] record) {
    return switch (format) {
      case JSON -> json(record);
      case AVRO -> avro(record);
      case STRING -> new Value.Text(new String(record, StandardCharsets.UTF_8));
      case LONG -> {
        if (record.length != Long.BYTES) {
          throw new IllegalStateException("table record is not eight bytes");
        }
        yield new Value.Whole(ByteBuffer.wrap(record).getLong());
      }
      case BYTES -> new Value.Text(Base64.getEncoder().encodeToString(record));
    };
  }

  private static Value avro(byte[] record) {
    try {
      return AvroValues.read(record);
    } catch (IOException e) {
      throw new IllegalStateException("table record is not Avro as Twofold writes it", e);
    }
  }

  private static Value json(byte[] record) {
    try {
      return JsonValues.read(record);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("table record is not JSON as Twofold writes it", e);
    }
  }
}
