package io.twofold.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmProcessTest {
  private static final String STARTED = "started";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration STOP_TIMEOUT = Duration.ofMillis(500);

  /** A program that does not end when it is asked to. */
  static final class Stubborn {
    public static void main(String[] arguments) {
      Runtime.getRuntime().addShutdownHook(new Thread(Stubborn::stay, "stays"));
      System.out.println(STARTED);
      stay();
    }

    private static void stay() {
      var unused =
          new CompletableFuture<Boolean>().completeOnTimeout(true, 1, TimeUnit.MINUTES).join();
    }
  }

  @Test
  void programThatDoesNotEndIsKilledAndItsLogTellsWhatItDid(@TempDir Path directory) {
    JvmProcess process =
        JvmProcess.start(
            new JvmProcess.Command(
                "stubborn",
                System.getProperty("java.class.path"),
                List.of(),
                Stubborn.class.getName(),
                List.of(),
                directory,
                directory.resolve("log")));
    Await.until("it runs", START_TIMEOUT, () -> process.countInLog(STARTED) > 0);

    assertThat(process.terminate(STOP_TIMEOUT)).isFalse();
    assertThat(process.isAlive()).isFalse();
    assertThat(process.countInLog("\"stays\"")).isEqualTo(1);
  }
}
