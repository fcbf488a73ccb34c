package io.twofold.txn.codec;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One instance of what each of a few short texts means, which all transactions share: there is less
 * garbage then, and equal ones are compared more quickly. Clients choose the texts, so only the
 * first thousand short ones are kept. Thread-safe.
 */
final class Interned<T> {
  private static final int TEXTS_MAX = 1_000;
  private static final int TEXT_CHARS_MAX = 100;

  private final Function<String, T> meaning;
  private final Map<String, T> instances = new ConcurrentHashMap<>();

  /** Of texts that mean the same whenever they come. */
  Interned(Function<String, T> meaning) {
    this.meaning = meaning;
  }

  /** What the text means: the one instance, if it is kept. */
  T get(String text) {
    T known = instances.get(text);
    return known != null ? known : enter(text);
  }

  private T enter(String text) {
    T first = meaning.apply(text);
    if (text.length() > TEXT_CHARS_MAX || instances.size() >= TEXTS_MAX) {
      return first;
    }
    T known = instances.putIfAbsent(text, first);
    return known != null ? known : first;
  }
}
