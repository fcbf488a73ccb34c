package io.twofold.connect.rest;

import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Query parameters, of which nothing wrong is tacitly accepted: a misspelt {@code consistency} must
 * not become a weaker read.
 */
final class Query {
  private final Map<String, String> given;

  private Query(Map<String, String> given) {
    this.given = given;
  }

  /** Those of a request, each of which must be known and stand once. */
  static Query of(UriInfo uri, Set<String> known) throws Refusal {
    Map<String, String> given = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> parameter : uri.getQueryParameters(false).entrySet()) {
      String name = parameter.getKey();
      if (!known.contains(name)) {
        throw bad("unknown parameter " + name + "; there are " + String.join(", ", known));
      }
      if (parameter.getValue().size() > 1) {
        throw bad(name + " stands more than once");
      }
      given.put(
          name,
          Percent.decodeQuery(parameter.getValue().get(0))
              .orElseThrow(() -> bad(name + " is not percent-encoded UTF-8")));
    }
    return new Query(given);
  }

  /** The value, or null. */
  @Nullable String text(String name) {
    return given.get(name);
  }

  /** Whether one of them is there. */
  boolean hasAny(List<String> names) {
    return names.stream().anyMatch(given::containsKey);
  }

  /** A whole number within bounds. */
  long number(String name, long fallback, long least, long greatest) throws Refusal {
    String text = given.get(name);
    if (text == null) {
      return fallback;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= greatest) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The same answer as out of bounds.
    }
    throw bad(name + " must be a whole number, " + least + " to " + greatest);
  }

  /** {@code true} or {@code false}, of which the latter is the default. */
  boolean flag(String name) throws Refusal {
    String text = Optional.ofNullable(given.get(name)).orElse("false");
    if (!text.equals("true") && !text.equals("false")) {
      throw bad(name + " must be true or false");
    }
    return text.equals("true");
  }

  private static Refusal bad(String message) {
    return new Refusal(Reply.badRequest(message));
  }
}
