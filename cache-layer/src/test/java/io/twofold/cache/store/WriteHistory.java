package io.twofold.cache.store;

import static io.twofold.cache.store.Parts.at;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * A fixed list of writes, one a position, by one writer, and a check of what readers see of it
 * meanwhile: every key must behave as a linearizable register.
 */
final class WriteHistory {
  final int keys;
  final int length;

  private final int[] keyAt;
  private final boolean[] isDeleteAt;

  /** By key, the newest position whose write has begun, and has ended; -1 for none. */
  private final AtomicLongArray begun;

  private final AtomicLongArray ended;

  WriteHistory(long seed, int keys, int length) {
    this.keys = keys;
    this.length = length;
    this.keyAt = new int[length];
    this.isDeleteAt = new boolean[length];
    this.begun = new AtomicLongArray(keys);
    this.ended = new AtomicLongArray(keys);
    Random random = new Random(seed);
    for (int position = 0; position < length; position++) {
      keyAt[position] = random.nextInt(keys);
      isDeleteAt[position] = random.nextInt(4) == 0;
    }
    for (int key = 0; key < keys; key++) {
      begun.set(key, -1);
      ended.set(key, -1);
    }
  }

  Key key(int index) {
    return Parts.key("k" + index);
  }

  Key keyAt(int position) {
    return key(keyAt[position]);
  }

  boolean isDelete(int position) {
    return isDeleteAt[position];
  }

  void begin(int position) {
    begun.set(keyAt[position], position);
  }

  void end(int position) {
    ended.set(keyAt[position], position);
  }

  /** To be asked before a read: it must not show anything older. */
  long floor(int key) {
    return ended.get(key);
  }

  /** To be asked after a read: it cannot show anything newer. */
  long ceiling(int key) {
    return begun.get(key);
  }

  /**
   * Which write a read shows, or -2 if it is one that it must not show.
   *
   * @return the earliest position that explains what was found, -1 for the time before all writes
   */
  long explain(int key, @Nullable VersionedValue found, long floor, long ceiling) {
    if (found != null) {
      long version = found.version();
      boolean isRight =
          version >= floor
              && version <= ceiling
              && keyAt[(int) version] == key
              && !isDeleteAt[(int) version]
              && found.equals(at(version));
      return isRight ? version : -2;
    }
    for (long position = floor; position <= ceiling; position++) {
      boolean isAbsent =
          position < 0 || (keyAt[(int) position] == key && isDeleteAt[(int) position]);
      if (isAbsent) {
        return position;
      }
    }
    return -2;
  }
}
