package io.twofold.connect.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.jspecify.annotations.Nullable;

/**
 * Where a task keeps the tables of its shards.
 *
 * @param stateStore what holds everything committed
 * @param stateDir where it is, if it is on disk; empty text otherwise
 * @param cacheBytesMax greatest weight of the values that a task keeps ready to use, bytes
 */
public record CacheOptions(StateStore stateStore, String stateDir, long cacheBytesMax) {
  public static final String STATE_STORE = "state.store";
  public static final String STATE_DIR = "state.dir";
  public static final String CACHE_MAX_BYTES = "cache.max.bytes";

  private static final String STORES = "memory or rocksdb";

  /** What holds everything committed. */
  public enum StateStore {
    MEMORY,
    ROCKSDB;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Optional<StateStore> of(@Nullable String label) {
      return Arrays.stream(values()).filter(store -> store.label().equals(label)).findFirst();
    }
  }

  static void define(ConfigDef definition) {
    Option.define(
        definition,
        "Cache",
        new Option(
            STATE_STORE,
            ConfigDef.Type.STRING,
            StateStore.MEMORY.label(),
            Validators.single(
                STORES, text -> StateStore.of(text).isPresent() ? null : "must be " + STORES),
            Importance.MEDIUM,
            "State store",
            "Where committed tables are kept for reading. memory: compact, but all of a task's"
                + " shards must fit the worker's heap, and are read from their topics when the task"
                + " starts. rocksdb: in state.dir, larger than memory, and read on from where it"
                + " was when the task starts; takes 128 MiB of memory off the heap for each task."),
        new Option(
            STATE_DIR,
            ConfigDef.Type.STRING,
            "",
            Validators.single("a directory that can be written", text -> null),
            Importance.MEDIUM,
            "State directory",
            "Directory for state.store=rocksdb, on a disk of the worker's own; made if it is not"
                + " there. A relative path starts at the worker's working directory. What is in it"
                + " can be deleted while no task runs: it is read from the topics again. Has no"
                + " effect with state.store=memory."),
        new Option(
            CACHE_MAX_BYTES,
            ConfigDef.Type.LONG,
            128L << 20,
            Validators.between(0, Long.MAX_VALUE, "bytes"),
            Importance.MEDIUM,
            "Cache size (bytes)",
            "Most bytes of values that a task keeps ready to use, above the state store; keys and"
                + " overhead are counted by estimate. 0 keeps none. More: fewer values are parsed"
                + " again; fewer: less heap."));
  }

  static CacheOptions of(AbstractConfig values) {
    return new CacheOptions(
        StateStore.of(values.getString(STATE_STORE)).orElseThrow(),
        values.getString(STATE_DIR),
        values.getLong(CACHE_MAX_BYTES));
  }

  /**
   * What is wrong with the state's directory, which matters only if the state is on disk. Looks at
   * this machine, which need not be the one where the tasks run: they look again.
   */
  static Map<String, String> problems(Map<String, String> properties) {
    String store = properties.getOrDefault(STATE_STORE, "").strip();
    if (!store.equals(StateStore.ROCKSDB.label())) {
      return Map.of();
    }
    String problem = objectionToDir(properties.getOrDefault(STATE_DIR, "").strip());
    return problem == null ? Map.of() : Map.of(STATE_DIR, problem);
  }

  private static @Nullable String objectionToDir(String dir) {
    if (dir.isEmpty()) {
      return "state.dir must be given with state.store=rocksdb: a directory on the worker's disk";
    }
    try {
      Path there = Path.of(dir).toAbsolutePath();
      while (there != null && !Files.exists(there)) {
        there = there.getParent();
      }
      if (there == null || !Files.isDirectory(there)) {
        return "state.dir cannot be made: %s is no directory".formatted(there);
      }
      return Files.isWritable(there)
          ? null
          : "state.dir cannot be written: the worker may not write to " + there;
    } catch (InvalidPathException e) {
      return "state.dir must be a path of the worker's file system";
    }
  }
}
