package io.twofold.txn.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.txn.codec.avro.OutboxEntry;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class RelayLaneTest {
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final RelayLane lane = lane();

  private RelayLane lane() {
    producer.initTransactions();
    return new RelayLane("payments", "bank.internal.checkpoints", 3, producer, 5);
  }

  @Test
  void commit_copiesWhatIsNew_andSaysHowFar() {
    lane.take(4, entry("copied before"));
    lane.take(5, entry("a"));
    lane.take(6, entry("b"));
    lane.commit();
    List<ProducerRecord<byte[], byte[]>> sent = producer.history();
    assertThat(sent).hasSize(3);
    assertThat(sent.get(0).value()).isEqualTo("a".getBytes(UTF_8));
    assertThat(sent.get(2).key()).isEqualTo(RelayLane.key("payments"));
    assertThat(RelayLane.offset(sent.get(2).value())).isEqualTo(7);
    lane.close();
    assertThat(producer.transactionAborted()).isFalse();
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void close_afterACommitThatFailed_endsTheTransaction() {
    producer.commitTransactionException = new TimeoutException("asked for");
    lane.take(5, entry("a"));
    assertThatThrownBy(lane::commit).isInstanceOf(TimeoutException.class);
    lane.close();
    assertThat(producer.transactionAborted()).isTrue();
    assertThat(producer.closed()).isTrue();
  }

  /** As Kafka's producer does where the outcome of the commit is not known. */
  @Test
  void close_afterACommitThatMayHaveSucceeded_leavesItToTheNextLane() {
    producer.commitTransactionException = new TimeoutException("asked for");
    producer.abortTransactionException =
        new IllegalStateException("the previous call to `commitTransaction` timed out");
    lane.take(5, entry("a"));
    assertThatThrownBy(lane::commit).isInstanceOf(TimeoutException.class);
    lane.close();
    assertThat(producer.closed()).isTrue();
  }

  private static OutboxEntry entry(String value) {
    return OutboxEntry.newBuilder()
        .setTopic("payments")
        .setKey(null)
        .setValue(ByteBuffer.wrap(value.getBytes(UTF_8)))
        .setTimestamp(1)
        .setHeaders(List.of())
        .build();
  }
}
