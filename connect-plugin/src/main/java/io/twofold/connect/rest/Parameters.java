package io.twofold.connect.rest;

import org.jspecify.annotations.Nullable;

/** Query parameters, of which nothing wrong is tacitly accepted. */
final class Parameters {
  private Parameters() {}

  /** A whole number within bounds. */
  static long number(String name, String text, long least, long greatest) throws Refusal {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= greatest) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The same answer as out of bounds.
    }
    throw new Refusal(
        Reply.badRequest(name + " must be a whole number, " + least + " to " + greatest));
  }

  /** Milliseconds to wait, at least one. */
  static long waitMs(@Nullable String text, long fallbackMs, long greatestMs) throws Refusal {
    return text == null ? fallbackMs : number("timeout_ms", text, 1, greatestMs);
  }
}
