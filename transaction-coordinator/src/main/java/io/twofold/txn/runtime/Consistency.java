package io.twofold.txn.runtime;

/**
 * What a read wants to be sure of.
 *
 * @param level the promise
 * @param position of a transaction that {@link Level#AT_LEAST} is to show; otherwise -1
 */
public record Consistency(Level level, long position) {

  /** The promises, the weakest first. */
  public enum Level {
    /** What there is. */
    LOCAL,
    /** Every transaction up to a position. */
    AT_LEAST,
    /**
     * Every transaction that stands in the request log when the read comes, by the word of the
     * log's leader: a leader that was deposed and does not know it answers too.
     */
    LATEST,
    /**
     * Every transaction whose result anybody may have seen when the read comes: a marker was
     * appended to the request log and read back.
     */
    LINEARIZABLE
  }

  /** What there is. */
  public static final Consistency LOCAL = new Consistency(Level.LOCAL, -1);

  /** As the log's leader says. */
  public static final Consistency LATEST = new Consistency(Level.LATEST, -1);

  /** Never stale. */
  public static final Consistency LINEARIZABLE = new Consistency(Level.LINEARIZABLE, -1);

  /** Shows the transaction at that position, and those before it. */
  public static Consistency atLeast(long position) {
    return new Consistency(Level.AT_LEAST, position);
  }
}
