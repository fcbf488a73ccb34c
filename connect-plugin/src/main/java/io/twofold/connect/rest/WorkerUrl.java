package io.twofold.connect.rest;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The base URL that a worker gives to other workers, from its configuration: Connect tells an
 * extension everything but this, so it is derived here as Connect does it.
 */
final class WorkerUrl {
  private static final String LISTENERS = "listeners";
  private static final String ADVERTISED_LISTENER = "rest.advertised.listener";
  private static final String ADVERTISED_HOST = "rest.advertised.host.name";
  private static final String ADVERTISED_PORT = "rest.advertised.port";

  private static final String LISTENERS_DEFAULT = "http://:8083";
  private static final Pattern LISTENER =
      Pattern.compile("(https?)://\\[?([0-9a-zA-Z%._:-]*)]?:(\\d+)");

  private WorkerUrl() {}

  /** The URL without a slash at its end; empty if the configuration does not tell. */
  static String of(Map<String, ?> config) {
    List<String> listeners =
        Arrays.stream(text(config, LISTENERS, LISTENERS_DEFAULT).split(",", -1))
            .map(listener -> listener.trim())
            .toList();
    String scheme = text(config, ADVERTISED_LISTENER, "").toLowerCase(Locale.ROOT);
    if (scheme.isEmpty()) {
      boolean isPlain = listeners.stream().anyMatch(listener -> isOf("http", listener));
      boolean isSecure = listeners.stream().anyMatch(listener -> isOf("https", listener));
      scheme = isSecure && !isPlain ? "https" : "http";
    }
    String host = text(config, ADVERTISED_HOST, "");
    String port = text(config, ADVERTISED_PORT, "");
    for (String listener : listeners) {
      Matcher parts = LISTENER.matcher(listener.toLowerCase(Locale.ROOT));
      if (parts.matches() && parts.group(1).equals(scheme)) {
        host = host.isEmpty() ? parts.group(2) : host;
        // Port 0 is chosen by the system, which the configuration does not tell.
        port = port.isEmpty() && !parts.group(3).equals("0") ? parts.group(3) : port;
        break;
      }
    }
    host = host.isEmpty() ? localAddress() : host;
    return host.isEmpty() || port.isEmpty() ? "" : scheme + "://" + bracketed(host) + ":" + port;
  }

  private static boolean isOf(String scheme, String listener) {
    return listener.toLowerCase(Locale.ROOT).startsWith(scheme + "://");
  }

  private static String text(Map<String, ?> config, String key, String fallback) {
    Object value = config.get(key);
    String text = value == null ? "" : String.valueOf(value).trim();
    return text.isEmpty() ? fallback : text;
  }

  private static String bracketed(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static String localAddress() {
    try {
      return InetAddress.getLocalHost().getHostAddress();
    } catch (UnknownHostException e) {
      return "";
    }
  }
}
