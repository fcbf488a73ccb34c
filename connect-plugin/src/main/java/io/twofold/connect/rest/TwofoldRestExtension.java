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
  private @Nullable Waiting waiting;

  /** As Connect makes it. */
  public TwofoldRestExtension() {}

  @Override
  public void configure(Map<String, ?> workerConfig) {}

  @Override
  public void register(ConnectRestExtensionContext context) {
    Waiting threads = new Waiting();
    waiting = threads;
    new Serving(RunningEngines.ofThisJvm(), threads).addTo(context.configurable());
  }

  @Override
  public void close() {
    if (waiting != null) {
      waiting.close();
    }
  }

  @Override
  public String version() {
    return PluginVersion.get();
  }
}
