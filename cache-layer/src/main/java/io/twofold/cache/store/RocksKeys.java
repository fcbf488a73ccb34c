package io.twofold.cache.store;

import io.twofold.txn.model.Key;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a store on disk: the table's name, a zero byte, the key's name, both in UTF-8. A table's
 * name has at least one character and no zero, so keys of different tables differ, those of one
 * table stand together in the order of {@link Key#NAME_ORDER}, and what begins with a zero is no
 * key of a table.
 */
final class RocksKeys {
  /** Where a store's progress is. */
  static final byte[] PROGRESS = {0};

  private RocksKeys() {}

  /** Null if the name has no UTF-8 form, which no key has that was ever written. */
  static byte @Nullable [] of(String table, String name) {
    try {
      ByteBuffer tail = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
      byte[] head = table.getBytes(StandardCharsets.UTF_8);
      byte[] key = Arrays.copyOf(head, head.length + 1 + tail.remaining());
      tail.get(key, head.length + 1, tail.remaining());
      return key;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The name of a table's key. */
  static String name(String table, byte[] key) {
    int from = table.getBytes(StandardCharsets.UTF_8).length + 1;
    return new String(key, from, key.length - from, StandardCharsets.UTF_8);
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }
}
