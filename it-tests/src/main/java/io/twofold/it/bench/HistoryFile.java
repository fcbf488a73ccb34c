package io.twofold.it.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** A history as JSON lines, an entry a transaction, in the order of their ends. Thread-safe. */
final class HistoryFile implements AutoCloseable {

  /** What a client knows of a transaction. */
  enum Type {
    /** Committed. */
    OK,
    /** Surely aborted. */
    FAIL,
    /** Perhaps committed, now or later. */
    INFO
  }

  private final BufferedWriter file;
  private final long originNs = System.nanoTime();
  private final Map<Type, Long> counts = new EnumMap<>(Type.class);

  /** Replaces the file if there is one. */
  HistoryFile(Path path) {
    try {
      file = Files.newBufferedWriter(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path, e);
    }
  }

  /** Nanoseconds since the history began. */
  long nowNs() {
    return System.nanoTime() - originNs;
  }

  /** Adds a transaction that ends now. */
  synchronized void add(int process, Type type, long startNs, JsonNode value) {
    ObjectNode entry =
        JsonNodeFactory.instance
            .objectNode()
            .put("process", process)
            .put("type", type.name().toLowerCase(Locale.ROOT))
            .put("start", startNs)
            .put("end", nowNs());
    entry.set("value", value);
    try {
      file.write(entry.toString());
      file.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the history", e);
    }
    counts.merge(type, 1L, Long::sum);
  }

  /** How many transactions ended so. */
  synchronized long count(Type type) {
    return counts.getOrDefault(type, 0L);
  }

  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the history", e);
    }
  }
}
