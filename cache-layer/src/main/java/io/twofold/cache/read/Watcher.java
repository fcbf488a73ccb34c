package io.twofold.cache.read;

import io.twofold.cache.store.TieredState;
import java.util.List;

/** Told what happens to copies that can be read. Called by the follower's thread. */
interface Watcher {
  /** Nobody wants to know. */
  Watcher NONE =
      new Watcher() {
        @Override
        public void writing(int shard, TieredState state, List<TableWrite> writes) {}

        @Override
        public void written(int shard) {}

        @Override
        public void reached(int shard, long position) {}

        @Override
        public void startsOver(int shard) {}
      };

  /**
   * About to write to a state that is read; under the copy's lock.
   *
   * @param writes in the order of their positions within each table
   */
  void writing(int shard, TieredState state, List<TableWrite> writes);

  /** It is written. */
  void written(int shard);

  /** Everything below the position is there, and readers see that. */
  void reached(int shard, long position);

  /** The shard cannot be read any more, what is read later may miss changes in between. */
  void startsOver(int shard);
}
