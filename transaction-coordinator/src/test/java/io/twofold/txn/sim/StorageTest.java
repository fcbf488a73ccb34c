package io.twofold.txn.sim;

import static io.twofold.txn.sim.OneShard.answered;
import static io.twofold.txn.sim.OneShard.checkpoint;
import static io.twofold.txn.sim.OneShard.commit;
import static io.twofold.txn.sim.OneShard.wrote;
import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.RememberedId;
import io.twofold.txn.runtime.Restored;
import io.twofold.txn.runtime.ShardStorage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the simulation found in a shard's storage, each told by itself. */
class StorageTest {
  private final OneShard shard = new OneShard();

  @Test
  void idsRemembered_surviveOneOwnerAfterAnother() {
    ShardStorage first = shard.claimed();
    commit(first, checkpoint(4, 3), answered(3, "t-1"));
    commit(first, checkpoint(9, 3));

    for (int owner = 0; owner < 3; owner++) {
      ShardStorage next = shard.storage();
      next.fence();
      Restored restored = next.restore(new MemoryState());
      assertThat(restored.remembered()).extracting(RememberedId::id).containsExactly("t-1");
      commit(next, restored.checkpoint());
    }
  }

  /** Terms of dedupe may have become smaller and larger again since: what is forgotten stays so. */
  @Test
  void idsForgotten_areNotRestored() {
    ShardStorage first = shard.claimed();
    commit(first, checkpoint(9, 7), answered(3, "t-1"), answered(7, "t-2"));

    ShardStorage next = shard.storage();
    next.fence();
    assertThat(next.restore(new MemoryState()).remembered())
        .extracting(RememberedId::id)
        .containsExactly("t-2");
  }

  /** The state knows how far it goes; what another owner has written since is all that is read. */
  @Test
  void stateThatWasRestoredBefore_goesOnWhereItEnded() {
    ShardStorage first = shard.claimed();
    MemoryState state = new MemoryState();
    state.flushed(List.of(), commit(first, checkpoint(2, 2), wrote(1, "a", 10)));
    commit(shard.claimed(), checkpoint(4, 4), wrote(3, "b", 30));

    ShardStorage again = shard.storage();
    again.fence();
    again.restore(state);
    assertThat(state.values().keySet()).extracting(Key::name).containsExactly("b");
  }
}
