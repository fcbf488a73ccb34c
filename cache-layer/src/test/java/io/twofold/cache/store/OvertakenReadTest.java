package io.twofold.cache.store;

import static io.twofold.cache.store.Parts.at;
import static io.twofold.cache.store.Parts.key;
import static io.twofold.cache.store.Parts.version;
import static io.twofold.cache.store.Parts.wrote;
import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.StateProgress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** The interleavings that the package's description speaks of, each forced. */
// In a thread of its own: a state that is wrong may block without heeding interrupts.
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ParameterizedClass(name = "isQuick={0}, staysOnDisk={1}")
@CsvSource({"true, false", "false, false", "false, true"})
class OvertakenReadTest {
  private static final Key ALICE = key("alice");

  private final StoppingStore store;
  private final TieredState state;

  OvertakenReadTest(boolean isQuick, boolean staysOnDisk) {
    this.store = new StoppingStore(isQuick, staysOnDisk);
    this.state = new TieredStates(1 << 20, shard -> store).open(0);
  }

  @Test
  void flushOvertakesAFetch_theOldValueDoesNotStayInTheCache() {
    restore();
    Stop fetched = store.stopNextGetAfterReading();
    CompletableFuture<VersionedValue> read = async(() -> state.read(ALICE));
    fetched.awaitArrival();

    state.put(ALICE, at(2));
    CountDownLatch written = store.nextPut();
    Flush flush = new Flush(false);
    await(written);
    assertThat(version(state.read(ALICE))).isEqualTo(2);
    flush.awaitNoProgress();

    fetched.release();
    flush.join();
    // What the reader returns was current when it began.
    assertThat(version(read.join())).isEqualTo(1);
    assertThat(version(state.read(ALICE))).isEqualTo(2);
  }

  @Test
  void flushOvertakesAFetch_aDeleteDoesNotComeBackToLife() {
    restore();
    Stop fetched = store.stopNextGetAfterReading();
    CompletableFuture<VersionedValue> read = async(() -> state.read(ALICE));
    fetched.awaitArrival();

    state.put(ALICE, null);
    CountDownLatch written = store.nextPut();
    Flush flush = new Flush(true);
    await(written);
    flush.awaitNoProgress();
    fetched.release();
    flush.join();
    assertThat(version(read.join())).isEqualTo(1);
    assertThat(state.read(ALICE)).isNull();
  }

  @Test
  void readerStopsBeforeItsFetch_findsWhatWasFlushedMeanwhile() {
    restore();
    Stop fetching = store.stopNextGetBeforeReading();
    CompletableFuture<VersionedValue> read = async(() -> state.read(ALICE));
    fetching.awaitArrival();

    state.put(ALICE, at(2));
    CountDownLatch written = store.nextPut();
    Flush flush = new Flush(false);
    await(written);
    flush.awaitNoProgress();
    fetching.release();
    flush.join();
    assertThat(version(read.join())).isEqualTo(2);
    assertThat(version(state.read(ALICE))).isEqualTo(2);
  }

  @Test
  void flushOvertakesAScan_theScanShowsWhatWasUnflushedWhenItBegan() {
    restore();
    state.put(ALICE, at(2));
    Stop scanned = store.stopNextScanAfterReading();
    CompletableFuture<List<ShardReads.Entry>> scan =
        async(() -> state.scan("accounts", "", null, 10));
    scanned.awaitArrival();
    // The page that was read has the old value; the new one is not unflushed any more.
    new Flush(false).join();
    scanned.release();
    assertThat(scan.join()).containsExactly(new ShardReads.Entry("alice", at(2)));
  }

  private void restore() {
    state.restore(ALICE, at(1));
    state.restored(StateProgress.NONE);
  }

  private static <T> CompletableFuture<T> async(Supplier<T> read) {
    return CompletableFuture.supplyAsync(read, task -> new Thread(task).start());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A flush of one write at position 2, by a thread of its own. */
  private final class Flush {
    private final Thread thread;

    Flush(boolean isDelete) {
      thread =
          new Thread(() -> state.flushed(List.of(wrote(ALICE, 2, isDelete)), StateProgress.NONE));
      thread.start();
    }

    /** Until it waits for the reader, as it should, or is through, as it should not be. */
    void awaitNoProgress() {
      while (thread.getState() == Thread.State.RUNNABLE) {
        Thread.onSpinWait();
      }
    }

    void join() {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** A place where a thread waits for the test. */
  private static final class Stop {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    void pass() {
      arrived.countDown();
      await(released);
    }

    void awaitArrival() {
      await(arrived);
    }

    void release() {
      released.countDown();
    }
  }

  /** A memory store that a test can stop on the way. */
  private static final class StoppingStore implements BackingStore {
    private final MemoryStore memory = new MemoryStore(0);
    private final boolean isQuick;
    private final boolean staysOnDisk;
    private volatile @Nullable Stop before;
    private volatile @Nullable Stop after;
    private volatile @Nullable Stop afterScan;
    private volatile CountDownLatch put = new CountDownLatch(1);

    StoppingStore(boolean isQuick, boolean staysOnDisk) {
      this.isQuick = isQuick;
      this.staysOnDisk = staysOnDisk;
    }

    Stop stopNextGetBeforeReading() {
      Stop stop = new Stop();
      before = stop;
      return stop;
    }

    Stop stopNextGetAfterReading() {
      Stop stop = new Stop();
      after = stop;
      return stop;
    }

    Stop stopNextScanAfterReading() {
      Stop stop = new Stop();
      afterScan = stop;
      return stop;
    }

    CountDownLatch nextPut() {
      CountDownLatch latch = new CountDownLatch(1);
      put = latch;
      return latch;
    }

    @Override
    public @Nullable VersionedValue get(Key key) {
      Stop first = before;
      before = null;
      if (first != null) {
        first.pass();
      }
      VersionedValue found = memory.get(key);
      Stop second = after;
      after = null;
      if (second != null) {
        second.pass();
      }
      return found;
    }

    @Override
    public boolean isQuick(Key key) {
      return isQuick;
    }

    @Override
    public boolean staysOnDisk() {
      return staysOnDisk;
    }

    @Override
    public List<ShardReads.Entry> scan(
        String table, String prefix, @Nullable String from, int limit) {
      List<ShardReads.Entry> found = memory.scan(table, prefix, from, limit);
      Stop stop = afterScan;
      afterScan = null;
      if (stop != null) {
        stop.pass();
      }
      return found;
    }

    @Override
    public StateProgress progress() {
      return memory.progress();
    }

    @Override
    public void write(List<Change> changes, StateProgress progress) {
      memory.write(changes, progress);
      put.countDown();
    }

    @Override
    public void clear() {
      memory.clear();
    }

    @Override
    public long approximateKeys() {
      return memory.approximateKeys();
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
