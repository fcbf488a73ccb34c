package io.twofold.txn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.TableFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Two shards of one task. */
class ToldVotesTest {
  private static final StoreSettings SETTINGS =
      new StoreSettings(
          1, 2, StoreSettings.HASH, StoreSettings.Dedupe.DEFAULT, Limits.DEFAULT, List.of(), "s");
  private static final Checkpoint BEGIN =
      new Checkpoint(
          0, 0, 0, SETTINGS, List.of(new Catalogue.Table("t", TableFormat.LONG, -1)), null, null);

  private final TwoShardLog log = new TwoShardLog();
  private final ReadDesk desk = new ReadDesk("me", log, CompletableFuture::new, Runnable::run);
  private final TaskLoop loop = new TaskLoop(HashedKeys.router(2), log, log, desk, 100);
  private final ActiveShard zero = attach(0);
  private ActiveShard one = attach(1);

  private ActiveShard attach(int shard) {
    return loop.attach(shard, new Restored(BEGIN, List.of()), new StateInAMap());
  }

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
    assertThat(zero.takeWork(true).parts()).hasSize(2);
    assertThat(one.takeWork(true).parts()).hasSize(2);
  }

  @Test
  void receiverComesBackBeforeToldVotesLeave_readsThemInTheLog() {
    loop.turn(0);
    log.requestOnBoth();
    loop.turn(1);
    loop.execute(() -> loop.detach(1));
    loop.execute(() -> one = attach(1));
    loop.turn(2);
    loop.turn(TaskLoop.TOLD_VOTES_NS);
    loop.turn(TaskLoop.TOLD_VOTES_NS + 1);
    loop.turn(2 * TaskLoop.TOLD_VOTES_NS + 1);
    loop.turn(2 * TaskLoop.TOLD_VOTES_NS + 2);
    assertThat(zero.takeWork(true).parts()).hasSize(1);
    assertThat(one.takeWork(true).parts()).hasSize(1);
  }
}
