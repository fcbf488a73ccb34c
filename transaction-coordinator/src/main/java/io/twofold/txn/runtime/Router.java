package io.twofold.txn.runtime;

import io.twofold.txn.codec.RequestReader;
import io.twofold.txn.model.Encoding;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.StoreSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Finds the shards of a request: a pure function of the record and the settings. Thread-safe.
 *
 * <p>The home is participant number {@code hash(id) mod n}, in ascending order; a request without
 * keys belongs to {@code shard(id)}. One that came after its deadline concerns its home alone.
 */
public final class Router {
  private static final int AT_HOME = -1;

  private final Partitioner partitioner;
  private final ToIntFunction<byte[]> hash;

  /** A router of a store; the hash is Kafka's default one, 0 or more. */
  public Router(Partitioner partitioner, ToIntFunction<byte[]> hash) {
    this.partitioner = partitioner;
    this.hash = hash;
  }

  /** The request of a record, with its shards, by the settings that hold at its position. */
  public RoutedRequest route(LogRecord record, StoreSettings settings) {
    Request request = new RequestReader(settings.limits()).read(record.value());
    String id = request.id() == null ? RoutedRequest.idAt(record.position()) : request.id();
    if (!(request instanceof Request.Transaction transaction)) {
      return refused(record, id, request, partitioner.shardOf(id));
    }
    List<Integer> opShards = new ArrayList<>(transaction.ops().size());
    List<Integer> shards = new ArrayList<>(2);
    for (Operation operation : transaction.ops()) {
      if (operation instanceof Operation.OnKey onKey) {
        int shard = partitioner.shardOf(onKey.key().name());
        addInOrder(shard, shards);
        opShards.add(shard);
      } else {
        opShards.add(AT_HOME);
      }
    }
    List<Integer> participants =
        shards.isEmpty() ? List.of(partitioner.shardOf(id)) : List.copyOf(shards);
    int home = participants.get(hashOf(id) % participants.size());
    Long deadlineMs = transaction.deadlineMs();
    if (deadlineMs != null && deadlineMs < record.timestampMs()) {
      String message =
          "appended at %d, after deadline_ms %d".formatted(record.timestampMs(), deadlineMs);
      return refused(
          record,
          id,
          new Request.Refused(request.id(), Reason.DEADLINE_EXCEEDED, null, message),
          home);
    }
    opShards.replaceAll(shard -> shard == AT_HOME ? home : shard);
    return new RoutedRequest(
        record.position(),
        record.timestampMs(),
        id,
        request,
        opShards,
        participants,
        home,
        Encoding.of(record.value()),
        null);
  }

  private RoutedRequest refused(LogRecord record, String id, Request request, int home) {
    boolean isNoRequest =
        request instanceof Request.Refused why && why.reason() == Reason.INVALID_REQUEST;
    return new RoutedRequest(
        record.position(),
        record.timestampMs(),
        id,
        request,
        List.of(),
        List.of(home),
        home,
        Encoding.of(record.value()),
        isNoRequest ? ByteBuffer.wrap(record.value()).asReadOnlyBuffer() : null);
  }

  private static void addInOrder(int shard, List<Integer> ascending) {
    int place = Collections.binarySearch(ascending, shard);
    if (place < 0) {
      ascending.add(-place - 1, shard);
    }
  }

  private int hashOf(String text) {
    return hash.applyAsInt(text.getBytes(StandardCharsets.UTF_8));
  }
}
