package io.twofold.connect.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Checks of single values. What they refuse, they refuse with the bound and the unit. */
final class Validators {
  private static final int PORT_MAX = 65_535;

  /** A host name or IPv4 address, or an IPv6 address in brackets; a colon; a port. */
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("([a-zA-Z0-9._-]+|\\[[0-9a-zA-Z:.%]+]):(\\d{1,5})");

  private Validators() {}

  /** What is wrong with a value, given as text, or null. */
  interface Objection {
    @Nullable String to(String value);
  }

  /** A whole number of something, from the least to the greatest. */
  static Validator between(long least, long greatest, String unit) {
    String claim = least + " to " + greatest + " " + unit;
    return single(
        claim,
        text -> {
          long number = Long.parseLong(text);
          return number < least || number > greatest ? "must be " + claim : null;
        });
  }

  /** Text of which all matches the pattern. */
  static Validator text(Pattern pattern, String claim) {
    return single(claim, text -> pattern.matcher(text).matches() ? null : "must be " + claim);
  }

  /** A value to which there is no objection. */
  static Validator single(String claim, Objection objection) {
    return new Validator() {
      @Override
      public void ensureValid(String key, @Nullable Object value) {
        String found = value == null ? null : objection.to(String.valueOf(value));
        if (found != null) {
          throw new ConfigException(key, value, found);
        }
      }

      @Override
      public String toString() {
        return claim;
      }
    };
  }

  /**
   * A list, to none of whose items there is an objection.
   *
   * @param identity what no two items may have in common
   */
  static Validator items(String claim, UnaryOperator<String> identity, Objection objection) {
    return new Validator() {
      @Override
      public void ensureValid(String key, @Nullable Object value) {
        Map<String, String> seen = new HashMap<>();
        for (Object item : value instanceof List<?> list ? list : List.of()) {
          String text = String.valueOf(item);
          String found = objection.to(text);
          String before = seen.putIfAbsent(identity.apply(text), text);
          if (found == null && before != null) {
            found = "clashes with " + before;
          }
          if (found != null) {
            throw new ConfigException(key, text, found);
          }
        }
      }

      @Override
      public String toString() {
        return claim;
      }
    };
  }

  /** What is wrong with {@code host:port}, or null. */
  static @Nullable String hostAndPort(String text) {
    var matcher = HOST_AND_PORT.matcher(text);
    if (!matcher.matches()) {
      return "must be host:port";
    }
    int port = Integer.parseInt(matcher.group(2));
    return port < 1 || port > PORT_MAX ? "the port must be 1 to " + PORT_MAX : null;
  }
}
