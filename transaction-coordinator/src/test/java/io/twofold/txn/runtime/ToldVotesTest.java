package io.twofold.txn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Two shards of one task. */
class ToldVotesTest {
  private final TwoShards shards = new TwoShards();
  private final TwoShardLog log = shards.log;
  private final TaskLoop loop = shards.loop;

  @Test
  void toldVotes_waitForOthersAndThenLeaveTogether() {
    loop.turn(0);
    log.requestOnBoth();
    log.requestOnBoth();
    loop.turn(1);
    assertThat(log.results).as("published before the votes are in the log").isEqualTo(2);
    assertThat(log.votesSent).isZero();
    loop.turn(TaskLoop.TOLD_VOTES_NS);
    assertThat(log.votesSent).as("records, one for each shard").isEqualTo(2);
    loop.turn(TaskLoop.TOLD_VOTES_NS + 1);
    assertThat(shards.zero.takeCommit().parts()).hasSize(2);
    assertThat(shards.one.takeCommit().parts()).hasSize(2);
  }

  @Test
  void receiverComesBackBeforeToldVotesLeave_readsThemInTheLog() {
    loop.turn(0);
    log.requestOnBoth();
    loop.turn(1);
    loop.execute(() -> loop.detach(1));
    loop.execute(() -> shards.one = shards.attach(1));
    loop.turn(2);
    loop.turn(TaskLoop.TOLD_VOTES_NS);
    loop.turn(TaskLoop.TOLD_VOTES_NS + 1);
    loop.turn(2 * TaskLoop.TOLD_VOTES_NS + 1);
    loop.turn(2 * TaskLoop.TOLD_VOTES_NS + 2);
    assertThat(shards.zero.takeCommit().parts()).hasSize(1);
    assertThat(shards.one.takeCommit().parts()).hasSize(1);
  }
}
