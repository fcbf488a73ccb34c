package io.twofold.txn.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twofold.txn.check.JsonValues;
import io.twofold.txn.codec.CheckpointCodec;
import io.twofold.txn.codec.OutboxCodec;
import io.twofold.txn.codec.SettingsCodec;
import io.twofold.txn.codec.TableRecords;
import io.twofold.txn.codec.TransactionRecords;
import io.twofold.txn.codec.VoteCodec;
import io.twofold.txn.codec.avro.OutboxEntry;
import io.twofold.txn.codec.avro.ShardCheckpoint;
import io.twofold.txn.kafka.Topics;
import io.twofold.txn.model.TableFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * I5, I6 and I7 for one shard. Each producer transaction takes the shard from one checkpoint to the
 * next; what it writes must be exactly what the model says of the positions in between, in their
 * order, and nothing of them may still be on its way.
 */
final class TablesJudge {
  private final int shard;
  private final Topics topics;
  private final Expected expected;
  private final VotesJudge votes;
  private final ResultsJudge results;

  private long x0;
  private long v0;
  private int tableRecordsSeen;
  private int emittedSeen;
  private int endsSeen;

  TablesJudge(int shard, Topics topics, Expected expected, VotesJudge votes, ResultsJudge results) {
    this.shard = shard;
    this.topics = topics;
    this.expected = expected;
    this.votes = votes;
    this.results = results;
  }

  long x0() {
    return x0;
  }

  long v0() {
    return v0;
  }

  void committed(List<ProducerRecord<byte[], byte[]>> records) {
    ShardCheckpoint checkpoint = null;
    List<Expected.TableRecord> tableRecords = new ArrayList<>();
    List<Expected.Emitted> emitted = new ArrayList<>();
    List<ObjectNode> ends = new ArrayList<>();
    long progress = -1;
    for (ProducerRecord<byte[], byte[]> record : records) {
      if (record.topic().equals(topics.checkpoints())) {
        checkpoint = CheckpointCodec.read(record.value());
      } else if (record.topic().equals(topics.outbox())) {
        emitted.add(emitted(OutboxCodec.read(record.value())));
      } else if (record.topic().equals(topics.transactions())) {
        var told = TransactionRecords.progressOf(record.value());
        if (told.isPresent()) {
          progress = told.getAsLong();
        } else {
          ends.add(read(record.value()));
        }
      } else {
        tableRecords.add(tableRecord(record));
      }
    }
    if (checkpoint == null || checkpoint.getX0() != progress) {
      throw new Violation("I6: a transaction without its checkpoint (" + this + ")");
    }
    advance(checkpoint, tableRecords, emitted, ends);
  }

  private void advance(
      ShardCheckpoint checkpoint,
      List<Expected.TableRecord> tableRecords,
      List<Expected.Emitted> emitted,
      List<ObjectNode> ends) {
    long next = checkpoint.getX0();
    if (next < x0 || checkpoint.getV0() < v0) {
      throw new Violation(
          "I6: the checkpoint goes back to x0=%d v0=%d (%s)"
              .formatted(next, checkpoint.getV0(), this));
    }
    checkSettled(next);
    tableRecordsSeen +=
        checkSame(
            "table records", tableRecords, expected.tableRecords(shard), tableRecordsSeen, next);
    emittedSeen +=
        checkSame("emitted records", emitted, expected.emitted(shard), emittedSeen, next);
    checkEnds(next, ends);
    if (votes.hasNeededBelow(shard, checkpoint.getV0(), next)) {
      throw new Violation(
          "I7: v0=%d passes a vote that x0=%d needs (%s)"
              .formatted(checkpoint.getV0(), next, this));
    }
    votes.passed(shard, checkpoint.getV0());
    checkFolds(checkpoint);
    x0 = next;
    v0 = checkpoint.getV0();
  }

