package io.twofold.txn.sim;

import static io.twofold.txn.sim.OneShard.answered;
import static io.twofold.txn.sim.OneShard.checkpoint;
import static io.twofold.txn.sim.OneShard.commit;
import static io.twofold.txn.sim.OneShard.wrote;
import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.codec.TransactionRecords;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.RememberedId;
import io.twofold.txn.runtime.Restored;
import io.twofold.txn.runtime.ShardStorage;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
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

  @Test
  void progress_tellsWhereTablesEnd() {
    ShardStorage first = shard.claimed();
    commit(first, checkpoint(2, 2), wrote(0, "a", 10), wrote(1, "b", 10));
    long behindBoth = table().read(0, 2).get(1).offset() + 1;
    assertThat(endsToldLast()).isEqualTo(Map.of("t", behindBoth));
    first.write(checkpoint(3, 3).tables(), List.of(wrote(2, "a", 20)));

    ShardStorage next = shard.claimed();
    assertThat(endsToldLast().get("t")).isBetween(behindBoth, table().end());
    commit(next, checkpoint(3, 3), wrote(2, "a", 20));
    assertThat(endsToldLast()).isEqualTo(Map.of("t", lastOffset() + 1));
    commit(next, checkpoint(4, 4));
    assertThat(endsToldLast()).isEqualTo(Map.of("t", lastOffset() + 1));
  }

  private PartitionLog table() {
    return shard.broker.log(new TopicPartition(shard.topics.table("t"), 0));
  }

  private long lastOffset() {
    List<ConsumerRecord<byte[], byte[]>> all = table().read(0, Integer.MAX_VALUE);
    return all.get(all.size() - 1).offset();
  }

  private Map<String, Long> endsToldLast() {
    Map<String, Long> ends = Map.of();
    for (ConsumerRecord<byte[], byte[]> record :
        shard
            .broker
            .log(new TopicPartition(shard.topics.transactions(), 0))
            .read(0, Integer.MAX_VALUE)) {
      if (TransactionRecords.progressOf(record.value()).isPresent()) {
        ends = TransactionRecords.endsOf(record.value());
      }
    }
    return ends;
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
