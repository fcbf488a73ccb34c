package io.twofold.txn.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twofold.txn.codec.ReadMarker;
import io.twofold.txn.codec.SettingsCodec;
import io.twofold.txn.runtime.LogReader;
import io.twofold.txn.runtime.LogRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One consumer for the request log and the followed votes partitions: whichever has news wakes it.
 */
final class KafkaLogReader implements LogReader {
  private static final byte[] SETTINGS = SettingsCodec.KIND_SETTINGS.getBytes(UTF_8);
  private static final byte[] READ_MARKER = ReadMarker.KIND.getBytes(UTF_8);

  /** So many at once are a load under which requests wait for milliseconds anyway. */
  private static final int MANY_REQUESTS = 32;

  /** The more come, the longer the reader rests: few clients get answers soon. */
  private static final long REST_NS_PER_REQUEST = TimeUnit.MICROSECONDS.toNanos(25);

  private static final long REST_NS_MAX = TimeUnit.MILLISECONDS.toNanos(10);

  /** About what a broker takes to answer a fetch of what is there. */
  private static final Duration FETCH = Duration.ofMillis(1);

  private final Consumer<byte[], byte[]> consumer;
  private final Topics topics;
  private final TopicPartition requests;
  private final Set<TopicPartition> assigned = new HashSet<>();
  private final Map<TopicPartition, LeaderEpochs> epochs = new HashMap<>();
  private long lastReadNs;
  private int lastRequests;

  KafkaLogReader(Consumer<byte[], byte[]> consumer, Topics topics) {
    this.consumer = consumer;
    this.topics = topics;
    this.requests = topics.requestLog();
    assigned.add(requests);
    consumer.assign(assigned);
    consumer.seek(requests, 0);
  }

  @Override
  public void read(Duration timeout, Sink sink) {
    boolean hasRested = !areRequestsHeld() && rest();
    lastRequests = 0;
    poll(timeout, sink);
    if (hasRested) {
      // That was fetched before the rest, when the consumer was asked last.
      poll(FETCH, sink);
    }
    lastReadNs = System.nanoTime();
  }

  private void poll(Duration timeout, Sink sink) {
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(timeout);
    } catch (KafkaException e) {
      throw Failures.of("reading requests and votes", e);
    }
    noteEpochs(records);
    // Votes first: they finish what is open and make room for requests.
    for (TopicPartition partition : records.partitions()) {
      if (!partition.equals(requests)) {
        for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
          sink.votes(partition.partition(), record.offset(), record.value());
        }
      }
    }
    for (ConsumerRecord<byte[], byte[]> record : records.records(requests)) {
      sink.request(logRecord(record));
      lastRequests++;
    }
  }

  /**
   * Under load, requests to a broker cost more than what they carry: what comes within a moment is
   * read together, and so is what comes of it sent together.
   *
   * @return false if there was no load
   */
  private boolean rest() {
    long restNs = restNs(lastRequests);
    if (restNs == 0) {
      return false;
    }
    long wakeNs = lastReadNs + restNs;
    for (long leftNs = wakeNs - System.nanoTime();
        leftNs > 0;
        leftNs = wakeNs - System.nanoTime()) {
      LockSupport.parkNanos(leftNs);
    }
    return true;
  }

  /** How long to rest after reading so many requests. */
  static long restNs(int requests) {
    return requests < MANY_REQUESTS ? 0 : Math.min(requests * REST_NS_PER_REQUEST, REST_NS_MAX);
  }

  static LogRecord logRecord(ConsumerRecord<byte[], byte[]> record) {
    return new LogRecord(
        record.offset(),
        record.timestamp(),
        record.value() == null ? new byte[0] : record.value(),
        kind(record.headers().lastHeader(SettingsCodec.KIND_HEADER)));
  }

  private static LogRecord.Kind kind(@Nullable Header header) {
    if (header == null) {
      return LogRecord.Kind.REQUEST;
    }
    if (Arrays.equals(header.value(), SETTINGS)) {
      return LogRecord.Kind.SETTINGS;
    }
    return Arrays.equals(header.value(), READ_MARKER)
        ? LogRecord.Kind.READ_MARKER
        : LogRecord.Kind.REQUEST;
  }

  @Override
  public void follow(int shard, long voteOffset, @Nullable Integer epoch) {
    assigned.add(topics.votesOf(shard));
    consumer.assign(assigned);
    seek(topics.votesOf(shard), voteOffset, epoch);
  }

  @Override
  public void unfollow(int shard) {
    assigned.remove(topics.votesOf(shard));
    epochs.remove(topics.votesOf(shard));
    consumer.assign(assigned);
  }

  @Override
  public void seekRequests(long position, @Nullable Integer epoch) {
    seek(requests, position, epoch);
  }

  private void seek(TopicPartition partition, long offset, @Nullable Integer epoch) {
    if (epoch == null) {
      consumer.seek(partition, offset);
    } else {
      epochsOf(partition).note(offset - 1, epoch);
      consumer.seek(partition, new OffsetAndMetadata(offset, Optional.of(epoch), ""));
    }
  }

  @Override
  public @Nullable Integer requestEpoch(long position) {
    return epochsOf(requests).at(position);
  }

  @Override
  public @Nullable Integer voteEpoch(int shard, long offset) {
    LeaderEpochs known = epochsOf(topics.votesOf(shard));
    Integer epoch = known.at(offset);
    return epoch == null ? known.at(offset - 1) : epoch;
  }

  /** Records that nobody is shown have epochs too. */
  private void noteEpochs(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      epochsOf(partition).note(records.records(partition));
    }
    records
        .nextOffsets()
        .forEach(
            (partition, next) ->
                next.leaderEpoch()
                    .ifPresent(epoch -> epochsOf(partition).note(next.offset() - 1, epoch)));
  }

  private LeaderEpochs epochsOf(TopicPartition partition) {
    return epochs.computeIfAbsent(partition, unused -> new LeaderEpochs());
  }

  @Override
  public void holdRequests(boolean hold) {
    boolean held = areRequestsHeld();
    if (hold && !held) {
      consumer.pause(List.of(requests));
    } else if (!hold && held) {
      consumer.resume(List.of(requests));
    }
  }

  private boolean areRequestsHeld() {
    return consumer.paused().contains(requests);
  }

  @Override
  public long nextRequest() {
    return consumer.position(requests);
  }

  @Override
  public void close() {
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
  }
}
