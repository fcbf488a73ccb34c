package io.twofold.txn.codec;

import java.io.IOException;

/** A value is nested deeper than its reader was told to go. */
final class TooDeepException extends IOException {
  private static final long serialVersionUID = 1L;

  private TooDeepException() {
    super("nested too deep");
  }

  /** How many more levels there may be inside an array or object that has so many left. */
  static int within(int depthLeft) throws TooDeepException {
    if (depthLeft == 0) {
      throw new TooDeepException();
    }
    return depthLeft - 1;
  }
}
