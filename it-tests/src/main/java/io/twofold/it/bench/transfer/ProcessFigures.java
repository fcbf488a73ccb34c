package io.twofold.it.bench.transfer;

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
import org.jspecify.annotations.Nullable;

/**
 * What a JVM costs while something is measured: processor time as the operating system tells, and
 * the highest use of its heap that {@code jstat} saw, twice a second.
 */
final class ProcessFigures implements AutoCloseable {
  private static final String EVERY_MS = "500";

  /** Columns of {@code jstat -gc} that end so are uses of a part of the heap, in KiB. */
  private static final List<String> USES = List.of("S0U", "S1U", "EU", "OU");

  private final long pid;
  private final Process jstat;
  private final Thread reader;
  private volatile double highestKib;
  private Duration cpuAtBegin;

  /** Of the process with that number. */
  ProcessFigures(long pid) {
    this.pid = pid;
    this.cpuAtBegin = cpu();
    Path program = Path.of(System.getProperty("java.home"), "bin", "jstat");
    try {
      this.jstat =
          new ProcessBuilder(program.toString(), "-gc", Long.toString(pid), EVERY_MS)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + program, e);
    }
    this.reader = new Thread(this::read, "jstat");
    reader.setDaemon(true);
    reader.start();
  }

  /** Begins to count anew. */
  void begin() {
    cpuAtBegin = cpu();
    highestKib = 0;
  }

  /** Since the beginning. */
  double cpuSeconds() {
    return cpu().minus(cpuAtBegin).toNanos() / 1e9;
  }

  /** Since the beginning. */
  double peakHeapMib() {
    return highestKib / 1024;
  }

  private Duration cpu() {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow(() -> new FixtureException("process " + pid + " has ended"));
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(jstat.getInputStream(), UTF_8))) {
      String head = lines.readLine();
      for (String line = lines.readLine(); head != null && line != null; line = lines.readLine()) {
        highestKib = Math.max(highestKib, usedKib(head, line));
      }
    } catch (IOException e) {
      // It was ended.
    }
  }

  /** What is used, by a line of {@code jstat -gc}. */
  static double usedKib(@Nullable String head, String line) {
    List<String> names = columns(head == null ? "" : head);
    List<String> values = columns(line);
    double sum = 0;
    for (String use : USES) {
      int column = names.indexOf(use);
      sum += column < 0 || column >= values.size() ? 0 : Double.parseDouble(values.get(column));
    }
    return sum;
  }

  private static List<String> columns(String line) {
    return Arrays.asList(line.trim().split(" +", -1));
  }

  @Override
  public void close() {
    jstat.destroy();
  }
}
