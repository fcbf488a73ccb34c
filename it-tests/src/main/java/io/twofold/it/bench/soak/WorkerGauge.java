package io.twofold.it.bench.soak;

import io.twofold.it.bench.measure.ProcessFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Memory and threads of a worker, whose process changes. For one thread. */
final class WorkerGauge implements AutoCloseable {
  private static final String THREADS = "Threads:";

  private long pid;
  private ProcessFigures figures;
  private double peakHeapMib;

  /**
   * What a worker has.
   *
   * @param peakHeapMib the highest use of the heap since the last look
   * @param keptHeapMib what the last collection left; zero before the first one of a process
   * @param threads that live, as the operating system counts them; empty where it does not tell
   */
  record Look(double peakHeapMib, double keptHeapMib, OptionalInt threads) {}

  /** Of the process with that number. */
  WorkerGauge(long pid) {
    this.pid = pid;
    this.figures = new ProcessFigures(pid);
  }

  /** The worker has another process. */
  void changed(long newPid) {
    peakHeapMib = Math.max(peakHeapMib, figures.peakHeapMib());
    figures.close();
    pid = newPid;
    figures = new ProcessFigures(newPid);
  }

  Look take() {
    Look look =
        new Look(Math.max(peakHeapMib, figures.peakHeapMib()), figures.keptHeapMib(), threads(pid));
    peakHeapMib = 0;
    figures.begin();
    return look;
  }

  private static OptionalInt threads(long pid) {
    try {
      return threads(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
    } catch (IOException e) {
      // Not on this operating system, or the process has just ended.
      return OptionalInt.empty();
    }
  }

  /** By what Linux says of a process. */
  static OptionalInt threads(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith(THREADS))
        .mapToInt(line -> Integer.parseInt(line.substring(THREADS.length()).trim()))
        .findFirst();
  }

  @Override
  public void close() {
    figures.close();
  }
}
