package io.twofold.it.quickstart;

import io.twofold.it.kit.FixtureException;
import io.twofold.it.store.StoreTopics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Commands to paste into another terminal while the quickstart stays up. */
final class NextSteps {
  private static final String RESOURCE = "next-steps.txt";

  private NextSteps() {}

  /**
   * The commands, with names and addresses filled in.
   *
   * @param rest URL of the worker
   */
  static String text(StoreTopics topics, String bootstrapServers, String rest) {
    try (InputStream in = NextSteps.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new FixtureException("resource missing: " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("${store}", topics.store())
          .replace("${bootstrap}", bootstrapServers)
          .replace("${rest}", rest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
