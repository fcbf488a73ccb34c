package io.twofold.txn.codec;

import java.io.IOException;

/** Bytes are not what their schema says; the message says how, without quoting them. */
final class MalformedAvroException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedAvroException(String message) {
    super(message);
  }
}
