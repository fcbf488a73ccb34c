package io.twofold.cache.read;

import io.twofold.cache.read.Cluster.Beginning;
import io.twofold.cache.read.ProgressSearch.Told;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.runtime.StateProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one shard into its copy, as the package's description says: opens the copy, finds the
 * newest progress record, and from then on brings the copy to one progress after another. For the
 * follower's thread.
 */
final class FollowedShard {
  private static final Logger log = LoggerFactory.getLogger(FollowedShard.class);

  /** So many progress records cannot all be of before the state was left. */
  private static final int TIMES_BEHIND_MAX = 100;

  private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long RETRY_NS_MAX = TimeUnit.MINUTES.toNanos(1);

  private final ShardCopy copy;
  private final StoreLogs logs;
  private final TopicPartition transactions;
  private final Complaint complaint;

  // ---- Since it was opened last

  private boolean isOpen;

  /** Where reading goes on. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private final Map<String, String> topicIds = new HashMap<>();
  private final Map<TopicPartition, TableFormat> formats = new HashMap<>();

  /** Null until the log of transactions was looked at. */
  private @Nullable ProgressSearch search;

  private boolean hasBase;
  private int timesBehind;
  private long x0;
  private long writtenAtMs;
  private long tombstonesKeptMs = Long.MAX_VALUE;

  /** The progress that is asked about, the one that is aimed at, and the one dealt with last. */
  private @Nullable Told asked;

  private @Nullable Target target;
  private @Nullable Told dealtWith;

  private @Nullable Question question;
  private boolean hasSought;

  // ---- For good

  private long questions;
  private long retryNs = RETRY_NS;
  private long retryAtNs;
  private long askAtNs;

  FollowedShard(ShardCopy copy, StoreLogs logs, long nowNs) {
    this.copy = copy;
    this.logs = logs;
    this.transactions = logs.transactions(copy.shard());
    this.complaint =
        new Complaint("following %s, shard %d".formatted(logs.topics().store(), copy.shard()));
    this.retryAtNs = nowNs;
    this.askAtNs = nowNs;
  }

  ShardCopy copy() {
    return copy;
  }

  boolean isGone() {
    return copy.isGone();
  }

  /** Where reading goes on, by partition. */
  Map<TopicPartition, Long> next() {
    return next;
  }

  /** Whether reading must go on elsewhere than where it is, since this was asked last. */
  boolean pollSought() {
    boolean sought = hasSought;
    hasSought = false;
    return sought;
  }

  private void seek(TopicPartition partition, long offset) {
    next.put(partition, offset);
    hasSought = true;
  }

  // ---- Opening, failing, starting anew

  /** Opens the copy if it is time. */
  void step(long nowNs) {
    if (!isOpen && nowNs - retryAtNs >= 0) {
      isOpen = copy.open();
    }
  }

  /** Begins again, after a while, from what the copy has stored. */
  void failed(RuntimeException cause, long nowNs) {
    complaint.make("it failed", cause);
    reset();
    copy.closeState();
    retryAtNs = nowNs + retryNs;
    retryNs = Math.min(2 * retryNs, RETRY_NS_MAX);
  }

  /** Begins again at once, with nothing. */
  private void startAnew(String why) {
    log.error(
        "what is here of a shard does not go together with its topics any more, all is read anew:"
            + " {} (store={}, shard={})",
        why,
        logs.topics().store(),
        copy.shard());
    reset();
    isOpen = copy.clear();
  }

  private void reset() {
    isOpen = false;
    next.clear();
    hasSought = true;
    topicIds.clear();
    formats.clear();
    tombstonesKeptMs = Long.MAX_VALUE;
    hasBase = false;
    x0 = 0;
    writtenAtMs = 0;
    target = null;
    dealtWith = null;
    timesBehind = 0;
    searchAgain();
  }

  private void searchAgain() {
    search = null;
    asked = null;
    question = null;
    next.remove(transactions);
  }

  /** What should be read is not in the logs. */
  void outOfRange(Set<TopicPartition> partitions) {
    Set<TopicPartition> own = new HashSet<>(partitions);
    own.retainAll(next.keySet());
    if (own.equals(Set.of(transactions))) {
      // Of that log only the end is of interest.
      searchAgain();
      hasSought = true;
    } else if (!own.isEmpty()) {
      startAnew("offsets are not in the log: " + own);
    }
  }

  // ---- Questions

