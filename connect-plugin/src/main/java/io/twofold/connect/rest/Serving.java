package io.twofold.connect.rest;

import jakarta.ws.rs.core.Configurable;
import jakarta.ws.rs.core.Configuration;

/**
 * What the resources need, as a property of the server that they are part of: it makes the
 * resources itself, one a request.
 */
record Serving(RunningEngines engines, Waiting waiting) {
  private static final String PROPERTY = "io.twofold.connect.rest";

  /** Adds everything that is served to a server. */
  void addTo(Configurable<?> server) {
    server.property(PROPERTY, this);
    server.register(TableResource.class);
    server.register(TransactionResource.class);
    server.register(StatusResource.class);
    server.register(new ErrorsAsJson());
  }

  static Serving of(Configuration server) {
    return (Serving) server.getProperty(PROPERTY);
  }
}