  /** I7: of the positions that x0 passes, the votes and the result have reached the broker. */
  private void checkSettled(long next) {
    for (Expected.Answer answer : expected.answers(x0, next)) {
      if (!answer.request().concerns(shard)) {
        continue;
      }
      if (!votes.hasSent(shard, answer)) {
        throw new Violation(
            "I7: x0=%d passes a vote that was not sent (position=%d, %s)"
                .formatted(next, answer.request().position(), this));
      }
      if (answer.request().home() == shard && !results.hasSeen(answer)) {
        throw new Violation(
            "I7: x0=%d passes a result that was not published (position=%d, %s)"
                .formatted(next, answer.request().position(), this));
      }
    }
  }

  private void checkEnds(long next, List<ObjectNode> ends) {
    List<Expected.End> all = expected.ends(shard);
    for (ObjectNode end : ends) {
      Expected.End right = endsSeen < all.size() ? all.get(endsSeen) : null;
      if (right == null || right.position() >= next || !JsonValues.areEqual(end, right.content())) {
        throw new Violation("I6: END is %s, should be %s (%s)".formatted(end, right, this));
      }
      endsSeen++;
    }
    if (endsSeen < all.size() && all.get(endsSeen).position() < next) {
      throw new Violation("I6: END is missing: %s (%s)".formatted(all.get(endsSeen), this));
    }
  }

  /** Settings and catalogue are the folds of the log below x0. */
  private void checkFolds(ShardCheckpoint checkpoint) {
    long next = checkpoint.getX0();
    var settings = SettingsCodec.read(CheckpointCodec.settings(checkpoint));
    if (!settings.equals(Optional.of(expected.settingsAt(next)))) {
      throw new Violation("I1: the checkpoint has other settings than the log (" + this + ")");
    }
    Map<String, Expected.Table> tables = new TreeMap<>();
    checkpoint
        .getTables()
        .forEach(
            table ->
                tables.put(
                    table.getName(),
                    new Expected.Table(
                        TableFormat.of(table.getFormat()).orElseThrow(), table.getCreatedAt())));
    if (!tables.equals(expected.tablesBefore(next))) {
      throw new Violation(
          "I1: the checkpoint's catalogue is %s, should be %s (%s)"
              .formatted(tables, expected.tablesBefore(next), this));
    }
  }

  /** Returns how many there are, if they are what must come below that position. */
  private <T extends Expected.Positioned> int checkSame(
      String what, List<T> seen, List<T> all, int from, long next) {
    int end = from;
    while (end < all.size() && all.get(end).position() < next) {
      end++;
    }
    List<T> right = all.subList(from, end);
    if (!seen.equals(right)) {
      throw new Violation(
          "I5, I6: %s are %s, should be %s (%s)".formatted(what, seen, right, this));
    }
    return seen.size();
  }

  // ---- What the records say

  private Expected.TableRecord tableRecord(ProducerRecord<byte[], byte[]> record) {
    String table = record.topic().substring(topics.table("").length());
    long position = Long.parseLong(text(record.headers().lastHeader("twofold.position").value()));
    return new Expected.TableRecord(
        position,
        table,
        text(record.key()),
        record.value() == null
            ? null
            : TableRecords.read(expected.formatOf(table), record.value()));
  }

  private static Expected.Emitted emitted(OutboxEntry entry) {
    boolean isDeadLetter = entry.getTopic().equals(World.DEAD_LETTERS);
    String name = isDeadLetter ? "__connect.errors.offset" : "twofold.position";
    String position =
        entry.getHeaders().stream()
            .filter(header -> header.getName().equals(name))
            .map(header -> text(VoteCodec.bytes(header.getValue())))
            .findFirst()
            .orElseThrow(() -> new Violation("I6: a record in the outbox has no position"));
    return new Expected.Emitted(
        Long.parseLong(position),
        entry.getTopic(),
        entry.getKey() == null ? null : text(VoteCodec.bytes(entry.getKey())),
        ByteBuffer.wrap(VoteCodec.bytes(entry.getValue())));
  }

  private static ObjectNode read(byte[] json) {
    try {
      return (ObjectNode) Expected.JSON.readTree(json);
    } catch (IOException e) {
      throw new Violation("I6: an END record is not JSON", e);
    }
  }

  private static String text(byte @Nullable [] utf8) {
    return utf8 == null ? "" : new String(utf8, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "shard=" + shard + ", x0=" + x0 + ", v0=" + v0;
  }
}
