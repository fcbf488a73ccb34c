package io.twofold.connect.rest;

import io.twofold.connect.config.PluginVersion;
import java.util.Map;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.rest.ConnectRestExtensionContext;
import org.jspecify.annotations.Nullable;

/**
 * Adds {@code /twofold} to a worker's REST API: {@code
 * rest.extension.classes=io.twofold.connect.rest.TwofoldRestExtension}.
 *
 * <p>Connect makes more instances than it registers, so only registering has effects.
 */
public final class TwofoldRestExtension implements ConnectRestExtension {
  private @Nullable Serving serving;
  private String url = "";

  /** As Connect makes it. */
  public TwofoldRestExtension() {}

  @Override
  public void configure(Map<String, ?> workerConfig) {
    url = WorkerUrl.of(workerConfig);
  }

  @Override
  public void register(ConnectRestExtensionContext context) {
    RunningEngines engines = RunningEngines.ofThisJvm();
    engines.announce(url);
    Serving registered = new Serving(engines, context.clusterState());
    serving = registered;
    registered.addTo(context.configurable());
  }

  @Override
  public void close() {
    if (serving != null) {
      serving.close();
    }
  }

  @Override
  public String version() {
    return PluginVersion.get();
  }
}
