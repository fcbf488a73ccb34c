package io.twofold.connect.rest;

import jakarta.ws.rs.core.Response;

/** Ends the handling of a request with an answer that is an error. Never leaves the package. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Response response;

  Refusal(Response response) {
    super(null, null, false, false);
    this.response = response;
  }

  Response response() {
    return response;
  }
}
