package io.twofold.txn.codec;

import io.twofold.txn.model.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A marker in the request log: whoever reads it back has read everything that was appended before
 * it. It changes nothing and has no result. A JSON object, told from requests by the header {@link
 * SettingsCodec#KIND_HEADER} with {@value #KIND}.
 *
 * @param reader who wants to read it back
 * @param number of the reader's markers
 */
public record ReadMarker(String reader, long number) {
  /** Value of the header, in UTF-8. */
  public static final String KIND = "read-marker";

  /** The record's value. */
  public byte[] write() {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("reader", new Value.Text(reader));
    fields.put("number", new Value.Whole(number));
    return JsonValues.write(new Value.Obj(fields));
  }

  /** The marker of a record; empty if it is none, which harms nobody. */
  public static Optional<ReadMarker> read(byte[] record) {
    try {
      if (JsonValues.read(record) instanceof Value.Obj object
          && object.get("reader") instanceof Value.Text reader
          && object.get("number") instanceof Value.Whole number) {
        return Optional.of(new ReadMarker(reader.value(), number.value()));
      }
    } catch (MalformedJsonException notOurs) {
      // Whoever may write requests may write this too.
    }
    return Optional.empty();
  }
}
