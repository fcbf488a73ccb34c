package io.twofold.txn.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where in a value a field is: a plain name, or a JSON Pointer (RFC 6901) if it starts with a
 * slash.
 *
 * @param text as it was written, for messages
 * @param steps the names to follow, at least one, in order
 */
public record FieldPath(String text, List<String> steps) {

  /** The path, or empty if it is a pointer with a broken escape. */
  public static Optional<FieldPath> parse(String text) {
    if (!text.startsWith("/")) {
      return Optional.of(new FieldPath(text, List.of(text)));
    }
    List<String> steps = new ArrayList<>();
    for (String step : text.substring(1).split("/", -1)) {
      for (int i = step.indexOf('~'); i >= 0; i = step.indexOf('~', i + 1)) {
        if (i + 1 == step.length() || (step.charAt(i + 1) != '0' && step.charAt(i + 1) != '1')) {
          return Optional.empty();
        }
      }
      steps.add(step.replace("~1", "/").replace("~0", "~"));
    }
    return Optional.of(new FieldPath(text, List.copyOf(steps)));
  }

  /** Whether a step may be the index of an array: in a pointer only. */
  public boolean isPointer() {
    return text.startsWith("/");
  }
}
