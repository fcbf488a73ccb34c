package io.twofold.txn.codec;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One instance of what each of a few short texts means, which all transactions share: there is less
 * garbage then, and equal ones are compared more quickly. Clients choose the texts, so only the
 * first thousand short ones are kept. Thread-safe.
 */
final class Interned<T> {
  private static final int TEXTS_MAX = 1_000;
  private static final int TEXT_CHARS_MAX = 100;

  private final Map<String, T> instances = new ConcurrentHashMap<>();

  /** What the text means, if that is known. */
  @Nullable T find(String text) {
    return instances.get(text);
  }

  /** The one instance, which is this one if there was none. */
  T share(String text, T meaning) {
    if (text.length() > TEXT_CHARS_MAX || instances.size() >= TEXTS_MAX) {
      return meaning;
    }
    T known = instances.putIfAbsent(text, meaning);
    return known == null ? meaning : known;
  }
}