  /** What must be known to go on, unless that was asked already. */
  @Nullable Question ask(long nowNs) {
    if (!isOpen || question != null || nowNs - askAtNs < 0) {
      return null;
    }
    ProgressSearch in = search;
    if (in == null) {
      question = new Question(++questions, withWitnesses(Set.of()), Set.of(transactions));
      return question;
    }
    Told told = in.newest(next.getOrDefault(transactions, 0L));
    if (told != null && target == null && !told.equals(dealtWith)) {
      asked = told;
      Set<TopicPartition> tables = Set.copyOf(partitions(told).values());
      Set<TopicPartition> unread = new HashSet<>(tables);
      unread.removeAll(next.keySet());
      question = new Question(++questions, withWitnesses(tables), unread);
    }
    return question;
  }

  /** The shard's partitions, by the table's name. */
  private Map<String, TopicPartition> partitions(Told of) {
    Map<String, TopicPartition> partitions = new HashMap<>();
    for (String table : of.tables().keySet()) {
      partitions.put(table, logs.table(table, copy.shard()));
    }
    return partitions;
  }

  private Set<TopicPartition> withWitnesses(Set<TopicPartition> tables) {
    Set<TopicPartition> all = new HashSet<>(tables);
    all.add(transactions);
    all.addAll(logs.witnessPartitions());
    return all;
  }

  /** Nobody has answered: it may be asked again. */
  void unanswered(Question to) {
    if (to.equals(question)) {
      question = null;
    }
  }

  /** Answers of an earlier life are of no interest. */
  void answered(Question to, Question.Answer all, long nowNs) {
    if (!to.equals(question)) {
      return;
    }
    question = null;
    Question.Answer answer = all.to(to);
    if (isSame(to, answer, nowNs)) {
      Told about = asked;
      if (search == null) {
        beginSearch(answer);
      } else if (about != null) {
        aim(about, answer, nowNs);
      }
    }
  }

  /** Whether all is there, and as it was. */
  private boolean isSame(Question to, Question.Answer answer, long nowNs) {
    Set<String> remade = answer.remade(topicIds);
    if (!remade.isEmpty()) {
      startAnew("topics were deleted and made anew: " + remade);
      return false;
    }
    Set<TopicPartition> missing = answer.missing(to);
    if (!missing.isEmpty()) {
      // A topic that was made just now is not known to every broker yet, and one that is gone may
      // be back when that broker has started: until then reads go on with what there is.
      complaint.make("these are not there (deleted, or not made yet): " + missing);
      askAtNs = nowNs + RETRY_NS;
      return false;
    }
    return true;
  }

  // ---- The newest progress record

  private void beginSearch(Question.Answer answer) {
    Beginning found = answer.beginnings().get(transactions);
    if (found != null) {
      topicIds.putAll(answer.topicIds());
      ProgressSearch begun = new ProgressSearch(logs, found);
      search = begun;
      seek(transactions, begun.start());
      searchOn();
    }
  }

  private void searchOn() {
    ProgressSearch in = search;
    if (in != null && in.widens(next.getOrDefault(transactions, 0L))) {
      seek(transactions, in.start());
    }
  }

  // ---- Aiming at a progress

  private void aim(Told at, Question.Answer answer, long nowNs) {
    Map<String, TopicPartition> partitions = partitions(at);
    Target aimed = Target.of(at, partitions, answer);
    Optional<String> wrongLogs = aimed.objection(answer);
    if (wrongLogs.isPresent()) {
      complaint.make(wrongLogs.get());
      askAtNs = nowNs + RETRY_NS;
      return;
    }
    Set<String> topics = new TreeSet<>();
    partitions.values().forEach(partition -> topics.add(partition.topic()));
    answer
        .beginnings()
        .values()
        .forEach(each -> tombstonesKeptMs = Math.min(tombstonesKeptMs, each.tombstonesKeptMs()));
    dealtWith = at;
    StateProgress base = base(at, new CatchUp(copy.shard(), topics, answer));
    if (base == null) {
      return;
    }
    Optional<String> objection = objection(at, topics, answer);
    if (objection.isPresent()) {
      startAnew(objection.get());
      return;
    }
    topicIds.putAll(answer.topicIds());
    partitions.forEach(
        (table, partition) ->
            formats.put(partition, Objects.requireNonNull(at.tables().get(table))));
    answer
        .beginnings()
        .forEach(
            (partition, beginning) -> {
              if (formats.containsKey(partition)) {
                Long left = base.nextOffsets().get(partition.topic());
                seek(partition, left == null ? beginning.start() : left);
              }
            });
    target = aimed;
    write(List.of());
  }

