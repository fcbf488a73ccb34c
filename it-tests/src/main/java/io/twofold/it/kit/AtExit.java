package io.twofold.it.kit;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be undone when this JVM ends, however it ends short of SIGKILL: processes stopped,
 * temporary directories removed. The youngest entry runs first, so a worker stops before the broker
 * it talks to. Thread-safe.
 */
public final class AtExit {
  private static final Deque<Entry> ENTRIES = new ArrayDeque<>();
  private static boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(AtExit::runAll, "at-exit"));
  }

  private AtExit() {}

  /** Something to undo; closing it means that it is done or no longer wanted. */
  public static final class Entry implements AutoCloseable {
    private final Runnable action;

    private Entry(Runnable action) {
      this.action = action;
    }

    /** Forgets the action without running it. */
    @Override
    public void close() {
      synchronized (ENTRIES) {
        ENTRIES.remove(this);
      }
    }
  }

  /** Adds an action to run when this JVM ends. It must take a bounded time. */
  public static Entry register(Runnable action) {
    synchronized (ENTRIES) {
      if (ending) {
        throw new FixtureException("this JVM is ending: nothing new can be started");
      }
      Entry entry = new Entry(action);
      ENTRIES.push(entry);
      return entry;
    }
  }

  /** True once this JVM ends: a process that stops now was most likely stopped by us. */
  public static boolean isEnding() {
    synchronized (ENTRIES) {
      return ending;
    }
  }

  private static void runAll() {
    while (true) {
      Entry entry;
      synchronized (ENTRIES) {
        ending = true;
        entry = ENTRIES.poll();
      }
      if (entry == null) {
        return;
      }
      try {
        entry.action.run();
      } catch (RuntimeException e) {
        System.err.println("clean-up at exit failed: " + e);
      }
    }
  }
}
