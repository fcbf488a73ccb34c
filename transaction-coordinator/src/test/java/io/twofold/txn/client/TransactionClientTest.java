package io.twofold.txn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client between Kafka's mock producer and mock consumer. */
@Timeout(60)
class TransactionClientTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final TopicPartition RESULTS_0 = new TopicPartition("bank.results", 0);
  private static final TopicPartition RESULTS_1 = new TopicPartition("bank.results", 1);

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final TransactionClient client = new TransactionClient("bank", producer, consumer, 2);

  TransactionClientTest() {
    consumer.updateEndOffsets(Map.of(RESULTS_0, 100L, RESULTS_1, 200L));
  }

  @AfterEach
  void close() {
    client.close();
  }

  private void makeTopics() {
    consumer.updatePartitions(
        "bank.requests", List.of(new PartitionInfo("bank.requests", 0, null, null, null)));
    consumer.updatePartitions(
        "bank.results",
        List.of(
            new PartitionInfo("bank.results", 0, null, null, null),
            new PartitionInfo("bank.results", 1, null, null, null)));
  }

  private void connect() {
    makeTopics();
    client.started();
    client.submit(bytes("{}"), LONG);
    awaitSent(1);
    producer.errorNext(new RecordTooLargeException("only to see that it is connected"));
    producer.clear();
  }

  private void awaitSent(int count) {
    while (producer.history().size() < count) {
      Thread.onSpinWait();
    }
  }

  private void answer(TopicPartition partition, long offset, String result) {
    consumer.schedulePollTask(
        () ->
            consumer.addRecord(
                new ConsumerRecord<>(
                    partition.topic(), partition.partition(), offset, null, bytes(result))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void submit_thenResult_completes() {
    connect();
    Submission submission = client.submit(bytes("{\"ops\":[],\"id\":\"t-1\"}"), LONG);
    ProducerRecord<byte[], byte[]> sent = producer.history().get(0);
    assertThat(sent.topic()).isEqualTo("bank.requests");
    assertThat(sent.key()).isEqualTo(bytes("t-1"));
    assertThat(sent.value()).isEqualTo(bytes("{\"ops\":[],\"id\":\"t-1\"}"));
    assertThat(submission.id()).contains("t-1");
    assertThat(submission.position()).isEmpty();
    producer.completeNext();
    long position = submission.position().orElseThrow();
    String result = "{\"id\":\"t-1\",\"position\":%d}".formatted(position);
    answer(RESULTS_1, 200, result);
    assertThat(submission.result().join()).isEqualTo(bytes(result));
    assertThat(client.pending()).isZero();
  }

  @Test
  void submit_withoutId_hasItsIdFromThePosition() {
    connect();
    Submission submission = client.submit(bytes("not JSON"), LONG);
    assertThat(producer.history().get(0).key()).isNull();
    assertThat(submission.id()).isEmpty();
    producer.completeNext();
    long position = submission.position().orElseThrow();
    String id = "requests@" + position;
    assertThat(submission.id()).contains(id);
    answer(RESULTS_0, 100, "{\"id\":\"%s\",\"position\":%d}".formatted(id, position));
    assertThat(submission.result().join()).isNotEmpty();
  }

  @Test
  void submit_beforeTheStoreExists_isSentOnceItDoes() {
    client.started();
    Submission submission = client.submit(bytes("{\"id\":\"t-1\"}"), LONG);
    assertThat(producer.history()).isEmpty();
    makeTopics();
    awaitSent(1);
    producer.completeNext();
    assertThat(submission.position()).isPresent();
    // Read from the end as it was before anything was sent.
    assertThat(consumer.position(RESULTS_0)).isEqualTo(100);
    assertThat(consumer.position(RESULTS_1)).isEqualTo(200);
  }

  @Test
  void submit_storeDoesNotExistInTime_isNeverSent() {
    client.started();
    Submission submission = client.submit(bytes("{\"id\":\"t-1\"}"), Duration.ofMillis(1));
    assertThatThrownBy(() -> submission.result().join())
        .hasCauseInstanceOf(NotSubmittedException.class);
    makeTopics();
    client.submit(bytes("{\"id\":\"t-2\"}"), LONG);
    awaitSent(1);
    assertThat(producer.history()).singleElement().extracting(r -> r.key()).isEqualTo(bytes("t-2"));
  }

  @Test
  void submit_noResultInTime_failsSayingThatNothingIsLost() {
    connect();
    Submission submission = client.submit(bytes("{\"id\":\"t-1\"}"), Duration.ofMillis(50));
    producer.completeNext();
    assertThatThrownBy(() -> submission.result().join())
        .hasCauseInstanceOf(ResultNotKnownException.class)
        .hasMessageContaining("not lost")
        .cause()
        .satisfies(e -> assertThat(((ResultNotKnownException) e).id()).contains("t-1"));
    assertThat(client.pending()).isZero();
  }

  @Test
  void submit_notAcknowledged_failsAccordingToWhatIsCertain() {
    connect();
    Submission tooLarge = client.submit(bytes("{\"id\":\"t-1\"}"), LONG);
    producer.errorNext(new RecordTooLargeException("2 MB"));
    assertThatThrownBy(() -> tooLarge.result().join())
        .hasCauseInstanceOf(NotSubmittedException.class);
    Submission unknown = client.submit(bytes("{\"id\":\"t-2\"}"), LONG);
    producer.errorNext(new TimeoutException("delivery"));
    assertThatThrownBy(() -> unknown.result().join())
        .hasCauseInstanceOf(ResultNotKnownException.class)
        .hasMessageContaining("submitting it again with the same id");
    producer.sendException = new KafkaException("closed");
    Submission unsent = client.submit(bytes("{\"id\":\"t-3\"}"), LONG);
    assertThatThrownBy(() -> unsent.result().join())
        .hasCauseInstanceOf(NotSubmittedException.class);
    assertThat(client.pending()).isZero();
  }

  @Test
  void submit_tooManyPending_failsAtOnce() {
    connect();
    client.submit(bytes("{}"), LONG);
    client.submit(bytes("{}"), LONG);
    assertThatThrownBy(() -> client.submit(bytes("{}"), LONG).result().join())
        .hasCauseInstanceOf(NotSubmittedException.class)
        .hasMessageContaining("too many");
    assertThat(producer.history()).hasSize(2);
  }

  @Test
  void reader_fails_pendingAndLaterRequestsFail() throws InterruptedException {
    connect();
    Submission pending = client.submit(bytes("{\"id\":\"t-1\"}"), LONG);
    CountDownLatch failed = new CountDownLatch(1);
    consumer.schedulePollTask(
        () -> {
          consumer.setPollException(new KafkaException("not authorized"));
          failed.countDown();
        });
    failed.await();
    assertThatThrownBy(() -> pending.result().join())
        .hasCauseInstanceOf(ResultNotKnownException.class)
        .hasMessageContaining("not authorized");
    assertThatThrownBy(() -> client.submit(bytes("{}"), LONG).result().join())
        .hasCauseInstanceOf(NotSubmittedException.class);
  }

  @Test
  void close_endsEverything() {
    connect();
    Submission pending = client.submit(bytes("{\"id\":\"t-1\"}"), LONG);
    client.close();
    assertThat(producer.closed()).isTrue();
    assertThat(consumer.closed()).isTrue();
    assertThat(pending.result()).isCompletedExceptionally();
  }
}
