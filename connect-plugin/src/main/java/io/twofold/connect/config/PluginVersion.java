package io.twofold.connect.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the plugin, as the build wrote it. */
public final class PluginVersion {
  private static final String RESOURCE = "/twofold-version.properties";

  private PluginVersion() {}

  /** As in {@code 0.1.0}. */
  public static String get() {
    Properties properties = new Properties();
    try (InputStream in = PluginVersion.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("plugin is incomplete: " + RESOURCE + " is missing");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
