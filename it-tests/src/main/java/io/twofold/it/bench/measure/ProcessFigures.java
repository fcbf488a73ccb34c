package io.twofold.it.bench.measure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twofold.it.kit.FixtureException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a JVM costs while something is measured: processor time as the operating system tells, and
 * the use of its heap that {@code jstat} sees, twice a second. Thread-safe.
 */
public final class ProcessFigures implements AutoCloseable {
  private static final String EVERY_MS = "500";
  private static final double KIB_A_MIB = 1024;

  /** Columns of {@code jstat -gc} that end so are uses of a part of the heap, in KiB. */
  private static final List<String> USES = List.of("S0U", "S1U", "EU", "OU");

  /** Those that change with collections only. */
  private static final List<String> KEPT = List.of("S0U", "S1U", "OU");

  private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(200);

  private final long pid;
  private final Thread reader = new Thread(this::watch, "jstat");
  private volatile double highestKib;
  private volatile double keptKib;
  private volatile Duration cpuAtBegin;
  private Process jstat;
  private boolean isClosed;

  /** Of the process with that number, which may be a JVM that has only just begun. */
  public ProcessFigures(long pid) {
    this.pid = pid;
    this.cpuAtBegin = cpu();
    this.jstat = jstat(pid);
    reader.setDaemon(true);
    reader.start();
  }

  private static Process jstat(long pid) {
    Path program = Path.of(System.getProperty("java.home"), "bin", "jstat");
    try {
      return new ProcessBuilder(program.toString(), "-gc", Long.toString(pid), EVERY_MS)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + program, e);
    }
  }

  /** Begins to count anew. */
  public void begin() {
    cpuAtBegin = cpu();
    highestKib = 0;
  }

  /** Since the beginning. */
  public double cpuSeconds() {
    return cpu().minus(cpuAtBegin).toNanos() / 1e9;
  }

  /** Since the beginning. */
  public double peakHeapMib() {
    return highestKib / KIB_A_MIB;
  }

  /** What the last collection left, of a collector with generations; zero before the first one. */
  public double keptHeapMib() {
    return keptKib / KIB_A_MIB;
  }

  private Duration cpu() {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow(() -> new FixtureException("process " + pid + " has ended"));
  }

  private void watch() {
    for (Process looking = begun(); looking != null; looking = begunAgain()) {
      read(looking);
    }
  }

  private synchronized @Nullable Process begun() {
    return isClosed ? null : jstat;
  }

  /** It ends at once if the JVM has only just begun. */
  private @Nullable Process begunAgain() {
    LockSupport.parkNanos(LOOK_AGAIN_NS);
    synchronized (this) {
      if (isClosed || ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
        return null;
      }
      jstat = jstat(pid);
      return jstat;
    }
  }

  private void read(Process looking) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(looking.getInputStream(), UTF_8))) {
      String head = lines.readLine();
      for (String line = lines.readLine(); head != null && line != null; line = lines.readLine()) {
        highestKib = Math.max(highestKib, usedKib(head, line));
        keptKib = keptKib(head, line);
      }
    } catch (IOException e) {
      // It was ended.
    }
  }

  /** What is used, by a line of {@code jstat -gc}. */
  static double usedKib(String head, String line) {
    return kib(USES, head, line);
  }

  /** What the last collection left, likewise. */
  static double keptKib(String head, String line) {
    return kib(KEPT, head, line);
  }

  private static double kib(List<String> uses, String head, String line) {
    List<String> names = columns(head);
    List<String> values = columns(line);
    double sum = 0;
    for (String use : uses) {
      int column = names.indexOf(use);
      sum += column < 0 || column >= values.size() ? 0 : Double.parseDouble(values.get(column));
    }
    return sum;
  }

  private static List<String> columns(String line) {
    return Arrays.asList(line.trim().split(" +", -1));
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    jstat.destroy();
  }
}
