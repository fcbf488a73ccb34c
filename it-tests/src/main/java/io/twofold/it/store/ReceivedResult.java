package io.twofold.it.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A result as it was read from the results topic.
 *
 * @param id of the transaction
 * @param position of the transaction; of the first one if this is a duplicate
 * @param status {@code COMMITTED} or {@code ABORTED}
 * @param reason why it was aborted
 * @param duplicate true if the id was known, and the request therefore not executed again
 * @param text the whole result
 */
public record ReceivedResult(
    String id,
    long position,
    String status,
    @Nullable String reason,
    boolean duplicate,
    String text) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a result.
   *
   * @throws IllegalArgumentException if this is no result in JSON
   */
  public static ReceivedResult parse(byte[] record) {
    JsonNode json;
    try {
      json = JSON.readTree(record);
    } catch (IOException e) {
      throw new IllegalArgumentException("a result is not JSON", e);
    }
    if (!json.hasNonNull("id") || !json.hasNonNull("position") || !json.hasNonNull("status")) {
      throw new IllegalArgumentException("a result lacks id, position or status: " + json);
    }
    return new ReceivedResult(
        json.get("id").asText(),
        json.get("position").asLong(),
        json.get("status").asText(),
        json.hasNonNull("reason") ? json.get("reason").asText() : null,
        json.path("duplicate").asBoolean(),
        json.toString());
  }

  /** True if the transaction took effect. */
  public boolean isCommitted() {
    return status.equals("COMMITTED");
  }

  /** True if both say the same of one transaction. */
  boolean agreesWith(ReceivedResult other) {
    return text.equals(other.text);
  }
}
