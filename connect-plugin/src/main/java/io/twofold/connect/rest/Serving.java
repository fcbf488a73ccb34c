package io.twofold.connect.rest;

import jakarta.ws.rs.core.Configurable;
import jakarta.ws.rs.core.Configuration;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.jspecify.annotations.Nullable;

/**
 * What the resources need, as a property of the server that they are part of: it makes the
 * resources itself, one a request.
 */
final class Serving implements AutoCloseable {
  static final int BATCHES_MAX = 64;

  private static final String PROPERTY = "io.twofold.connect.rest";

  private final RunningEngines engines;
  private final Waiting waiting = new Waiting();
  private final Forwarder forwarder = new Forwarder(waiting);
  private final Scans scans = new Scans();
  private final Lookups lookups = new Lookups();

  /** Of clients, and on behalf of other workers: apart, as scans are. */
  private final Places batchesOfClients = batches();

  private final Places batchesOfWorkers = batches();
  private final StoreLookup lookup;

  /** With what Connect knows of the cluster, if it can be asked. */
  Serving(RunningEngines engines, @Nullable ConnectClusterState cluster) {
    this.engines = engines;
    this.lookup = new StoreLookup(engines, new OtherWorkers(cluster, engines, waiting, forwarder));
  }

  /** Adds everything that is served to a server. */
  void addTo(Configurable<?> server) {
    server.property(PROPERTY, this);
    server.register(TableResource.class);
    server.register(TransactionResource.class);
    server.register(ResultResource.class);
    server.register(StatusResource.class);
    server.register(new ErrorsAsJson());
  }

  static Serving of(Configuration server) {
    return (Serving) server.getProperty(PROPERTY);
  }

  RunningEngines engines() {
    return engines;
  }

  Waiting waiting() {
    return waiting;
  }

  Forwarder forwarder() {
    return forwarder;
  }

  Scans scans() {
    return scans;
  }

  Lookups lookups() {
    return lookups;
  }

  private static Places batches() {
    return new Places(BATCHES_MAX, "TOO_MANY_BATCHES", "reads of several keys");
  }

  Places batches(boolean isForwarded) {
    return isForwarded ? batchesOfWorkers : batchesOfClients;
  }

  StoreLookup lookup() {
    return lookup;
  }

  @Override
  public void close() {
    scans.close();
    lookups.close();
    forwarder.close();
    waiting.close();
  }
}
