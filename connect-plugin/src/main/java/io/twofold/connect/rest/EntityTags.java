package io.twofold.connect.rest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Versions as entity tags (RFC 9110, section 8.8.3): {@code "48213"}. */
final class EntityTags {
  private static final Pattern TAG = Pattern.compile("\\s*(?:W/)?(\"[^\"]*\")\\s*(?:,|$)");

  private EntityTags() {}

  static String of(long version) {
    return "\"" + version + "\"";
  }

  /**
   * Whether a client has that version.
   *
   * @param ifNoneMatch tags, weak or not, or {@code *}; null if it sent none
   */
  static boolean has(@Nullable String ifNoneMatch, long version) {
    if (ifNoneMatch == null) {
      return false;
    }
    if (ifNoneMatch.trim().equals("*")) {
      return true;
    }
    Matcher tags = TAG.matcher(ifNoneMatch);
    String wanted = of(version);
    while (tags.find()) {
      if (tags.group(1).equals(wanted)) {
        return true;
      }
    }
    return false;
  }
}
