package io.twofold.txn.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The group of tasks: who is up, and whose each shard is, whatever the tasks believe. */
final class Group {
  private static final int NOBODY = -1;

  /** A place for one life of a task after another. */
  private static final class Seat {
    private @Nullable Task task;
    private long stalledUntil;
  }

  /** A task together with one of the shards that it holds. */
  record Holding(int task, int shard) {}

  private final List<Seat> seats = new ArrayList<>();
  private final int[] owners;
  private final Supplier<Task> births;

  Group(int shards, int tasks, Supplier<Task> births) {
    this.births = births;
    this.owners = IntStream.range(0, shards).map(shard -> NOBODY).toArray();
    for (int task = 0; task < tasks; task++) {
      seats.add(new Seat());
    }
  }

  // ---- Tasks

  /** Starts a task that is down; what the group still has for it, it gets. */
  void start(int number) {
    Task task = births.get();
    seats.get(number).task = task;
    shards(shard -> owners[shard] == number).forEach(task::assign);
  }

  void crash(int number) {
    task(number).crash();
    seats.get(number).task = null;
  }

  void stall(int number, long until) {
    seats.get(number).stalledUntil = until;
  }

  Task task(int number) {
    Task task = seats.get(number).task;
    if (task == null) {
      throw new IllegalStateException("task is down: " + number);
    }
    return task;
  }

  boolean isUp(int number) {
    return seats.get(number).task != null;
  }

  List<Integer> up() {
    return tasks(seat -> seat.task != null);
  }

  List<Integer> down() {
    return tasks(seat -> seat.task == null);
  }

  /** Tasks that are up and not stalled. */
  List<Integer> awake(long now) {
    return tasks(seat -> seat.task != null && seat.stalledUntil <= now);
  }

  private List<Integer> tasks(Predicate<Seat> which) {
    return numbers(seats.size(), number -> which.test(seats.get(number)));
  }

  // ---- Shards

  /** Gives the shard to the task; an owner before is not told. */
  void assign(int shard, int number) {
    owners[shard] = number;
    Task task = task(number);
    if (task.holds(shard)) {
      // It has been away, or it would be the owner still.
      task.revoke(shard);
    }
    task.assign(shard);
  }

  /** Asks the owner to give the shard up. */
  void revoke(int shard) {
    task(owners[shard]).revoke(shard);
    owners[shard] = NOBODY;
  }

  boolean isOwner(int number, int shard) {
    return owners[shard] == number;
  }

  /** Shards that a running task has. */
  List<Integer> owned() {
    return shards(this::isOwned);
  }

  /** Shards that no running task has. */
  List<Integer> orphans() {
    return shards(shard -> !isOwned(shard));
  }

  private boolean isOwned(int shard) {
    return owners[shard] != NOBODY && seats.get(owners[shard]).task != null;
  }

  /** Shards that tasks hold though they are not theirs. */
  List<Holding> unlawful(List<Integer> tasks) {
    List<Holding> found = new ArrayList<>();
    for (int number : tasks) {
      for (int shard : task(number).held()) {
        if (!isOwner(number, shard)) {
          found.add(new Holding(number, shard));
        }
      }
    }
    return found;
  }

  private List<Integer> shards(IntPredicate which) {
    return numbers(owners.length, which);
  }

  private static List<Integer> numbers(int below, IntPredicate which) {
    List<Integer> numbers = new ArrayList<>();
    for (int number = 0; number < below; number++) {
      if (which.test(number)) {
        numbers.add(number);
      }
    }
    return numbers;
  }
}
