package io.twofold.it.cli;

import io.twofold.it.kit.ConnectRest;
import io.twofold.it.store.StoreTopics;
import picocli.CommandLine.Option;

/**
 * Options that say where a store is; the defaults are those of {@code config/twofold.properties}.
 */
final class StoreOptions {
  @Option(
      names = "--store",
      paramLabel = "NAME",
      description = "Name of the store (default: ${DEFAULT-VALUE}).")
  private String store;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "The Kafka cluster (default: ${DEFAULT-VALUE}).")
  private String bootstrap;

  @Option(
      names = "--rest",
      paramLabel = "URL",
      description = "REST API of a Connect worker (default: ${DEFAULT-VALUE}).")
  private String rest;

  String bootstrapServers() {
    return bootstrap;
  }

  StoreTopics topics() {
    return new StoreTopics(store);
  }

  ConnectRest rest() {
    return new ConnectRest(rest);
  }

  /** Path of something of this store below the REST API. */
  String path(String rest) {
    return "/twofold/" + ConnectRest.encode(store) + "/" + rest;
  }
}
