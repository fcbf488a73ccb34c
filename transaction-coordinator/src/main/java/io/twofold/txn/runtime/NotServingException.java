package io.twofold.txn.runtime;

/** The shard cannot be read here at the moment; it may be in a moment, or elsewhere. */
public final class NotServingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A shard that is elsewhere, is recovering, or has just left. */
  public NotServingException(int shard) {
    super("shard is not served here (shard=" + shard + ")", null, false, false);
  }
}
