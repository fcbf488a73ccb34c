package io.twofold.cache.store;

import io.twofold.txn.codec.JsonValues;
import io.twofold.txn.codec.MalformedJsonException;
import io.twofold.txn.model.Value;
import io.twofold.txn.model.VersionedValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A value as committed tiers hold it: the version (8 bytes, most significant first), then compact
 * JSON.
 */
final class StoredForm {
  private static final VarHandle VERSION =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private StoredForm() {}

  static byte[] write(VersionedValue value) {
    byte[] json = JsonValues.write(value.value());
    byte[] bytes = new byte[Long.BYTES + json.length];
    VERSION.set(bytes, 0, value.version());
    System.arraycopy(json, 0, bytes, Long.BYTES, json.length);
    return bytes;
  }

  /**
   * The value that was written.
   *
   * @throws MalformedJsonException if nobody wrote these bytes
   */
  static VersionedValue read(byte[] bytes) throws MalformedJsonException {
    Value value = JsonValues.read(bytes, Math.min(Long.BYTES, bytes.length));
    return new VersionedValue(value, (long) VERSION.get(bytes, 0));
  }
}
