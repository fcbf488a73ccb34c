package io.twofold.txn.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What happened, line by line: as a hash always, as text if somebody wants to read it. */
final class Trace {
  private final boolean keepsText;
  private final List<String> lines = new ArrayList<>();
  private long hash = 0xcbf29ce484222325L;
  private int indent;

  Trace(boolean keepsText) {
    this.keepsText = keepsText;
  }

  void add(String line) {
    for (int i = 0; i < line.length(); i++) {
      hash = (hash ^ line.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ '\n') * 0x100000001b3L;
    if (keepsText) {
      lines.add("  ".repeat(indent) + line);
    }
  }

  /** What comes next happens in the middle of the last line. */
  void enter() {
    indent++;
  }

  void leave() {
    indent--;
  }

  String hash() {
    return "%016x".formatted(hash);
  }

  List<String> lines() {
    return Collections.unmodifiableList(lines);
  }
}
