package io.twofold.txn.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the results topic from its end and hands each record to the pending requests. One thread
 * runs it; {@link #close} may be called from any.
 */
final class ResultReader implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(ResultReader.class);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration METADATA = Duration.ofSeconds(5);
  private static final long TOPICS_RETRY_MS = 200;

  private final Consumer<byte[], byte[]> consumer;
  private final String requestsTopic;
  private final String resultsTopic;
  private final PendingRequests pending;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  ResultReader(
      Consumer<byte[], byte[]> consumer,
      String requestsTopic,
      String resultsTopic,
      PendingRequests pending) {
    this.consumer = consumer;
    this.requestsTopic = requestsTopic;
    this.resultsTopic = resultsTopic;
    this.pending = pending;
  }

  /** Completes when every later result will be read; fails if there will be none. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  void close() {
    closing.countDown();
    consumer.wakeup();
  }

  @Override
  public void run() {
    RuntimeException end = new IllegalStateException("the client was closed");
    try {
      List<TopicPartition> partitions = awaitTopics();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      ready.complete(null);
      while (!isClosing()) {
        for (ConsumerRecord<byte[], byte[]> result : consumer.poll(POLL)) {
          pending.answered(result.value());
        }
      }
    } catch (WakeupException e) {
      log.debug("reader of results was woken to close (topic={})", resultsTopic);
    } catch (RuntimeException e) {
      log.error("results cannot be read any more: make a new client (topic={})", resultsTopic, e);
      end = e;
    } finally {
      pending.close(end);
      ready.completeExceptionally(end);
      consumer.close();
    }
  }

  /** The partitions of the results, once the engine has made both topics. */
  private List<TopicPartition> awaitTopics() {
    while (!isClosing()) {
      try {
        // Asking for the requests too keeps a producer from creating that topic by mistake.
        boolean requestsExist = !consumer.partitionsFor(requestsTopic, METADATA).isEmpty();
        List<TopicPartition> results =
            consumer.partitionsFor(resultsTopic, METADATA).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (requestsExist && !results.isEmpty()) {
          return results;
        }
        log.debug("waiting for the store's topics (topic={})", resultsTopic);
      } catch (RetriableException e) {
        log.debug("waiting for the cluster to tell the store's topics", e);
      }
      pause();
    }
    throw new WakeupException();
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void pause() {
    try {
      if (closing.await(TOPICS_RETRY_MS, TimeUnit.MILLISECONDS)) {
        log.debug("closing while waiting for topics");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WakeupException();
    }
  }
}
