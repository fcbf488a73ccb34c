package io.twofold.txn.runtime;

import java.util.Collection;
import java.util.List;

/** A task's place in the group that shares the shards. */
public interface Membership extends AutoCloseable {

  /** Told what the group says about shards that are not the task's own. */
  interface Neighbours {
    /**
     * The group has changed.
     *
     * @param standbys shards of which the task is to keep a replica
     * @param hosts where shards can be read, by number
     */
    void changed(Collection<Integer> standbys, List<ShardHosts> hosts);
  }

  /** Called on a thread of the membership's own. */
  interface Listener extends Neighbours {
    /** These shards are the task's from now on, besides those it has. */
    void assigned(Collection<Integer> shards);

    /** These are to be given up; another task gets them when this returns. */
    void revoked(Collection<Integer> shards);

    /** These are another's already. */
    void lost(Collection<Integer> shards);

    /** The membership has ended by itself. */
    void failed(RuntimeException cause);
  }

  /** Leaves the group. */
  @Override
  void close();
}
