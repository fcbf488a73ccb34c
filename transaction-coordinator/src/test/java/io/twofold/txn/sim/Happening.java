package io.twofold.txn.sim;

import io.twofold.txn.codec.SettingsCodec;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.runtime.LoopUnderTest;
import io.twofold.txn.runtime.TransientException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Makes events happen, by the weights of the plan. */
final class Happening {
  private static final int NESTED_MAX = 2;

  /** Most events until the thief of a shard has finished something. */
  private static final int OVERTAKING_MAX = 300;

  private final World world;
  private final Dice dice;
  private final Group group;
  private final Event[] events = Event.values();

  /** For each event the sum of its weight and those before it. */
  private final int[] weights = new int[events.length];

  private int depth;

  /** While something is under way that faults would only end early. */
  private boolean faultsPause;

  /** The keeper that does a step now. */
  private @Nullable Step keeping;

  /** A keeper and its task. */
  private record Step(int task, Keeper keeper) {
    @Override
    public String toString() {
      return "task " + task + " " + keeper;
    }
  }

  Happening(World world) {
    this.world = world;
    this.dice = world.dice;
    this.group = world.group;
    int sum = 0;
    int number = 0;
    for (Event event : events) {
      sum += world.plan.weights().getOrDefault(event, 0);
      weights[number++] = sum;
    }
    world.whileRestoring(this::meanwhile);
  }

  /** The next event; one that cannot happen now does not. */
  void next() {
    world.tick();
    int at = dice.below(weights[weights.length - 1]);
    int number = 0;
    while (weights[number] <= at) {
      number++;
    }
    if (!faultsPause || events[number].kind == Event.Kind.LIFE) {
      run(events[number]);
    }
  }

  /** While one restores, the others go on; often the whole task is at a standstill. */
  private void meanwhile() {
    if (depth == NESTED_MAX || world.plan.interruptions() == 0 || dice.happens(60)) {
      return;
    }
    int events = dice.below(world.plan.interruptions());
    world.tally.count("restores interrupted");
    depth++;
    world.trace.enter();
    if (keeping != null && world.plan.has(Event.STEAL) && dice.happens(50)) {
      events = overtake(keeping, events);
    }
    for (; events > 0; events--) {
      next();
    }
    world.trace.leave();
    depth--;
  }

  /**
   * Another owner comes at the worst of times, and this one is the last to know.
   *
   * @return how many events may still come in between
   */
  private int overtake(Step slow, int events) {
    int shard = slow.keeper().shard();
    group.stall(slow.task(), world.now() + Math.max(events, OVERTAKING_MAX));
    if (!steal(shard) || faultsPause || dice.happens(50)) {
      return events;
    }
    // It gets as far as to finish something, and then this one goes on as if nothing had been.
    faultsPause = true;
    long x0 = world.tablesJudge(shard).x0();
    for (int left = OVERTAKING_MAX; left > 0 && world.tablesJudge(shard).x0() == x0; left--) {
      next();
    }
    faultsPause = false;
    group.stall(slow.task(), world.now());
    return 0;
  }

  /** No more interruptions either. */
  void end() {
    world.whileRestoring(() -> {});
  }

  private void run(Event event) {
    world.trace.add(event.name());
    if (happens(event)) {
      world.tally.count(event.counted);
    }
  }

  private boolean happens(Event event) {
    return switch (event) {
      case SEND -> world.clients.send(world.now(), world.nowMs());
      case APPEND -> world.appendRequest();
      case TURN -> oneOf(group.awake(world.now()), this::turn);
      case DELIVER -> world.network.deliver();
      case ACKNOWLEDGE -> world.network.acknowledge();
      case KEEP -> oneOf(steps(), this::keep);
      case COMMIT -> ofAny(group.awake(world.now()), this::commit);
      case WRITE ->
          ofAny(
              group.awake(world.now()),
              number -> oneOf(group.task(number).writable(), group.task(number)::write));
      case ASSIGN -> oneOf(group.orphans(), this::assign);
      case RETRY -> ofAny(group.awake(world.now()), this::retry);
      case START -> oneOf(group.down(), group::start);
      case LEARN ->
          oneOf(
              group.unlawful(group.awake(world.now())),
              holding -> group.task(holding.task()).revoke(holding.shard()));
      case STRAY -> world.network.stray();
      case DECIDE ->
          oneOf(world.broker.undecided(), id -> world.broker.decide(id, dice.happens(50)));
      case GAP -> {
        world.requests().appendUnseen();
        world.tally.count(Situation.LOG_GAP);
        yield true;
      }
      case CRASH -> oneOf(group.up(), group::crash);
      case REVOKE -> oneOf(group.owned(), group::revoke);
      case STEAL -> ofAny(group.owned(), this::steal);
      case STALL -> oneOf(group.up(), number -> group.stall(number, world.now() + dice.below(150)));
      case FAIL_SEND -> world.network.fail();
      case TRIM -> trim();
      case COMPACT -> compact();
      case CHANGE_SETTINGS -> changeSettings();
    };
  }

  private <T> boolean ofAny(List<T> choices, Predicate<T> what) {
    return !choices.isEmpty() && what.test(dice.oneOf(choices));
  }

  private <T> boolean oneOf(List<T> choices, Consumer<T> what) {
    if (choices.isEmpty()) {
      return false;
    }
    T choice = dice.oneOf(choices);
    world.trace.add("  " + choice);
    what.accept(choice);
    return true;
  }

  // ---- Tasks

