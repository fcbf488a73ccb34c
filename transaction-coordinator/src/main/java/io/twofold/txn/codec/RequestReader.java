package io.twofold.txn.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of a request record. Whatever stands there gives a request: what is not of the
 * right form gives one that is refused, with the client's id where it can be read. A pure function
 * of the bytes and the limits. Thread-safe.
 */
public final class RequestReader {
  private final Limits limits;

  /** A reader for a store with those limits. */
  public RequestReader(Limits limits) {
    this.limits = limits;
  }

  /** The request; never throws for what stands in the record. */
  public Request read(byte @Nullable [] value) {
    if (value == null || value.length == 0) {
      return refused(null, "the record is empty");
    }
    if (value[0] != '{') {
      return refused(null, "not a JSON object");
    }
    if (value.length > limits.requestBytesMax()) {
      String message = "the request is larger than " + limits.requestBytesMax() + " bytes";
      return refused(value, Reason.TOO_LARGE, null, message);
    }
    Reading reading = new Reading();
    try (JsonParser parser = JsonValues.parser(value)) {
      return reading.request(parser);
    } catch (RefusedException e) {
      return refused(value, e.reason(), reading.op(), e.text());
    } catch (MalformedJsonException e) {
      return refused(value, Reason.INVALID_REQUEST, reading.op(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return refused(value, Reason.INVALID_REQUEST, reading.op(), JsonValues.brief(e));
    }
  }

  /** What is not one JSON object as a whole has neither id nor operations to be at fault. */
  private Request.Refused refused(byte[] value, Reason reason, @Nullable Integer op, String why) {
    try {
      return new Request.Refused(idIn(value), reason, op, why);
    } catch (IOException e) {
      return refused(null, JsonValues.brief(e));
    }
  }

  private static Request.Refused refused(@Nullable String id, String message) {
    return new Request.Refused(id, Reason.INVALID_REQUEST, null, message);
  }

  /** One pass over the text. */
  private final class Reading {
    private @Nullable String id;
    private @Nullable List<Operation> ops;
    private @Nullable Long deadlineMs;
    private int opBeingRead = -1;

    @Nullable Integer op() {
      return opBeingRead < 0 ? null : opBeingRead;
    }

    Request request(JsonParser parser) throws IOException {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "id" -> id = first(id, name, usableId(parser));
          case "ops" -> ops = first(ops, name, operations(parser));
          case "deadline_ms" ->
              deadlineMs = first(deadlineMs, name, OperationReader.natural(parser, name));
          default -> throw RefusedException.invalid("unknown field " + OperationReader.brief(name));
        }
      }
      if (parser.nextToken() != null) {
        throw RefusedException.invalid("text after the object");
      }
      if (ops == null) {
        throw RefusedException.invalid("ops is missing");
      }
      return new Request.Transaction(id, ops, deadlineMs);
    }

    private List<Operation> operations(JsonParser parser) throws IOException {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw RefusedException.invalid("ops is not an array");
      }
      List<Operation> found = new ArrayList<>();
      boolean createsTable = false;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (found.size() == limits.opsMax()) {
          throw RefusedException.tooLarge("more operations than " + limits.opsMax());
        }
        opBeingRead = found.size();
        Operation operation = new OperationReader(limits).read(parser);
        createsTable |= operation instanceof Operation.CreateTable;
        found.add(operation);
      }
      opBeingRead = -1;
      if (found.isEmpty()) {
        throw RefusedException.invalid("ops is empty");
      }
      if (createsTable && found.size() > 1) {
        throw RefusedException.invalid("create_table must stand alone");
      }
      return List.copyOf(found);
    }

    private String usableId(JsonParser parser) throws IOException {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw RefusedException.invalid("id is not a string");
      }
      String text = JsonValues.text(parser);
      if (!isUsableId(text)) {
        throw RefusedException.invalid("id is empty or longer than " + limits.keyBytesMax());
      }
      return text;
    }

    private <T> T first(@Nullable T before, String name, T now) throws IOException {
      if (before != null) {
        throw RefusedException.invalid("field stands twice: " + name);
      }
      return now;
    }
  }

  private static boolean isPaired(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private boolean isUsableId(String text) {
    return !text.isEmpty() && text.getBytes(StandardCharsets.UTF_8).length <= limits.keyBytesMax();
  }

  /**
   * The id of a refused request, if its text names one once. Reads characters, because the parser
   * of bytes stops at some names that are well-formed though they are refused.
   */
  private @Nullable String idIn(byte[] value) throws IOException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    try (JsonParser parser = JsonValues.FACTORY.createParser(text)) {
      String id = null;
      int ids = 0;
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (name.equals("id")) {
          ids++;
          id = token == JsonToken.VALUE_STRING ? parser.getText() : null;
        }
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("text after the object");
      }
      return ids == 1 && id != null && isPaired(id) && isUsableId(id) ? id : null;
    }
  }
}
