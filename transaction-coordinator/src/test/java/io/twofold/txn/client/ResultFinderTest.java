package io.twofold.txn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.txn.client.ResultFinder.Search;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Looking results up in a log that is a list. */
@Timeout(60)
class ResultFinderTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  /** Where Kafka's default partitioner puts the key "t-1" in a topic of two partitions. */
  private static final TopicPartition PARTITION = new TopicPartition("bank.results", 0);

  private final Log log = new Log();
  private final ResultFinder finder = new ResultFinder("bank", log);

  /** Serves any offset, however often it is asked for: Kafka's mock gives each record once. */
  private static final class Log extends MockConsumer<byte[], byte[]> {
    final List<Long> seeks = new ArrayList<>();
    final Map<Long, String> idsByOffset = new TreeMap<>();
    long start;
    long end;
    boolean isSilent;
    final Semaphore polls = new Semaphore(0);
    private boolean isWoken;
    private long next;

    Log() {
      super("earliest");
    }

    void has(long offset, String id) {
      idsByOffset.put(offset, id);
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions, Duration timeout) {
      return Map.of(PARTITION, end);
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(
        Collection<TopicPartition> partitions, Duration timeout) {
      return Map.of(PARTITION, start);
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
      assertThat(assignment()).containsExactly(partition);
      seeks.add(offset);
      next = offset;
    }

    @Override
    public synchronized long position(TopicPartition partition, Duration timeout) {
      return next;
    }

    @Override
    public synchronized void wakeup() {
      isWoken = true;
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      polls.release();
      if (isWoken) {
        throw new WakeupException();
      }
      if (isSilent) {
        return ConsumerRecords.empty();
      }
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (long last = next + 300; next < last; next++) {
        String id = idsByOffset.getOrDefault(next, "another");
        records.add(
            new ConsumerRecord<>(
                PARTITION.topic(), PARTITION.partition(), next, bytes(id), bytes(id + "@" + next)));
      }
      return new ConsumerRecords<>(
          Map.of(PARTITION, records), Map.of(PARTITION, new OffsetAndMetadata(next)));
    }
  }

  private void hasTopic() {
    log.updatePartitions(
        "bank.results",
        List.of(
            new PartitionInfo("bank.results", 0, null, null, null),
            new PartitionInfo("bank.results", 1, null, null, null)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void find_ofSeveral_givesTheNewest_andReadsNoFurtherBackThanNeeded() {
    hasTopic();
    log.end = 50_000;
    log.has(49_100, "t-1");
    log.has(49_900, "t-1");
    Search search = finder.find("t-1", LONG);
    assertThat(search.record()).contains(bytes("t-1@49900"));
    assertThat(log.seeks).containsExactly(49_000L);
  }

  @Test
  void find_farBack_readsEachOffsetOnce_inGrowingChunks() {
    hasTopic();
    log.end = 50_000;
    log.has(30_000, "t-1");
    assertThat(finder.find("t-1", LONG).record()).contains(bytes("t-1@30000"));
    assertThat(log.seeks).containsExactly(49_000L, 45_000L, 29_000L);
  }

  @Test
  void find_nowhere_saysWhereItLooked() {
    hasTopic();
    log.start = 5;
    log.end = 3_000;
    assertThat(finder.find("t-1", LONG)).isEqualTo(new Search(Optional.empty(), 0, 5, 3_000, true));
    log.end = 5;
    assertThat(finder.find("t-1", LONG)).isEqualTo(new Search(Optional.empty(), 0, 5, 5, true));
  }

  @Test
  void find_beyondTheBound_isNotLookedFor() {
    hasTopic();
    log.end = 1_000_000;
    log.has(899_999, "t-1");
    assertThat(finder.find("t-1", LONG))
        .isEqualTo(new Search(Optional.empty(), 0, 900_000, 1_000_000, false));
    log.has(900_000, "t-1");
    assertThat(finder.find("t-1", LONG).record()).contains(bytes("t-1@900000"));
  }

  @Test
  void find_logThatSaysNothing_givesUpInTime() {
    hasTopic();
    log.end = 3_000;
    log.isSilent = true;
    assertThat(finder.find("t-1", Duration.ofMillis(1)))
        .isEqualTo(new Search(Optional.empty(), 0, 3_000, 3_000, false));
  }

  @Test
  void find_recordAppendedMeanwhile_isNotRead() {
    hasTopic();
    log.end = 100;
    log.has(101, "t-1");
    assertThat(finder.find("t-1", LONG).record()).isEmpty();
  }

  @Test
  void close_searchUnderWay_fails() {
    hasTopic();
    log.end = 3_000;
    log.isSilent = true;
    CompletableFuture<Search> search =
        CompletableFuture.supplyAsync(() -> finder.find("t-1", LONG));
    log.polls.acquireUninterruptibly();
    finder.close();
    assertThatThrownBy(search::join).hasCauseInstanceOf(WakeupException.class);
    assertThat(log.closed()).isTrue();
  }

  @Test
  void find_noTopic_throws() {
    assertThatThrownBy(() -> finder.find("t-1", LONG)).isInstanceOf(TimeoutException.class);
  }
}
