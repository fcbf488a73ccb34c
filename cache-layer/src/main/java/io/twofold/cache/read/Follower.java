package io.twofold.cache.read;

import io.twofold.cache.read.Cluster.Beginning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows shards of one store into their copies, on a thread of its own with one feed. Whatever
 * fails is tried again for as long as it takes. Thread-safe.
 */
final class Follower implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Follower.class);

  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long CLOSE_MS = 10_000;

  private final StoreLogs logs;
  private final Feed feed;
  private final Cluster cluster;
  private final LongSupplier nanoClock;
  private final LongSupplier wallClockMs;
  private final Thread thread;

  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();

  /** Given to whoever waits after a failure, and when following ends. */
  private final Semaphore awake = new Semaphore(0);

  private volatile boolean isClosing;

  // ---- Of the thread

  private final List<FollowedShard> shards = new ArrayList<>();
  private final Complaint reading;
  private final Complaint asking;

  /** Whether the feed is to be told what to read. */
  private boolean isOther;

  private boolean isWaitingForAnswer;
  private long askAgainAtNs;

  /** Follows nothing yet; feed and cluster are closed with it. */
  Follower(
      String name,
      StoreLogs logs,
      Feed feed,
      Cluster cluster,
      LongSupplier nanoClock,
      LongSupplier wallClockMs) {
    this.logs = logs;
    this.feed = feed;
    this.cluster = cluster;
    this.nanoClock = nanoClock;
    this.wallClockMs = wallClockMs;
    this.reading = new Complaint("reading " + logs.topics().store());
    this.asking = new Complaint("asking for the topics of " + logs.topics().store());
    this.askAgainAtNs = nanoClock.getAsLong();
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Follows into that copy until it is gone. Does not block. */
  void follow(ShardCopy copy) {
    execute(() -> shards.add(new FollowedShard(copy, logs, nanoClock.getAsLong())));
  }

  /** Runs a command on the follower's thread, after those before; none once it is closed. */
  @Override
  public void execute(Runnable command) {
    inbox.add(command);
    feed.wakeup();
  }

  /** Ends following and closes the copies; waits for that, a few seconds at most. */
  @Override
  public void close() {
    isClosing = true;
    awake.release();
    feed.wakeup();
    if (Thread.currentThread() == thread) {
      // A listener has closed the reader: it ends when that returns.
      return;
    }
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      log.warn("following has not ended within {} ms (thread={})", CLOSE_MS, thread.getName());
      thread.interrupt();
    }
  }

  private void run() {
    try {
      while (!isClosing) {
        turn();
      }
    } catch (RuntimeException | Error e) {
      log.error("following has ended by itself, its shards cannot be read any more", e);
    } finally {
      shards.forEach(shard -> shard.copy().close());
      try {
        feed.close();
      } finally {
        cluster.close();
      }
    }
  }

  private void turn() {
    for (Runnable command = inbox.poll(); command != null; command = inbox.poll()) {
      command.run();
    }
    isOther |= shards.removeIf(FollowedShard::isGone);
    long nowNs = nanoClock.getAsLong();
    each(shard -> shard.step(nowNs));
    ask(nowNs);
    for (FollowedShard shard : shards) {
      isOther |= shard.pollSought();
    }
    Feed.Batch batch = read();
    each(shard -> shard.take(batch));
  }

  /** One shard's failure is not the others'. */
  private void each(Consumer<FollowedShard> step) {
    shards.forEach(shard -> guarded(shard, step));
  }

  private void guarded(FollowedShard shard, Consumer<FollowedShard> step) {
    try {
      step.accept(shard);
    } catch (RuntimeException e) {
      shard.failed(e, nanoClock.getAsLong());
    }
  }

  // ---- Reading

  private Feed.Batch read() {
    try {
      if (isOther) {
        Map<TopicPartition, Long> all = new HashMap<>();
        shards.forEach(shard -> all.putAll(shard.next()));
        feed.assign(all);
        isOther = false;
      }
      Feed.Batch batch = feed.poll(PATIENCE);
      reading.over();
      return batch;
    } catch (Feed.OutOfRangeException e) {
      each(shard -> shard.outOfRange(e.partitions()));
    } catch (RuntimeException e) {
      if (!isClosing) {
        reading.make("it failed", e);
        pause();
      }
    }
    return Feed.Batch.NOTHING;
  }

  private void pause() {
    try {
      boolean unused = awake.tryAcquire(RETRY_NS, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // Only closing interrupts.
      isClosing = true;
    }
  }

  // ---- Asking

  private record Asked(FollowedShard shard, Question question) {}

  /** All that shards want to know, one question at a time. */
  private void ask(long nowNs) {
    if (isWaitingForAnswer || nowNs - askAgainAtNs < 0) {
      return;
    }
    List<Asked> asked = new ArrayList<>();
    Set<TopicPartition> ends = new HashSet<>();
    Set<TopicPartition> beginnings = new HashSet<>();
    for (FollowedShard shard : shards) {
      Question question = shard.ask(nowNs);
      if (question != null) {
        asked.add(new Asked(shard, question));
        ends.addAll(question.ends());
        beginnings.addAll(question.beginnings());
      }
    }
    if (!asked.isEmpty()) {
      isWaitingForAnswer = true;
      long askedAtMs = wallClockMs.getAsLong();
      // What is not a new log is asked for its end alone: that is every question but the first few.
      CompletionStage<Map<TopicPartition, Beginning>> begin =
          beginnings.isEmpty()
              ? CompletableFuture.completedFuture(Map.of())
              : answer(() -> cluster.beginnings(beginnings));
      answer(() -> cluster.ends(ends))
          .thenCombine(begin, (found, begins) -> new Question.Answer(askedAtMs, found, begins))
          .whenComplete((all, failure) -> execute(() -> answered(asked, all, failure)));
    }
  }

  private interface Asking<T> {
    CompletionStage<T> ask();
  }

  /** A client that was closed throws at once. */
  private static <T> CompletionStage<T> answer(Asking<T> asking) {
    try {
      return asking.ask();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void answered(
      List<Asked> asked, Question.@Nullable Answer all, @Nullable Throwable failure) {
    isWaitingForAnswer = false;
    if (all == null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      asking.make("no answer", cause == null ? new IllegalStateException() : cause);
      askAgainAtNs = nanoClock.getAsLong() + RETRY_NS;
      asked.forEach(each -> each.shard().unanswered(each.question()));
      return;
    }
    asking.over();
    long nowNs = nanoClock.getAsLong();
    for (Asked each : asked) {
      guarded(each.shard(), shard -> shard.answered(each.question(), all, nowNs));
    }
  }
}
