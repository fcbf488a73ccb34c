package io.twofold.txn.codec;

import io.twofold.txn.model.Encoding;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of a request record. Whatever stands there gives a request: what is not of the
 * right form gives one that is refused, with the client's id where it can be read. A pure function
 * of the bytes and the limits. Thread-safe.
 */
public final class RequestReader {
  private static final String CREATE_TABLE = "create_table";

  private final Limits limits;
  private final AvroRequests avro;

  /** A reader for a store with those limits. */
  public RequestReader(Limits limits) {
    this(limits, AvroRequests.published());
  }

  /** A reader that knows other versions of the schema than those that were published. */
  RequestReader(Limits limits, AvroRequests avro) {
    this.limits = limits;
    this.avro = avro;
  }

  /** The request; never throws for what stands in the record. */
  public Request read(byte @Nullable [] value) {
    if (value == null || value.length == 0) {
      return new Request.Refused(null, Reason.INVALID_REQUEST, null, "the record is empty");
    }
    boolean isAvro = Encoding.of(value) == Encoding.AVRO;
    if (!isAvro && value[0] != '{') {
      return new Request.Refused(
          null, Reason.INVALID_REQUEST, null, "neither a JSON object nor Avro's single object");
    }
    RequestForm form = new RequestForm(limits);
    try {
      if (value.length > limits.requestBytesMax()) {
        throw RefusedException.tooLarge(
            "the request", "request_bytes_max", limits.requestBytesMax());
      }
      if (isAvro) {
        avro.read(value, form);
      } else {
        JsonRequests.read(value, form);
      }
      return form.request();
    } catch (RefusedException e) {
      return refused(value, e.reason(), form.op(), e.text());
    } catch (TooDeepException e) {
      String message = Limits.passed("the depth of a value", "depth_max", limits.depthMax());
      return refused(value, Reason.TOO_LARGE, form.op(), message);
    } catch (IOException e) {
      return refused(value, Reason.INVALID_REQUEST, form.op(), why(e));
    }
  }

  /**
   * Whether the record could be a request that creates a table, for those who look for these in a
   * long log: told without reading the request, and now and then of one that does not.
   */
  public static boolean mayCreateTable(byte @Nullable [] value) {
    if (value == null) {
      return false;
    }
    String bytes = new String(value, StandardCharsets.ISO_8859_1);
    // JSON may spell any letter by its number.
    return bytes.contains(CREATE_TABLE) || bytes.indexOf('\\') >= 0;
  }

  /** What is not one object as a whole has neither id nor operations to be at fault. */
  private Request.Refused refused(byte[] value, Reason reason, @Nullable Integer op, String why) {
    try {
      String id = Encoding.of(value) == Encoding.AVRO ? avro.idIn(value) : JsonRequests.idIn(value);
      boolean isUsable = id != null && RequestForm.isUsableId(id, limits);
      return new Request.Refused(isUsable ? id : null, reason, op, why);
    } catch (IOException e) {
      return new Request.Refused(null, Reason.INVALID_REQUEST, null, why(e));
    }
  }

  private static String why(IOException e) {
    return e instanceof MalformedJsonException || e instanceof MalformedAvroException
        ? String.valueOf(e.getMessage())
        : JsonValues.brief(e);
  }
}
