package io.twofold.txn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a shard writes and commits: one of two on a loop, with a transaction that is finished. */
class OwnedShardTest {
  private static final long MS = 1_000_000;
  private static final long INTERVAL = 100 * MS;
  private static final long SIGN_OF_LIFE = 1_000 * MS;

  private final TwoShards shards = new TwoShards();
  private final ActiveShard active = shards.zero;
  private final OwnedShard shard = new OwnedShard(0, new ShardView(0, new LagMeter(() -> 0)));

  @BeforeEach
  void finishATransaction() {
    shards.loop.turn(0);
    shards.log.requestOnBoth();
    shards.loop.turn(1);
    shards.loop.turn(TaskLoop.TOLD_VOTES_NS);
    shards.loop.turn(TaskLoop.TOLD_VOTES_NS + 1);
    assertThat(active.hasFinished()).isTrue();
  }

  @Test
  void commit_comesAfterTheIntervalOrTenTimesTheLastOne() {
    shard.commitBegun(0);
    assertThat(isCommitDue(5_000)).as("while the last is at work").isFalse();
    shard.commitEnded(9 * MS);
    assertThat(isCommitDue(99)).isFalse();
    assertThat(isCommitDue(100)).isTrue();
    shard.commitBegun(0);
    shard.commitEnded(30 * MS);
    assertThat(isCommitDue(299)).isFalse();
    assertThat(isCommitDue(300)).isTrue();
  }

  @Test
  void writtenRecords_areCommittedThoughNothingElseFinishes() {
    shard.commitBegun(0);
    shard.commitEnded(0);
    shard.writeBegun(50 * MS);
    assertThat(active.takeFinished().parts()).hasSize(1);
    assertThat(isCommitDue(100)).isTrue();
    shard.commitBegun(100 * MS);
    assertThat(active.takeCommit().parts()).isEmpty();
    shard.commitEnded(0);
    assertThat(isCommitDue(999)).as("nothing to say").isFalse();
    assertThat(isCommitDue(1_100)).as("a sign of life").isTrue();
  }

  @Test
  void write_comesEveryHundredMilliseconds() {
    shard.commitBegun(0);
    assertThat(isWriteDue(100)).as("nobody knows yet how long the next pause is").isFalse();
    shard.commitEnded(0);
    assertThat(isWriteDue(99)).isFalse();
    assertThat(isWriteDue(100)).isTrue();
    shard.writeBegun(100 * MS);
    assertThat(isWriteDue(199)).isFalse();
    var unused = active.takeFinished();
    assertThat(isWriteDue(300)).as("nothing to write").isFalse();
  }

  @Test
  void slowCommit_noTransactionStaysOpenThroughThePauseAfterIt() {
    shard.commitBegun(0);
    shard.commitEnded(1_000 * MS);
    assertThat(isWriteDue(500)).isTrue();
    shard.commitEnded(1_001 * MS);
    assertThat(isWriteDue(500)).isFalse();
    assertThat(isCommitDue(10_009)).isFalse();
    assertThat(isCommitDue(10_010)).isTrue();
  }

  @Test
  void longInterval_noTransactionStaysOpenThroughIt() {
    shard.commitBegun(0);
    shard.commitEnded(0);
    assertThat(shard.writeIsDue(active, 100 * MS, 10_000 * MS)).isTrue();
    assertThat(shard.writeIsDue(active, 100 * MS, 10_001 * MS)).isFalse();
  }

  private boolean isCommitDue(long nowMs) {
    return shard.commitIsDue(active, nowMs * MS, INTERVAL, SIGN_OF_LIFE);
  }

  private boolean isWriteDue(long nowMs) {
    return shard.writeIsDue(active, nowMs * MS, INTERVAL);
  }
}
