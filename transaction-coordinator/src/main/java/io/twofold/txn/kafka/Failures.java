package io.twofold.txn.kafka;

import io.twofold.txn.runtime.FencedException;
import io.twofold.txn.runtime.TransientException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Says of Kafka's exceptions which of the ports' three kinds of failure they are. */
final class Failures {
  private Failures() {}

  /** What to throw: fenced, transient, or the exception itself where a person must look. */
  static RuntimeException of(String what, Exception e) {
    if (e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException) {
      return new FencedException(e);
    }
    if (e.getCause() instanceof ProducerFencedException
        || e.getCause() instanceof InvalidProducerEpochException) {
      return new FencedException(e);
    }
    if (e instanceof LogTruncationException truncated) {
      return new IllegalStateException(
          what
              + ": the log was truncated, records that had been read are gone; was a replica that"
              + " was out of sync elected? (read=%s, left=%s)"
                  .formatted(truncated.partitions(), truncated.divergentOffsets()),
          e);
    }
    if (e instanceof OffsetOutOfRangeException || e instanceof NoOffsetForPartitionException) {
      return new IllegalStateException(
          what + ": records that are needed are not in the log any more; were they deleted?", e);
    }
    boolean needsPerson =
        e instanceof AuthorizationException
            || e instanceof AuthenticationException
            || e instanceof UnsupportedVersionException
            || e instanceof ConfigException
            || e instanceof InterruptException;
    if (e instanceof KafkaException && !needsPerson) {
      return new TransientException(what, e);
    }
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(what, e);
  }

  /** The future's value, with its failures told as the ports do. */
  static <T> T await(String what, KafkaFuture<T> future, long timeoutMs) {
    try {
      return future.get(timeoutMs, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw of(what, e.getCause() instanceof Exception cause ? cause : e);
    } catch (TimeoutException e) {
      throw new TransientException(what + ": no answer within " + timeoutMs + " ms", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
