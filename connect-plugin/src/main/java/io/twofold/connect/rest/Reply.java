package io.twofold.connect.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Answers with explicit bytes of JSON, so that the worker's own writers have no part in them. */
final class Reply {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int RETRY_AFTER_SECONDS = 1;

  private Reply() {}

  /** Writes the fields of an object. */
  interface Fields {
    void write(JsonGenerator out) throws IOException;
  }

  /** An object as the body. */
  static Response json(int status, Fields fields) {
    return json(status, object(fields));
  }

  /** Bytes that are JSON already. */
  static Response json(int status, byte[] body) {
    return Response.status(status)
        .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
        .entity(body)
        .build();
  }

  /** An error: {@code {"error": ..., "message": ...}}. */
  static Response error(int status, String error, String message) {
    return error(status, error, message, out -> {});
  }

  /** An error that says more. */
  static Response error(int status, String error, String message, Fields more) {
    return json(
        status,
        out -> {
          out.writeStringField("error", error);
          out.writeStringField("message", message);
          more.write(out);
        });
  }

  /** 503: the same request may succeed in a moment. */
  static Response later(String error, String message, Fields more) {
    return Response.fromResponse(
            error(Response.Status.SERVICE_UNAVAILABLE.getStatusCode(), error, message, more))
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        .build();
  }

  /** 400 with what the client should have sent. */
  static Response badRequest(String message) {
    return error(Response.Status.BAD_REQUEST.getStatusCode(), "BAD_REQUEST", message);
  }

  private static byte[] object(Fields fields) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder();
        JsonGenerator out = FACTORY.createGenerator(bytes)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
