package io.twofold.it.bench.empty;

import java.util.Map;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.rest.ConnectRestExtensionContext;

/** Adds {@link EmptyResource} to a worker's REST API. */
public final class EmptyExtension implements ConnectRestExtension {
  /** As Connect makes it. */
  public EmptyExtension() {}

  @Override
  public void configure(Map<String, ?> workerConfig) {}

  @Override
  public void register(ConnectRestExtensionContext context) {
    context.configurable().register(EmptyResource.class);
  }

  @Override
  public void close() {}

  @Override
  public String version() {
    return "1";
  }
}
