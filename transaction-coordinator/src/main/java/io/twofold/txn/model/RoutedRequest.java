package io.twofold.txn.model;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request with its place in the log and among the shards: everything about it that follows from
 * the log alone.
 *
 * @param position offset in the request log
 * @param timestampMs append time of the record
 * @param id the client's id, or {@code requests@<position>}
 * @param opShards for each operation the shard that evaluates it; empty for a refused request
 * @param participants the shards that take part, ascending, at least one
 * @param home the participant that publishes the result
 * @param encoding of the record, and so of the result
 * @param refusedValue what stood in the record, read-only, if it is not a request at all; else null
 * @param recordsPerTable how many table records it gives if it commits, by table, in order
 */
public record RoutedRequest(
    long position,
    long timestampMs,
    String id,
    Request request,
    List<Integer> opShards,
    List<Integer> participants,
    int home,
    Encoding encoding,
    @Nullable ByteBuffer refusedValue,
    Map<String, Integer> recordsPerTable) {

  /** A record whose operations say how many table records it gives. */
  public RoutedRequest(
      long position,
      long timestampMs,
      String id,
      Request request,
      List<Integer> opShards,
      List<Integer> participants,
      int home,
      Encoding encoding,
      @Nullable ByteBuffer refusedValue) {
    this(
        position,
        timestampMs,
        id,
        request,
        opShards,
        participants,
        home,
        encoding,
        refusedValue,
        request instanceof Request.Transaction transaction
            ? recordsPerTable(transaction.ops(), participants)
            : Map.of());
  }

  /** A record that is a request in JSON. */
  public RoutedRequest(
      long position,
      long timestampMs,
      String id,
      Request request,
      List<Integer> opShards,
      List<Integer> participants,
      int home) {
    this(position, timestampMs, id, request, opShards, participants, home, Encoding.JSON, null);
  }

  /** The id of a request that was given none. */
  public static String idAt(long position) {
    return "requests@" + position;
  }

  /** What one participant evaluates: indexes of its operations, ascending. */
  public int[] opsOf(int shard) {
    int count = 0;
    for (int opShard : opShards) {
      count += opShard == shard ? 1 : 0;
    }
    int[] indexes = new int[count];
    int next = 0;
    for (int op = 0; op < opShards.size(); op++) {
      if (opShards.get(op) == shard) {
        indexes[next++] = op;
      }
    }
    return indexes;
  }

  /** The table that it creates, of which every shard is to know; or null. */
  public Operation.@Nullable CreateTable tableCreated() {
    return request instanceof Request.Transaction transaction
            && transaction.ops().get(0) instanceof Operation.CreateTable create
        ? create
        : null;
  }

  /** Whether that shard takes part. */
  public boolean concerns(int shard) {
    return participants.contains(shard);
  }

  private static Map<String, Integer> recordsPerTable(
      List<Operation> ops, List<Integer> participants) {
    // As many shards as operations: no key stands twice.
    boolean areKeysDistinct = participants.size() == ops.size();
    Set<Key> written = new HashSet<>();
    Map<String, Integer> counts = new TreeMap<>();
    for (Operation operation : ops) {
      if (operation instanceof Operation.OnKey onKey
          && onKey.writes()
          && (areKeysDistinct || written.add(onKey.key()))) {
        counts.merge(onKey.key().table(), 1, Integer::sum);
      }
    }
    return counts;
  }
}
