package io.twofold.it.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What brokers, worker and client cost. Brokers count as one: the sum of theirs. */
public final class ProcessCosts implements AutoCloseable {
  private final Map<String, List<ProcessFigures>> processes = new LinkedHashMap<>();
  private final Comparison cpu;
  private final Comparison heap = new Comparison("highest use of the heap", "MiB");

  /**
   * Of this process and others.
   *
   * @param unit of what is done, such as "a transfer"
   */
  public ProcessCosts(String unit, List<Long> brokers, long worker) {
    cpu = new Comparison("processor time for " + unit, "µs");
    add(brokers.size() == 1 ? "broker" : brokers.size() + " brokers", brokers);
    add("worker", List.of(worker));
    add("client", List.of(ProcessHandle.current().pid()));
  }

  private void add(String name, List<Long> pids) {
    List<ProcessFigures> figures = new ArrayList<>();
    // Known before all have started, so that those are ended if one does not.
    processes.put(name, figures);
    try {
      pids.forEach(pid -> figures.add(new ProcessFigures(pid)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Begins to count anew. */
  public void begin() {
    processes.values().forEach(all -> all.forEach(ProcessFigures::begin));
  }

  /** Adds what so much has cost since the beginning. */
  public void add(long done) {
    processes.forEach(
        (name, all) -> {
          cpu.add(name, sum(all, ProcessFigures::cpuSeconds) * 1e6 / done);
          heap.add(name, sum(all, ProcessFigures::peakHeapMib));
        });
  }

  private static double sum(List<ProcessFigures> all, ToDoubleFunction<ProcessFigures> figure) {
    return all.stream().mapToDouble(figure).sum();
  }

  /** All that was added. */
  public List<Comparison> comparisons() {
    return List.of(cpu, heap);
  }

  @Override
  public void close() {
    processes.values().forEach(all -> all.forEach(ProcessFigures::close));
  }
}
