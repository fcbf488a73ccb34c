package io.twofold.it.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random transactions over a few keys at a time. A key that was written often enough makes room for
 * a new one, so that lists stay short. Thread-safe.
 */
public final class HistoryWorkload {
  private static final int ACTIVE_KEYS = 10;
  private static final int WRITES_OF_A_KEY_MAX = 64;
  private static final int OPS_MAX = 5;

  /** One in so many has a condition that mostly fails. */
  private static final int CONDITIONAL_ONE_IN = 10;

  /** What is written and what reads tell. */
  public enum Shape {
    /** Reads tell the whole list of what was appended. */
    LIST_APPEND(MicroOp.Kind.APPEND),
    /** Reads tell the last write. */
    READ_WRITE_REGISTER(MicroOp.Kind.WRITE);

    private final MicroOp.Kind write;

    Shape(MicroOp.Kind write) {
      this.write = write;
    }

    /** What a read of a key without a value stands for. */
    private JsonNode absent() {
      return this == LIST_APPEND
          ? JsonNodeFactory.instance.arrayNode()
          : JsonNodeFactory.instance.nullNode();
    }
  }

  private final Shape shape;
  private final String keyPrefix;
  private final Random random;
  private final List<String> active = new ArrayList<>();

  /** How often each key was written, all keys in the order in which they came. */
  private final Map<String, Integer> writes = new LinkedHashMap<>();

  /**
   * A workload.
   *
   * @param keyPrefix of keys that nobody else uses
   */
  public HistoryWorkload(Shape shape, String keyPrefix, long seed) {
    this.shape = shape;
    this.keyPrefix = keyPrefix;
    this.random = new Random(seed);
    for (int i = 0; i < ACTIVE_KEYS; i++) {
      active.add(newKey());
    }
  }

  /** The next transaction. */
  synchronized MicroTransaction next() {
    List<MicroOp> ops = new ArrayList<>();
    for (int left = 1 + random.nextInt(OPS_MAX); left > 0; left--) {
      int slot = random.nextInt(ACTIVE_KEYS);
      ops.add(random.nextBoolean() ? read(active.get(slot)) : write(slot));
    }
    boolean isConditional = random.nextInt(CONDITIONAL_ONE_IN) == 0;
    return new MicroTransaction(
        List.copyOf(ops),
        isConditional ? active.get(random.nextInt(ACTIVE_KEYS)) : null,
        shape.absent());
  }

  /** Reads of every key that there was, so many to a transaction at most. */
  synchronized List<MicroTransaction> finalReads(int opsMax) {
    List<String> keys = List.copyOf(writes.keySet());
    List<MicroTransaction> reads = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += opsMax) {
      List<String> some = keys.subList(from, Math.min(keys.size(), from + opsMax));
      reads.add(
          new MicroTransaction(
              some.stream().map(HistoryWorkload::read).toList(), null, shape.absent()));
    }
    return reads;
  }

  private static MicroOp read(String key) {
    return new MicroOp(MicroOp.Kind.READ, key, 0);
  }

  private MicroOp write(int slot) {
    String key = active.get(slot);
    int value = writes.merge(key, 1, Integer::sum);
    if (value == WRITES_OF_A_KEY_MAX) {
      active.set(slot, newKey());
    }
    return new MicroOp(shape.write, key, value);
  }

  private String newKey() {
    String key = keyPrefix + writes.size();
    writes.put(key, 0);
    return key;
  }
}
