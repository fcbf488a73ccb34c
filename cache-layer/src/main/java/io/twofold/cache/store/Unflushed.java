package io.twofold.cache.store;

import io.twofold.cache.store.BackingStore.Change;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import org.jspecify.annotations.Nullable;

/**
 * The writes to one key that the committed tier does not have yet. Counting them tells two deletes
 * apart, which carry no version.
 *
 * <p>Whoever counts does so while the map that holds this is computing the key's entry. What
 * concerns the flush under way is the flushing thread's own; after one that has failed the state
 * can only be left.
 */
final class Unflushed {
  private final Key key;
  private volatile @Nullable VersionedValue newest;
  private int writes;

  private @Nullable VersionedValue lastFlushing;
  private int flushing;

  Unflushed(Key key) {
    this.key = key;
  }

  /** What the newest write left, null if it is a delete. Any thread may ask. */
  @Nullable VersionedValue newest() {
    return newest;
  }

  /** Counts a write, null for a delete. */
  Unflushed written(@Nullable VersionedValue value) {
    newest = value;
    writes++;
    return this;
  }

  // ---- A flush

  /** Takes the next write, oldest first, into the flush under way; true if it is the first. */
  boolean takeIntoFlush(@Nullable VersionedValue value) {
    lastFlushing = value;
    return flushing++ == 0;
  }

  /** What the flush does to the key. */
  Change change() {
    return new Change(key, lastFlushing);
  }

  /** The flush is through: what is left, null if that is nothing. */
  @Nullable Unflushed flushed() {
    if (writes < flushing) {
      throw neverWritten(key);
    }
    writes -= flushing;
    flushing = 0;
    lastFlushing = null;
    return writes == 0 ? null : this;
  }

  static IllegalStateException neverWritten(Key key) {
    return new IllegalStateException("flushed what was never written (table=" + key.table() + ")");
  }
}
