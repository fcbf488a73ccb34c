package io.twofold.txn.codec;

import java.io.IOException;

/** Text is not JSON of the accepted form; the message says how, without quoting it. */
public final class MalformedJsonException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedJsonException(String message) {
    super(message);
  }
}
