package io.twofold.connect.config;

import java.net.URI;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.jspecify.annotations.Nullable;

/**
 * How others reach the reads that a task serves.
 *
 * @param advertisedUrl base URL of the worker's REST API without a slash at its end, empty if none
 *     was given
 */
public record RestOptions(String advertisedUrl) {
  public static final String ADVERTISED_URL = "advertised.url";

  private static final String CLAIM = "an http or https URL with a host, without query";

  static void define(ConfigDef definition) {
    Option.define(
        definition,
        "REST",
        new Option(
            ADVERTISED_URL,
            ConfigDef.Type.STRING,
            "",
            Validators.single(CLAIM, RestOptions::objection),
            Importance.LOW,
            "Advertised URL",
            "URL under which other workers reach this worker's REST API, as in"
                + " http://worker-1:8083. It is written into the checkpoints of the task's shards."
                + " Without one, the worker's own advertised listener is taken, which"
                + " rest.advertised.host.name and the like decide."));
  }

  static RestOptions of(AbstractConfig values) {
    return new RestOptions(withoutSlash(values.getString(ADVERTISED_URL)));
  }

  /** One form for one URL: they are compared. */
  static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  static @Nullable String objection(String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      URI url = URI.create(text);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      return web && url.getHost() != null && url.getQuery() == null ? null : "must be " + CLAIM;
    } catch (IllegalArgumentException e) {
      return "must be " + CLAIM;
    }
  }
}
