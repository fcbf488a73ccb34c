package io.twofold.txn.runtime;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One shard's tables, to be read: an owner's, or a replica's. Thread-safe.
 *
 * <p>It belongs to one life of the shard on the task. When that has ended, reads still show what
 * they promised, or throw {@link NotServingException}: the caller asks for the shard again, or
 * elsewhere.
 */
public interface ShardReads {

  /** The shard's number. */
  int shard();

  /** The table, if a transaction that the shard has read created it. */
  Optional<Catalogue.Table> table(String name);

  /** What the key holds now. */
  ReadAnswer get(Key key);

  /**
   * Keys of a table with their values, in the order of their UTF-8 bytes. Each value is current;
   * together they are not a snapshot.
   *
   * @param prefix what the keys begin with; empty for all
   * @param after the key after which to start, null for the first
   * @param limit greatest number of entries, at least 1
   */
  Page scan(String table, String prefix, @Nullable String after, int limit);

  /** A key that is there. */
  record Entry(String key, VersionedValue value) {}

  /**
   * Part of a table.
   *
   * @param entries in the order of the keys; fewer than asked for only at the end
   * @param position as in {@link ReadAnswer}
   * @param lagMs as in {@link ReadAnswer}
   */
  record Page(List<Entry> entries, long position, long lagMs) {}
}
