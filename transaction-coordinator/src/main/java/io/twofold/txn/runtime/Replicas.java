package io.twofold.txn.runtime;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.VersionedValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The replicas that a task keeps of shards that others own: their tables as their checkpoints have
 * committed them, followed without voting or writing. Thread-safe.
 */
public interface Replicas extends AutoCloseable {

  /** A task that keeps none. */
  Replicas NONE =
      new Replicas() {
        @Override
        public void keep(Collection<Integer> shards) {}

        @Override
        public Optional<Replica> find(int shard) {
          return Optional.empty();
        }

        @Override
        public void close() {}
      };

  /**
   * Keeps replicas of these shards and no others. Does not block. A shard that the task comes to
   * own takes its replica over, whatever was said here.
   */
  void keep(Collection<Integer> shards);

  /** The replica of that shard, once it holds everything up to some checkpoint. */
  Optional<Replica> find(int shard);

  /** Ends following; what is on disk stays. */
  @Override
  void close();

  /** A replica of one shard. Reads of one that has ended throw {@link NotServingException}. */
  interface Replica {
    /** Everything below this position that the shard had to do with is there; more may be. */
    long position();

    /** Nothing from there on is there; never below {@link #position}. */
    long begunBelow();

    /**
     * Completes with the position as soon as it is at least that; fails with {@link
     * NotServingException} when the replica ends.
     */
    CompletableFuture<Long> await(long position);

    /** The tables that there are, by name. */
    Map<String, TableFormat> tables();

    /** Value and version, or null if the key is absent. */
    @Nullable VersionedValue get(Key key);

    /** Keys of a table as {@link ShardReads#scan} has them. */
    List<ShardReads.Entry> scan(String table, String prefix, @Nullable String after, int limit);
  }
}
