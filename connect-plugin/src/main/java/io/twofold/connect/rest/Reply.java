package io.twofold.connect.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;

/** Answers with explicit bytes of JSON, so that the worker's own writers have no part in them. */
final class Reply {
  /** The value's version, of answers that are one value. */
  static final String VERSION = "Twofold-Version";

  /** The shard's position, likewise. */
  static final String POSITION = "Twofold-Position";

  /** The shard's lag, likewise. */
  static final String LAG_MS = "Twofold-Lag-Ms";

  private static final JsonFactory FACTORY = new JsonFactory();
  static final int RETRY_AFTER_SECONDS = 1;

  private static final List<String> PASSED_ON =
      List.of(
          HttpHeaders.CONTENT_TYPE,
          HttpHeaders.ETAG,
          HttpHeaders.RETRY_AFTER,
          HttpHeaders.VARY,
          HttpHeaders.WWW_AUTHENTICATE,
          VERSION,
          POSITION,
          LAG_MS);

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

  /** Another worker's answer, as it is. */
  static Response passOn(HttpResponse<byte[]> answer) {
    Response.ResponseBuilder response = Response.status(answer.statusCode());
    for (String name : PASSED_ON) {
      answer.headers().firstValue(name).ifPresent(value -> response.header(name, value));
    }
    return (answer.body().length == 0 ? response : response.entity(answer.body())).build();
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

  /** 404: there is no such table. */
  static Response unknownTable(String table) {
    return error(
        Response.Status.NOT_FOUND.getStatusCode(),
        "UNKNOWN_TABLE",
        "the store has no table of that name",
        out -> out.writeStringField("table", table));
  }

  /** 413: there is too much of something. */
  static Response tooLarge(String message) {
    return error(Response.Status.REQUEST_ENTITY_TOO_LARGE.getStatusCode(), "TOO_LARGE", message);
  }

  /** 400 with what the client should have sent. */
  static Response badRequest(String message) {
    return error(Response.Status.BAD_REQUEST.getStatusCode(), "BAD_REQUEST", message);
  }

  /** The bytes of an object. */
  static byte[] object(Fields fields) {
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