  /** One turn. What the engine would start again for is a crash here. */
  void turn(int number) {
    Task task = group.task(number);
    try {
      task.turn();
    } catch (Violation e) {
      throw e;
    } catch (TransientException e) {
      world.trace.add("  starts again: " + e.getMessage());
      world.tally.count("task starts again after a send that failed");
      group.crash(number);
    } catch (RuntimeException e) {
      if (!isLeftBehind(task, e)) {
        throw new Violation("a check of the engine failed in task " + number, e);
      }
      world.trace.add("  left behind");
      world.tally.count(Situation.OWNER_OLD_LEFT_BEHIND);
      group.crash(number);
    }
  }

  /**
   * Whether the task wants what was deleted from the log, but only for shards that are another's:
   * its checkpoints allowed to delete.
   */
  private boolean isLeftBehind(Task task, RuntimeException e) {
    if (!(e.getCause() instanceof OffsetOutOfRangeException gone)) {
      return false;
    }
    for (TopicPartition partition : gone.partitions()) {
      boolean isNeeded =
          partition.topic().equals(world.topics.votes())
              ? task.isRightfulOwner(partition.partition())
              : task.held().stream().anyMatch(shard -> needsRequests(task, shard));
      if (isNeeded) {
        return false;
      }
    }
    return true;
  }

  private boolean needsRequests(Task task, int shard) {
    LoopUnderTest.Shard active = task.active(shard);
    return active != null
        && task.isRightfulOwner(shard)
        && active.nextPosition() < world.requests().start();
  }

  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (int number : group.awake(world.now())) {
      for (Keeper keeper : group.task(number).keepersThatCanStep()) {
        steps.add(new Step(number, keeper));
      }
    }
    return steps;
  }

  private void keep(Step next) {
    Step before = keeping;
    keeping = next;
    String step = next.keeper().step();
    keeping = before;
    world.trace.add("  keeps: " + step);
    world.tally.count("keeper: " + step);
    world.witness.keeps(next.keeper(), step);
    if (step.equals("COMMIT TransientException")
        && group.isUp(next.task())
        && world.plan.has(Event.CRASH)
        && dice.happens(40)) {
      // It asked for the end of a transaction, and was gone before the answer came.
      world.trace.add("  and crashes");
      world.tally.count(Situation.CRASH_IN_COMMIT);
      group.crash(next.task());
    }
  }

  private boolean commit(int number) {
    Task task = group.task(number);
    return oneOf(task.committable(dice.happens(95)), task::commit);
  }

  // ---- Ownership

  private void assign(int shard) {
    oneOf(group.up(), task -> group.assign(shard, task));
  }

  private boolean steal(int shard) {
    List<Integer> others = new ArrayList<>(group.up());
    others.removeIf(task -> group.isOwner(task, shard));
    return oneOf(others, task -> group.assign(shard, task));
  }

  /** Who is not the owner should have learned of it by then, but may not have. */
  private boolean retry(int number) {
    Task task = group.task(number);
    List<Integer> waiting = new ArrayList<>(task.standingBy());
    waiting.removeIf(shard -> !group.isOwner(number, shard) && dice.happens(80));
    return oneOf(waiting, task::retry);
  }

  // ---- The log

  private boolean trim() {
    int shard = dice.below(world.plan.shards());
    boolean trims = trim(world.votes(shard), world.tablesJudge(shard).v0());
    long lowest = Long.MAX_VALUE;
    for (int each = 0; each < world.plan.shards(); each++) {
      lowest = Math.min(lowest, world.tablesJudge(each).x0());
    }
    return trim(world.requests(), lowest) || trims;
  }

  private boolean trim(PartitionLog log, long needed) {
    if (needed <= log.start()) {
      return false;
    }
    int most = (int) (needed - log.start());
    log.trim(log.start() + (dice.happens(50) ? most : 1 + dice.below(most)));
    world.tally.count(Situation.LOG_TRIMMED);
    return true;
  }

  private boolean compact() {
    List<TopicPartition> compacted = new ArrayList<>(world.broker.partitions());
    compacted.removeIf(
        partition ->
            !partition.topic().startsWith(world.topics.table(""))
                && !partition.topic().equals(world.topics.checkpoints()));
    return oneOf(
        compacted,
        partition -> {
          world.tally.count(Situation.LOG_COMPACTED);
          world.broker.log(partition).compact();
        });
  }

  private boolean changeSettings() {
    StoreSettings now = world.expected.settingsAt(Long.MAX_VALUE);
    StoreSettings next =
        now.with(
            Plan.dedupe(dice), dice.oneOf(List.of(List.of("events"), List.of(), List.of("other"))));
    int kind = dice.below(6);
    if (kind < 2) {
      byte[] forged =
          kind == 0
              ? SettingsCodec.write(withSecret(next, "guessed"))
              : "{}".getBytes(StandardCharsets.UTF_8);
      world.tally.count(Situation.SETTINGS_FORGED);
      world.appendSettingsRecord(forged);
      return true;
    }
    if (!next.dedupe().equals(now.dedupe())) {
      world.tally.count(Situation.DEDUPE_CHANGED);
    }
    if (!next.emitTopics().equals(now.emitTopics())) {
      world.tally.count(Situation.EMIT_TOPICS_CHANGED);
    }
    world.changeSettings(next);
    return true;
  }

  private static StoreSettings withSecret(StoreSettings settings, String secret) {
    return new StoreSettings(
        settings.machineVersion(),
        settings.shards(),
        settings.partitioner(),
        settings.dedupe(),
        settings.limits(),
        settings.emitTopics(),
        secret);
  }
}
