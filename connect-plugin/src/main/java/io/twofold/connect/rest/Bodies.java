package io.twofold.connect.rest;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Bodies of requests, within bounds. */
final class Bodies {
  private Bodies() {}

  static byte[] read(@Nullable InputStream body, int bytesMax) throws Refusal {
    byte[] bytes;
    try {
      bytes = body == null ? new byte[0] : body.readNBytes(bytesMax + 1);
    } catch (IOException e) {
      throw new Refusal(Reply.badRequest("the body could not be read"));
    }
    if (bytes.length > bytesMax) {
      throw new Refusal(Reply.tooLarge("the body is larger than " + bytesMax + " bytes"));
    }
    return bytes;
  }
}
