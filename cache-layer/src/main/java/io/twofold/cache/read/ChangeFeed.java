package io.twofold.cache.read;

import io.twofold.cache.store.TieredState;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of changes. The tables of a shard are read at their own pace, so changes wait
 * until the shard has reached a position above theirs: then all below are there, and can be told in
 * order. Listeners come and go on any thread, the rest is the follower's.
 */
final class ChangeFeed implements Watcher {
  /** So many of a shard are not kept waiting any longer. */
  static final int WAITING_MAX = 10_000;

  private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);

  private final List<TableListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<Integer, List<TableChange>> waiting = new HashMap<>();
  private final Runnable onReached;

  /** A feed without listeners. */
  ChangeFeed(Runnable onReached) {
    this.onReached = onReached;
  }

  /**
   * Adds a listener; writes that are under way may not be told to it.
   *
   * @return removes it
   */
  Runnable add(TableListener listener) {
    // One that is added twice is told twice, and removed once each.
    TableListener once =
        new TableListener() {
          @Override
          public void changed(TableChange change) {
            listener.changed(change);
          }

          @Override
          public void startsOver(int partition) {
            listener.startsOver(partition);
          }
        };
    listeners.add(once);
    return () -> listeners.remove(once);
  }

  @Override
  public void writing(int shard, TieredState state, List<TableWrite> writes) {
    if (listeners.isEmpty() || writes.isEmpty()) {
      return;
    }
    List<TableChange> changes = waiting.computeIfAbsent(shard, number -> new ArrayList<>());
    Map<Key, TableWrite> written = new HashMap<>();
    for (TableWrite write : writes) {
      TableWrite earlier = written.put(write.key(), write);
      VersionedValue before = earlier == null ? state.get(write.key()) : earlier.value();
      changes.add(
          new TableChange(
              shard,
              write.key().table(),
              write.key().name(),
              before,
              write.value(),
              write.position()));
    }
  }

  @Override
  public void reached(int shard, long position) {
    tell(shard, position);
    onReached.run();
  }

  @Override
  public void written(int shard) {
    List<TableChange> changes = waiting.get(shard);
    if (changes != null && changes.size() > WAITING_MAX) {
      tell(shard, Long.MAX_VALUE);
    }
  }

  private void tell(int shard, long below) {
    List<TableChange> changes = waiting.remove(shard);
    if (changes == null) {
      return;
    }
    changes.sort(Comparator.comparingLong(TableChange::position));
    List<TableChange> later = new ArrayList<>();
    for (TableChange change : changes) {
      if (change.position() < below) {
        each(listener -> listener.changed(change));
      } else {
        later.add(change);
      }
    }
    if (!later.isEmpty()) {
      waiting.put(shard, later);
    }
  }

  @Override
  public void startsOver(int shard) {
    waiting.remove(shard);
    each(listener -> listener.startsOver(shard));
    onReached.run();
  }

  private void each(Consumer<TableListener> call) {
    for (TableListener listener : listeners) {
      try {
        call.accept(listener);
      } catch (RuntimeException | LinkageError | AssertionError e) {
        // Whatever mistake it is, it is the listener's: the tables go on.
        log.error("a listener of changes threw (listener={})", listener.getClass().getName(), e);
      }
    }
  }
}
