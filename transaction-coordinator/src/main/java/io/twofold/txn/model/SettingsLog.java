package io.twofold.txn.model;

import java.util.TreeMap;

/**
 * The settings of a store by position: a plain fold of the settings records in the log.
 * Single-threaded.
 */
public final class SettingsLog {
  private final TreeMap<Long, StoreSettings> from = new TreeMap<>();

  /**
   * Takes in a settings record. One that is not allowed has no effect.
   *
   * @throws IllegalStateException if it asks for rules that this code does not know
   */
  public void read(long position, StoreSettings next) {
    if (!at(position).allows(next)) {
      return;
    }
    if (next.machineVersion() > StoreSettings.MACHINE_VERSION) {
      throw new IllegalStateException(
          "the store needs machine version %d from position %d on, this is %d: install a newer one"
              .formatted(next.machineVersion(), position, StoreSettings.MACHINE_VERSION));
    }
    from.put(position + 1, next);
  }

  /** Takes in what a checkpoint says: these settings hold at its position. */
  public void know(long position, StoreSettings settings) {
    from.put(position, settings);
  }

  /**
   * The settings that hold for a request at that position.
   *
   * @throws IllegalStateException if nothing is known that far back
   */
  public StoreSettings at(long position) {
    var known = from.floorEntry(position);
    if (known == null) {
      throw new IllegalStateException("no settings known at position " + position);
    }
    return known.getValue();
  }
}
