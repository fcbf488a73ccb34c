package io.twofold.txn.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twofold.txn.check.ModelSettings;
import io.twofold.txn.codec.SettingsCodec;
import io.twofold.txn.codec.VoteCodec;
import io.twofold.txn.kafka.PortsOnClients;
import io.twofold.txn.kafka.Topics;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.Vote;
import io.twofold.txn.runtime.EngineConfig.DeadLetters;
import io.twofold.txn.runtime.HashedKeys;
import io.twofold.txn.runtime.LogReader;
import io.twofold.txn.runtime.LoopUnderTest;
import io.twofold.txn.runtime.RecordSender;
import io.twofold.txn.runtime.Router;
import io.twofold.txn.runtime.ShardStorage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Everything that there is in one simulation, wired together; what happens to it are events. */
final class World implements Broker.Listener {
  /** Where copies go of what is no request. */
  static final String DEAD_LETTERS = "dead-letters";

  private static final String STORE = "sim";
  private static final List<SimTransactions.Fate> FATES = List.of(SimTransactions.Fate.values());

  final Plan plan;
  final Dice dice;
  final Trace trace;
  final Tally tally = new Tally();
  final Topics topics;
  final Broker broker = new Broker(this);
  final Witness witness = new Witness(this);
  final Network network;
  final Expected expected;
  final Clients clients;
  final Group group;

  private final Router router;
  private final Admin admin;
  private final VotesJudge votesJudge;
  private final ResultsJudge resultsJudge;
  private final List<TablesJudge> tablesJudges = new ArrayList<>();

  /** What may happen while a shard is being restored. */
  private Runnable interruption = () -> {};

  private boolean isCalm;
  private long now;
  private long nowMs = 1_000_000;

  World(Plan plan, Trace trace) {
    this.plan = plan;
    this.trace = trace;
    this.topics = new Topics(STORE, plan.shards());
    this.dice = new Dice(plan.seed());
    this.network = new Network(broker, dice, witness);
    this.clients = new Clients(plan);
    this.router = HashedKeys.router(plan.shards());
    this.admin = new SimAdmin(broker, topics).client();
    this.expected = new Expected(plan.settings(), router);
    this.votesJudge = new VotesJudge(expected, plan.shards());
    this.resultsJudge = new ResultsJudge(expected, this::received);
    for (int shard = 0; shard < plan.shards(); shard++) {
      tablesJudges.add(new TablesJudge(shard, topics, expected, votesJudge, resultsJudge));
    }
    this.group = new Group(plan.shards(), plan.tasks(), this::newTask);
    appendFirst();
  }

  /** The store as preparing it leaves it: settings and tables stand in the log. */
  private void appendFirst() {
    appendSettingsRecord(SettingsCodec.write(plan.settings()));
    ModelSettings.ofConformanceStore(plan.shards())
        .tables()
        .forEach(
            (name, format) -> {
              byte[] request =
                  "{\"ops\":[{\"op\":\"create_table\",\"table\":\"%s\",\"format\":\"%s\"}]}"
                      .formatted(name, format.spelled())
                      .getBytes(StandardCharsets.UTF_8);
              clients.appended(requests().end(), nowMs, request, Long.MIN_VALUE);
              expected.request(requests().end(), nowMs, request);
              requests().append(nowMs, null, request, new RecordHeaders());
            });
  }

  // ---- Time

  /** The number of the event that happens now. */
  long now() {
    return now;
  }

  long nowMs() {
    return nowMs;
  }

  void tick() {
    now++;
  }

  /** From now on nothing fails and everything that is there is read at once. */
  void calm() {
    isCalm = true;
  }

  void whileRestoring(Runnable what) {
    interruption = what;
  }

  // ---- The request log

  PartitionLog requests() {
    return broker.log(new TopicPartition(topics.requests(), 0));
  }

  PartitionLog votes(int shard) {
    return broker.log(new TopicPartition(topics.votes(), shard));
  }

  boolean appendRequest() {
    if (!clients.hasUnderway()) {
      return false;
    }
    nowMs += dice.below(5);
    // The clocks of two leaders need not agree.
    long timestampMs = dice.happens(10) ? nowMs - dice.below(8) : nowMs;
    long position = requests().end();
    byte[] request = clients.append(position, timestampMs);
    Expected.Answer answer = expected.request(position, timestampMs, request);
    tally.count(answer.kind());
    witness.appended(answer);
    requests().append(timestampMs, null, request, new RecordHeaders());
    trace.add("  position " + position + " " + Arrays.hashCode(request));
    return true;
  }

