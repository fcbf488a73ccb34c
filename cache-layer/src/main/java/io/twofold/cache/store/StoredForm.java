package io.twofold.cache.store;

import io.twofold.txn.codec.JsonValues;
import io.twofold.txn.codec.MalformedJsonException;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A value as committed tiers hold it: the version (8 bytes, most significant first), then compact
 * JSON.
 */
final class StoredForm {
  private StoredForm() {}

  static byte[] write(VersionedValue value) {
    byte[] json = JsonValues.write(value.value());
    return ByteBuffer.allocate(Long.BYTES + json.length).putLong(value.version()).put(json).array();
  }

  /**
   * The value that was written.
   *
   * @throws MalformedJsonException if nobody wrote these bytes
   */
  static VersionedValue read(byte[] bytes) throws MalformedJsonException {
    int versionEnd = Math.min(Long.BYTES, bytes.length);
    Value value = JsonValues.read(Arrays.copyOfRange(bytes, versionEnd, bytes.length));
    return new VersionedValue(value, ByteBuffer.wrap(bytes).getLong());
  }
}
