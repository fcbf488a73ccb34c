package io.twofold.connect.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a result says in the end.
 *
 * @param reason empty if it was committed
 */
record Verdict(boolean isCommitted, String reason) {
  private static final Logger log = LoggerFactory.getLogger(Verdict.class);
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Reads the two fields of a result in JSON. */
  static Verdict of(byte[] result) {
    String status = "";
    String reason = "";
    try (JsonParser parser = FACTORY.createParser(result)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("status")) {
          status = parser.getText();
        } else if (name.equals("reason")) {
          reason = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      log.error("result cannot be read", e);
    }
    return new Verdict(status.equals("COMMITTED"), reason);
  }
}
