package io.twofold.it.kit;

import org.jspecify.annotations.Nullable;

/**
 * A process or a cluster is not in the state that was asked for. The message is meant for people:
 * it says what was wanted, what was found, and where to look (usually the tail of a log file).
 */
public class FixtureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FixtureException(String message) {
    super(message);
  }

  public FixtureException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
