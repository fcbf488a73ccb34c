package io.twofold.txn.runtime;

/** Another owner has taken the shard: stand by. */
public final class FencedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what the port has seen. */
  public FencedException(Throwable cause) {
    super("shard was fenced by another owner", cause);
  }
}
