package io.twofold.connect.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What of a request's head matters to who answers it, and how.
 *
 * @param isForwarded whether another worker sent it here: then it is answered from here or not
 * @param shards the shards that another worker wants, null for all that the request concerns
 * @param prefersRedirect whether the client wants to be told where to ask
 * @param wantsBytes whether it wants the value as in the table's record instead of JSON
 * @param authorization to be passed on, null if there was none
 * @param ifNoneMatch entity tags, as they were sent; null if there were none
 * @param uri as it was asked for
 */
record Head(
    boolean isForwarded,
    @Nullable List<Integer> shards,
    boolean prefersRedirect,
    boolean wantsBytes,
    @Nullable String authorization,
    @Nullable String ifNoneMatch,
    URI uri) {
  /** Stands in every request that one worker sends another: nobody sends it a second time. */
  static final String FORWARDED = "Twofold-Forwarded";

  static final String SHARDS = "Twofold-Shards";
  private static final String PREFER = "Prefer";
  private static final String REDIRECT = "redirect";

  static Head of(HttpHeaders headers, UriInfo uri, boolean redirect) throws Refusal {
    boolean prefers = values(headers, PREFER).stream().anyMatch(REDIRECT::equalsIgnoreCase);
    boolean isForwarded = headers.getHeaderString(FORWARDED) != null;
    return new Head(
        isForwarded,
        isForwarded ? shards(values(headers, SHARDS)) : null,
        redirect || prefers,
        wantsBytes(headers),
        headers.getHeaderString(HttpHeaders.AUTHORIZATION),
        headers.getHeaderString(HttpHeaders.IF_NONE_MATCH),
        uri.getRequestUri());
  }

  /** A request to another worker, in the name of the same client. */
  HttpRequest.Builder forward(URI to) {
    HttpRequest.Builder request = HttpRequest.newBuilder(to).header(FORWARDED, "1");
    if (authorization != null) {
      request.header(HttpHeaders.AUTHORIZATION, authorization);
    }
    return request;
  }

  /** The same for some of the shards only. */
  static HttpRequest.Builder forShards(HttpRequest.Builder request, List<Integer> some) {
    return request.header(SHARDS, String.join(",", some.stream().map(String::valueOf).toList()));
  }

  /**
   * The path that was asked for with one parameter, if it was given, both as they were written: so
   * they are no longer for another worker than for this one. More parameters can be added.
   */
  String target(String parameter) {
    StringBuilder target = new StringBuilder(uri.getRawPath()).append('?');
    for (String given : parameters()) {
      if (given.startsWith(parameter + "=")) {
        target.append(given).append('&');
      }
    }
    return target.toString();
  }

  /** Where to ask instead; there it is forwarded if need be, so clients do not walk in circles. */
  URI at(String worker) {
    StringBuilder there = new StringBuilder(worker).append(uri.getRawPath());
    char separator = '?';
    for (String parameter : parameters()) {
      if (!parameter.startsWith(REDIRECT + "=")) {
        there.append(separator).append(parameter);
        separator = '&';
      }
    }
    return URI.create(there.toString());
  }

  private List<String> parameters() {
    String query = uri.getRawQuery();
    return query == null ? List.of() : Arrays.asList(query.split("&", -1));
  }

  private static List<Integer> shards(List<String> texts) throws Refusal {
    List<Integer> shards = new ArrayList<>();
    for (String text : texts) {
      try {
        shards.add(Integer.parseInt(text));
      } catch (NumberFormatException e) {
        throw new Refusal(Reply.badRequest(SHARDS + " must be whole numbers"));
      }
    }
    return shards;
  }

  private static List<String> values(HttpHeaders headers, String name) {
    String all = headers.getHeaderString(name);
    List<String> values = new ArrayList<>();
    for (String value : all == null ? new String[0] : all.split(",", -1)) {
      if (!value.isBlank()) {
        values.add(value.trim().toLowerCase(Locale.ROOT));
      }
    }
    return values;
  }

  /** The first of the two that the client accepts; JSON if it does not care. */
  private static boolean wantsBytes(HttpHeaders headers) {
    for (MediaType type : headers.getAcceptableMediaTypes()) {
      if (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
        return false;
      }
      if (type.isCompatible(MediaType.APPLICATION_OCTET_STREAM_TYPE)) {
        return true;
      }
    }
    return false;
  }
}
