package io.twofold.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Java program in a process of its own, addressed by its process handle only. Its output goes to
 * a log file. Processes that nobody ended are stopped when this JVM ends.
 *
 * <p>{@link #isAlive} and {@link #kill} are thread-safe.
 */
public final class JvmProcess {
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration STOP_TIMEOUT_AT_EXIT = Duration.ofSeconds(10);
  private static final Duration THREAD_DUMP_TIME = Duration.ofSeconds(2);
  private static final int TAIL_LINES = 40;

  /**
   * How to start a program.
   *
   * @param name for messages, such as "broker 1"
   * @param jvmOptions such as {@code -Xmx512m}
   * @param arguments of the main class
   * @param directory where it runs
   * @param logFile gets standard output and standard error, after what it already holds
   */
  public record Command(
      String name,
      String classPath,
      List<String> jvmOptions,
      String mainClass,
      List<String> arguments,
      Path directory,
      Path logFile) {}

  private final Command command;
  private final Process process;
  private final AtExit.Entry atExit;

  private JvmProcess(Command command, Process process) {
    this.command = command;
    this.process = process;
    this.atExit = AtExit.register(() -> terminate(STOP_TIMEOUT_AT_EXIT));
  }

  /** Starts a program and returns at once. */
  public static JvmProcess start(Command command) {
    List<String> line = new ArrayList<>();
    // Ctrl-C reaches every process of a terminal. Only this JVM shall act on it, and stop the
    // others
    // in order: a program started with the signal ignored keeps ignoring it.
    line.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(command.jvmOptions());
    line.add(command.mainClass());
    line.addAll(command.arguments());
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(command.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(command.logFile().toFile()));
    // In the environment, because command lines are limited and hard to read in ps.
    builder.environment().put("CLASSPATH", command.classPath());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new JvmProcess(command, process);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.name(), e);
    }
  }

  /** The operating system's number of the process. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Checks that the process runs.
   *
   * @throws FixtureException with the tail of its log if it has ended
   */
  public void requireAlive() {
    if (!isAlive()) {
      throw new FixtureException(
          command.name() + " ended with exit code " + process.exitValue() + "\n" + describeLog());
    }
  }

  /**
   * Waits for the program to end by itself.
   *
   * @return its exit code
   * @throws FixtureException if it still runs after that time
   */
  public int awaitExit(Duration timeout) {
    if (!waitFor(timeout)) {
      throw new FixtureException(
          command.name()
              + " did not end within "
              + timeout.toMillis()
              + " ms (pid "
              + pid()
              + ")\n"
              + describeLog());
    }
    atExit.close();
    return process.exitValue();
  }

  /** Completes when the process has ended, for whatever reason. */
  public CompletableFuture<JvmProcess> ended() {
    return process.onExit().thenApply(ended -> this);
  }

  /** Ends the process at once (SIGKILL), as a power failure would. */
  public void kill() {
    process.destroyForcibly();
    awaitExit(KILL_TIMEOUT);
  }

  /**
   * Asks the program to end (SIGTERM); after the given time it is killed, and its log ends with
   * what its threads were doing.
   *
   * @return true if it ended by itself
   */
  public boolean terminate(Duration timeout) {
    if (isAlive()) {
      // A frozen process would see the request only when it goes on.
      signal("CONT");
      process.destroy();
    }
    boolean ended = waitFor(timeout);
    if (!ended) {
      signal("QUIT"); // a Java program writes its threads to its standard output
      waitFor(THREAD_DUMP_TIME);
    }
    kill();
    return ended;
  }

  /** Freezes the process (SIGSTOP): its connections stay open and nothing answers. */
  public void pause() {
    requireAlive();
    signal("STOP");
  }

  /** Lets a frozen process go on (SIGCONT). */
  public void resume() {
    requireAlive();
    signal("CONT");
  }

  /** How many lines of the log have that text. */
  public int countInLog(String text) {
    try (Stream<String> lines = Files.lines(command.logFile())) {
      return (int) lines.filter(line -> line.contains(text)).count();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + command.logFile(), e);
    }
  }

  /** Where the log is, and its last lines. */
  public String describeLog() {
    return "--- tail of " + command.logFile() + "\n" + logTail() + "\n---";
  }

  private String logTail() {
    try {
      List<String> lines = Files.readAllLines(command.logFile());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(cannot read it: " + e + ")";
    }
  }

  private boolean waitFor(Duration timeout) {
    try {
      return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while waiting for " + command.name(), e);
    }
  }

  private void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (kill.waitFor() != 0 && isAlive()) {
        throw new FixtureException("cannot send SIG" + name + " to " + command.name());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot send SIG" + name + " to " + command.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while signalling " + command.name(), e);
    }
  }
}
