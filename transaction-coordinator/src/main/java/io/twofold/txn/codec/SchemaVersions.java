package io.twofold.txn.codec;

import io.twofold.txn.model.Encoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The versions of a published schema, by the fingerprint that Avro's single-object encoding puts
 * before a record. Records of every version that was ever published can be read: whoever changes
 * the schema keeps the one before as a resource, {@code superseded/<name>-<n>.avsc} beside the
 * current one, and names it where the versions are made. Immutable.
 */
final class SchemaVersions {
  /** Two bytes of mark, eight of fingerprint. */
  static final int HEADER_BYTES = 2 + Long.BYTES;

  private final Map<Long, Schema> byFingerprint = new HashMap<>();

  SchemaVersions(Collection<Schema> versions) {
    for (Schema version : versions) {
      byFingerprint.put(SchemaNormalization.parsingFingerprint64(version), version);
    }
  }

  /** The current version and those before it, by the names of their resources. */
  static SchemaVersions of(Schema current, String... superseded) {
    List<Schema> versions = new ArrayList<>(List.of(current));
    for (String name : superseded) {
      versions.add(resource("avro/superseded/" + name));
    }
    return new SchemaVersions(versions);
  }

  /** The schema that a record was written with. */
  Schema ofRecord(byte[] record) throws MalformedAvroException {
    if (record.length < HEADER_BYTES || Encoding.of(record) != Encoding.AVRO) {
      throw new MalformedAvroException("not Avro's single-object encoding");
    }
    long fingerprint =
        ByteBuffer.wrap(record, 2, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Schema schema = byFingerprint.get(fingerprint);
    if (schema == null) {
      throw new MalformedAvroException("not written with a schema that was published");
    }
    return schema;
  }

  private static Schema resource(String path) {
    try (InputStream text = SchemaVersions.class.getResourceAsStream(path)) {
      if (text == null) {
        throw new IllegalStateException("schema missing (resource=" + path + ")");
      }
      return new Schema.Parser().parse(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
