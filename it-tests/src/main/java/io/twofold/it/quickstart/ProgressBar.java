package io.twofold.it.quickstart;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Shows how much is done: a bar that moves on a terminal, a line every tenth elsewhere.
 * Thread-safe.
 */
final class ProgressBar {
  /** Set by the launcher, which knows where standard output goes. */
  static final String TERMINAL_PROPERTY = "twofold.terminal";

  private static final int WIDTH = 40;
  private static final int STEPS_OFF_TERMINAL = 10;

  private final PrintWriter out;
  private final int total;
  private final int steps;
  private final boolean terminal = Boolean.getBoolean(TERMINAL_PROPERTY);
  private int done;
  private int stepShown;

  ProgressBar(PrintWriter out, int total) {
    this.out = out;
    this.total = total;
    this.steps = terminal ? 10 * WIDTH : STEPS_OFF_TERMINAL;
  }

  /** One more is done. */
  synchronized void advance() {
    done++;
    int step = (int) ((long) done * steps / total);
    if (step > stepShown) {
      stepShown = step;
      show();
    }
  }

  private void show() {
    int filled = (int) ((long) done * WIDTH / total);
    String bar =
        String.format(
            Locale.ROOT,
            "   [%s%s] %,d / %,d",
            "#".repeat(filled),
            ".".repeat(WIDTH - filled),
            done,
            total);
    if (!terminal) {
      out.println(bar);
    } else {
      out.print("\r" + bar);
      if (done == total) {
        out.println();
      }
    }
    out.flush();
  }
}
