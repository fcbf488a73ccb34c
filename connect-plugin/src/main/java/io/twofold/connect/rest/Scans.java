package io.twofold.connect.rest;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Threads for scans, apart from all others, and a bound on how many scans there are: four run, 32
 * wait. Scans on behalf of other workers are counted apart from those of clients: a client's scan
 * waits for other workers' scans, so if they shared places two workers could wait for each other.
 */
final class Scans implements AutoCloseable {
  static final int RUNNING_MAX = 4;
  static final int WAITING_MAX = 32;

  private final ThreadPoolExecutor threads =
      Waiting.pool(RUNNING_MAX, Integer.MAX_VALUE, "twofold-scan-");
  private final Places ofClients = places();
  private final Places ofWorkers = places();

  private static Places places() {
    return new Places(RUNNING_MAX + WAITING_MAX, "TOO_MANY_SCANS", "scans");
  }

  /** Those for scans that come from a client, or from another worker. */
  Places places(boolean isForwarded) {
    return isForwarded ? ofWorkers : ofClients;
  }

  Executor threads() {
    return threads;
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