  /** Settings that hold from the next position on. */
  void changeSettings(StoreSettings next) {
    expected.settings(requests().end(), next);
    appendSettingsRecord(SettingsCodec.write(next));
  }

  /** A record that says of itself that it is one of settings. */
  void appendSettingsRecord(byte[] value) {
    Headers headers = new RecordHeaders();
    headers.add(
        SettingsCodec.KIND_HEADER, SettingsCodec.KIND_SETTINGS.getBytes(StandardCharsets.UTF_8));
    trace.add("  position " + requests().end() + " settings " + Arrays.hashCode(value));
    requests().append(nowMs, null, value, headers);
  }

  // ---- What the broker tells

  @Override
  public void appended(ConsumerRecord<byte[], byte[]> record) {
    trace.add(
        "  "
            + record.topic()
            + "-"
            + record.partition()
            + "@"
            + record.offset()
            + " "
            + Arrays.hashCode(record.value()));
    if (record.topic().equals(topics.votes())) {
      List<Vote> votes = VoteCodec.read(record.value());
      votesJudge.appended(record.partition(), record.offset(), votes);
      witness.appended(record.partition(), record.offset(), votes);
    } else {
      resultsJudge.appended(record.value());
    }
  }

  @Override
  public void committed(String transactionalId, List<ProducerRecord<byte[], byte[]>> records) {
    TablesJudge judge = tablesJudges.get(Integer.parseInt(transactionalId));
    judge.committed(records);
    trace.add("  commits " + judge + ", records=" + records.size());
  }

  private void received(ObjectNode result) {
    if (result.has("duplicate")) {
      tally.count(Situation.REPEAT_ANSWERED);
    } else {
      witness.published(expected.answer(result.path("position").asLong()));
    }
    clients.receive(result, now);
  }

  VotesJudge votesJudge() {
    return votesJudge;
  }

  TablesJudge tablesJudge(int shard) {
    return tablesJudges.get(shard);
  }

  boolean isAnswered(Expected.Answer answer) {
    return resultsJudge.hasSeen(answer);
  }

  // ---- Tasks

  private Task newTask() {
    SimConsumer consumer =
        new SimConsumer(
            broker,
            new SimConsumer.Fetching() {
              @Override
              public void await() {}

              @Override
              public int recordsMax(TopicPartition partition) {
                return isCalm ? Integer.MAX_VALUE : dice.below(plan.fetchMax() + 1);
              }

              @Override
              public void goesBack(TopicPartition partition) {
                if (partition.topic().equals(topics.votes())) {
                  tally.count(Situation.VOTES_PASSED_OVER);
                }
              }
            });
    LogReader reader = PortsOnClients.reader(consumer, topics);
    SimSender producer = new SimSender(network, plan.shards());
    RecordSender sender = PortsOnClients.sender(producer, topics);
    Task task =
        new Task(
            new LoopUnderTest(router, reader, sender, plan.inFlightMax()),
            reader,
            sender,
            this::newKeeper,
            new RestoresJudge(expected),
            witness);
    witness.born(producer, task, consumer);
    return task;
  }

  private Keeper newKeeper(int shard, Keeper.Listener listener) {
    SimTransactions transactions =
        new SimTransactions(broker, Integer.toString(shard), this::fate, () -> dice.happens(50));
    SimConsumer restoring =
        new SimConsumer(
            broker,
            new SimConsumer.Fetching() {
              @Override
              public void await() {
                interruption.run();
              }

              @Override
              public int recordsMax(TopicPartition partition) {
                return isCalm || dice.happens(50) ? Integer.MAX_VALUE : dice.between(1, 4);
              }
            });
    ShardStorage storage =
        PortsOnClients.storage(
            shard,
            topics,
            plan.settings(),
            new DeadLetters(DEAD_LETTERS, "simulation"),
            transactions,
            restoring,
            admin);
    return new Keeper(shard, storage, transactions, listener);
  }

  private SimTransactions.Fate fate() {
    if (isCalm || !dice.happens(plan.unsureCommits())) {
      return SimTransactions.Fate.COMMITTED;
    }
    SimTransactions.Fate fate = dice.oneOf(FATES);
    witness.commits(fate);
    return fate;
  }
}
