package io.twofold.txn.runtime;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Reads that wait until their shard has come far enough. Any thread may ask; the loop's thread
 * looks after every turn who need not wait any longer.
 */
final class ReadDesk implements AutoCloseable {

  /**
   * What a shard shows.
   *
   * @param before everything below this position
   * @param tables that were created there
   */
  record Shown(long before, List<Catalogue.Table> tables) {}

  private record Waiting(
      ActiveShard shard, List<Key> keys, long before, CompletableFuture<Shown> shown) {

    void fail() {
      shown.completeExceptionally(new NotServingException(shard.number()));
    }
  }

  private final ReadMarkers markers;
  private final SharedQuestion marker;
  private final SharedQuestion end;
  private final Executor answering;

  private final Queue<Waiting> arriving = new ConcurrentLinkedQueue<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private volatile boolean closed;

  /**
   * A desk for one life of a task.
   *
   * @param end asks the log's leader where the log ends
   * @param answering runs what may block or take time
   */
  ReadDesk(RecordSender sender, Supplier<CompletionStage<Long>> end, Executor answering) {
    this(UUID.randomUUID().toString(), sender, end, answering);
  }

  ReadDesk(
      String name, RecordSender sender, Supplier<CompletionStage<Long>> end, Executor answering) {
    this.markers = new ReadMarkers(name, sender, answering);
    this.marker = new SharedQuestion(markers::send);
    this.end = new SharedQuestion(end);
    this.answering = answering;
  }

  /**
   * Waits until the shard keeps a promise that is more than what there is.
   *
   * @param keys that it is for; empty for all
   * @param next position that the shard reads, as far as the caller knows
   */
  CompletableFuture<Shown> await(
      ActiveShard shard, Consistency consistency, List<Key> keys, long next) {
    return switch (consistency.level()) {
      case LOCAL -> throw new IllegalArgumentException("nothing to wait for");
      case AT_LEAST -> {
        if (consistency.position() >= next) {
          // Perhaps nothing stands there yet: then the marker will.
          nudge();
        }
        CompletableFuture<Shown> shown = new CompletableFuture<>();
        await(new Waiting(shard, keys, consistency.position() + 1, shown));
        yield shown;
      }
      case LATEST -> await(shard, keys, end.ask());
      case LINEARIZABLE -> await(shard, keys, marker.ask());
    };
  }

  private CompletableFuture<Shown> await(
      ActiveShard shard, List<Key> keys, CompletionStage<Long> question) {
    // Not composed of it, so that a result that ends early is that of whoever waits.
    CompletableFuture<Shown> shown = new CompletableFuture<>();
    var unused =
        question.whenComplete(
            (before, failure) -> {
              if (failure != null) {
                shown.completeExceptionally(failure);
              } else {
                await(new Waiting(shard, keys, before, shown));
              }
            });
    return shown;
  }

  /** Makes the request log go on. */
  void nudge() {
    var unused = marker.ask();
  }

  private void await(Waiting read) {
    arriving.add(read);
    if (closed) {
      read.fail();
    }
  }

  // ---- On the loop's thread

  /** A marker of whomever was read. */
  void marked(LogRecord record) {
    markers.read(record);
  }

  /** Answers whom it can. */
  void turn() {
    for (Waiting read = arriving.poll(); read != null; read = arriving.poll()) {
      waiting.add(read);
    }
    waiting.removeIf(this::isOver);
  }

  /** How many wait, as of the last turn. */
  int waitingReads() {
    return waiting.size();
  }

  private boolean isOver(Waiting read) {
    if (read.shown().isDone()) {
      return true;
    }
    if (read.shard().isClosed()) {
      answering.execute(read::fail);
      return true;
    }
    if (!read.shard().isSettled(read.keys(), read.before())) {
      return false;
    }
    Shown shown = new Shown(read.before(), read.shard().tables());
    answering.execute(() -> read.shown().complete(shown));
    return true;
  }

  /** Nobody waits any longer. */
  @Override
  public void close() {
    closed = true;
    waiting.forEach(Waiting::fail);
    waiting.clear();
    for (Waiting read = arriving.poll(); read != null; read = arriving.poll()) {
      read.fail();
    }
  }
}