  /**
   * What the copy had when it was opened, if that can be caught up; asked once. Null to wait for
   * the next progress record, if the copy has more than the log tells: an owner of this task may
   * have left it a moment ago, and the markers of his last transaction are yet to come.
   */
  private @Nullable StateProgress base(Told at, CatchUp check) {
    StateProgress left = hasBase ? StateProgress.NONE : copy.progress();
    if (hasBase || left == null) {
      return left;
    }
    Optional<String> objection = check.objection(left);
    if (objection.isEmpty() && left.x0() > at.x0()) {
      if (++timesBehind < TIMES_BEHIND_MAX) {
        return null;
      }
      objection = Optional.of("it is at x0=%d, the log at %d".formatted(left.x0(), at.x0()));
    }
    if (objection.isPresent()) {
      log.warn(
          "what was left here of a shard is useless, all is read anew: {} (store={}, shard={})",
          objection.get(),
          logs.topics().store(),
          copy.shard());
      boolean unused = copy.clear();
      left = StateProgress.NONE;
    }
    hasBase = true;
    x0 = left.x0();
    writtenAtMs = left.equals(StateProgress.NONE) ? check.answer().askedAtMs() : left.writtenAtMs();
    return left;
  }

  /** Why what was read so far cannot be gone on with. */
  private Optional<String> objection(Told at, Set<String> tables, Question.Answer answer) {
    Set<TopicPartition> gone = new HashSet<>(formats.keySet());
    gone.removeIf(partition -> tables.contains(partition.topic()));
    if (!gone.isEmpty()) {
      return Optional.of("tables are not the store's any more: " + gone);
    }
    if (at.x0() < x0) {
      return Optional.of("progress went back from %d to %d".formatted(x0, at.x0()));
    }
    long ageMs = answer.askedAtMs() - writtenAtMs;
    return Math.abs(ageMs) >= tombstonesKeptMs / 2
        ? Optional.of("it was away for %d ms, tombstones may be gone".formatted(ageMs))
        : Optional.empty();
  }

  // ---- Reading

  /** Takes what is the shard's. */
  void take(Feed.Batch batch) {
    List<TableWrite> writes = new ArrayList<>();
    boolean hasMoved = false;
    for (TopicPartition partition : List.copyOf(next.keySet())) {
      for (ConsumerRecord<byte[], byte[]> record :
          batch.records().getOrDefault(partition, List.of())) {
        take(partition, record, writes);
      }
      Long now = batch.next().get(partition);
      if (now != null) {
        next.put(partition, now);
        hasMoved = true;
      }
    }
    if (hasMoved) {
      searchOn();
      write(writes);
    }
  }

  private void take(
      TopicPartition partition, ConsumerRecord<byte[], byte[]> record, List<TableWrite> writes) {
    ProgressSearch in = search;
    if (in != null && partition.equals(transactions)) {
      in.take(record);
      return;
    }
    TableFormat format = formats.get(partition);
    if (format == null) {
      throw new IllegalStateException("a record of a table that is not known");
    }
    String table = partition.topic().substring(logs.topics().table("").length());
    writes.add(TableWrite.of(table, format, record));
  }

  /** Into the copy, and on to the target if that is passed now. */
  private void write(List<TableWrite> writes) {
    Target aim = target;
    boolean isPassed = aim != null && aim.isPassed(next);
    if (aim != null && isPassed) {
      target = null;
      x0 = aim.told().x0();
      writtenAtMs = aim.askedAtMs();
    }
    if (!writes.isEmpty() || isPassed) {
      // Once the copy is gone there is nothing more to do.
      boolean isWritten = copy.write(writes, progress());
      if (aim != null && isPassed && isWritten) {
        boolean unused = copy.reach(x0, aim.told().asOfMs(), aim.told().tables());
        retryNs = RETRY_NS;
        complaint.over();
      }
    }
  }

  private StateProgress progress() {
    Map<String, Long> nextOffsets = new HashMap<>();
    formats.keySet().forEach(each -> nextOffsets.put(each.topic(), next.getOrDefault(each, 0L)));
    return new StateProgress(x0, nextOffsets, Map.copyOf(topicIds), writtenAtMs);
  }
}
