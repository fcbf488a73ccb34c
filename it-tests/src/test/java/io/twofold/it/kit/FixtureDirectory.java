package io.twofold.it.kit;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A directory for the fixtures of one test class, below {@code it-tests/target}. It is removed if
 * all its tests passed; else it stays, with the logs of brokers and workers, and its path is
 * printed. Register it in a static field; fixtures that all tests share can be left to it to close.
 */
public final class FixtureDirectory
    implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {
  private static final Path PARENT = ProjectLayout.home().resolve("it-tests/target/fixtures");

  private Path directory = PARENT;
  private final Deque<AutoCloseable> fixtures = new ArrayDeque<>();
  private volatile boolean failed;

  /** Closes a fixture when all tests have run, the youngest first. */
  public <T extends AutoCloseable> T closeAtEnd(T fixture) {
    fixtures.push(fixture);
    return fixture;
  }

  /** A directory of this name; it may not exist yet. */
  public Path resolve(String name) {
    return directory.resolve(name);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    directory = PARENT.resolve(context.getRequiredTestClass().getSimpleName());
    Directories.delete(directory);
    Directories.create(directory);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    failed |= context.getExecutionException().isPresent();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    failed |= context.getExecutionException().isPresent();
    while (!fixtures.isEmpty()) {
      fixtures.pop().close();
    }
    if (failed) {
      System.err.println("logs of broker and worker are kept in " + directory);
    } else {
      Directories.delete(directory);
    }
  }
}
