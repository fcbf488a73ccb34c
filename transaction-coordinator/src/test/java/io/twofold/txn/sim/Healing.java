package io.twofold.txn.sim;

import com.fasterxml.jackson.databind.JsonNode;
import io.twofold.txn.check.HistoryChecker;
import io.twofold.txn.check.TableValue;
import io.twofold.txn.codec.JsonValues;
import io.twofold.txn.codec.TableRecords;
import io.twofold.txn.model.Value;
import io.twofold.txn.runtime.LoopUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** The end of a simulation: the faults stop, every shard gets one owner, everything must finish. */
final class Healing {
  /** Rounds without any progress after which something is stuck. */
  private static final int PATIENCE = 30;

  /** If nothing moves, every so many rounds a commit is a sign of life, work or not. */
  private static final int SIGN_OF_LIFE = 5;

  private final World world;
  private final Happening happening;
  private final Group group;

  Healing(World world, Happening happening) {
    this.world = world;
    this.happening = happening;
    this.group = world.group;
  }

  void run() {
    world.trace.add("HEAL");
    happening.end();
    world.calm();
    group.up().forEach(task -> group.stall(task, 0));
    for (String id : world.broker.undecided()) {
      world.broker.decide(id, world.dice.happens(50));
    }
    while (world.network.stray()) {
      world.tick();
    }
    while (world.appendRequest()) {
      world.tick();
    }
    List<Long> before = List.of();
    int idle = 0;
    while (!isDone()) {
      round(idle % SIGN_OF_LIFE == 1);
      List<Long> after = progress();
      idle = after.equals(before) ? idle + 1 : 0;
      before = after;
      if (idle > PATIENCE) {
        throw new Violation("I3: stuck: " + standing());
      }
    }
    checkHistory();
  }

  private void round(boolean isSignOfLife) {
    world.tick();
    group.down().forEach(group::start);
    group.orphans().forEach(shard -> group.assign(shard, world.dice.oneOf(group.up())));
    group.unlawful(group.up()).forEach(each -> group.task(each.task()).revoke(each.shard()));
    group.up().forEach(happening::turn);
    while (world.network.deliver()) {
      world.tick();
    }
    while (world.network.acknowledge()) {
      world.tick();
    }
    for (int number : group.up()) {
      Task task = group.task(number);
      task.standingBy().forEach(task::retry);
      task.committable(!isSignOfLife).forEach(task::commit);
      for (Keeper keeper : task.keepersThatCanStep()) {
        world.trace.add("  " + number + " keeps: " + keeper.shard() + " " + keeper.step());
      }
    }
  }

  // ---- Whether all is done

  private boolean isDone() {
    for (int shard = 0; shard < world.plan.shards(); shard++) {
      TablesJudge judge = world.tablesJudge(shard);
      if (judge.x0() != world.requests().end() || judge.v0() != world.votes(shard).end()) {
        return false;
      }
    }
    return true;
  }

  /** Numbers of which one changes as long as something is on its way. */
  private List<Long> progress() {
    List<Long> numbers = new ArrayList<>();
    for (int shard = 0; shard < world.plan.shards(); shard++) {
      numbers.add(world.tablesJudge(shard).x0());
      numbers.add(world.tablesJudge(shard).v0());
      numbers.add(world.votes(shard).end());
      for (int number : group.up()) {
        LoopUnderTest.Shard active = group.task(number).active(shard);
        numbers.add(active == null ? -1 : active.nextPosition());
        numbers.add(active == null ? -1L : active.openParts());
      }
    }
    return numbers;
  }

  private String standing() {
    StringBuilder text = new StringBuilder("requests end at " + world.requests().end());
    for (int shard = 0; shard < world.plan.shards(); shard++) {
      text.append("; ").append(world.tablesJudge(shard));
      text.append(", votes end at ").append(world.votes(shard).end());
      for (int number : group.up()) {
        LoopUnderTest.Shard active = group.task(number).active(shard);
        if (active != null) {
          text.append(
              ", task %d at %d with %d open parts%s"
                  .formatted(
                      number,
                      active.nextPosition(),
                      active.openParts(),
                      active.isFull() ? ", full" : ""));
        }
      }
    }
    return text.toString();
  }

  // ---- The whole history

  private void checkHistory() {
    for (Expected.Answer answer : world.expected.answers(0, Long.MAX_VALUE)) {
      if (!world.isAnswered(answer)) {
        throw new Violation("I3: never answered: " + answer.result());
      }
    }
    List<String> wrong =
        HistoryChecker.check(world.expected.modelSettings(), world.clients.history(), tables());
    if (!wrong.isEmpty()) {
      throw new Violation("the history is wrong: " + wrong);
    }
  }

  /** What a reader of committed records finds in the tables' topics. */
  private Map<String, Map<String, TableValue>> tables() {
    Map<String, Map<String, TableValue>> tables = new TreeMap<>();
    String prefix = world.topics.table("");
    for (TopicPartition partition : world.broker.partitions()) {
      if (partition.topic().startsWith(prefix)) {
        String table = partition.topic().substring(prefix.length());
        Map<String, TableValue> rows = tables.computeIfAbsent(table, unused -> new TreeMap<>());
        for (ConsumerRecord<byte[], byte[]> record :
            world.broker.log(partition).read(0, Integer.MAX_VALUE)) {
          put(table, record, rows);
        }
      }
    }
    return tables;
  }

  private void put(
      String table, ConsumerRecord<byte[], byte[]> record, Map<String, TableValue> rows) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      rows.remove(key);
      return;
    }
    Header position = record.headers().lastHeader("twofold.position");
    rows.put(
        key,
        new TableValue(
            json(TableRecords.read(world.expected.formatOf(table), record.value())),
            Long.parseLong(new String(position.value(), StandardCharsets.UTF_8))));
  }

  private static JsonNode json(Value value) {
    try {
      return Expected.JSON.readTree(JsonValues.write(value));
    } catch (IOException e) {
      throw new Violation("a table's value is not JSON", e);
    }
  }
}
