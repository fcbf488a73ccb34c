package io.twofold.it.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.kit.FixtureException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AtOnceTest {
  @Test
  void results_areInOrder_whoeverEndsFirst() {
    CountDownLatch secondHasEnded = new CountDownLatch(1);
    Callable<String> first =
        () -> {
          secondHasEnded.await();
          return "first";
        };
    Callable<String> second =
        () -> {
          secondHasEnded.countDown();
          return "second";
        };
    assertThat(AtOnce.run(List.of(first, second))).containsExactly("first", "second");
  }

  @Test
  void firstFailure_isThrown_andEndsThoseThatWait() throws InterruptedException {
    CountDownLatch waiting = new CountDownLatch(2);
    CountDownLatch interrupted = new CountDownLatch(2);
    Callable<String> waits =
        () -> {
          waiting.countDown();
          try {
            new CountDownLatch(1).await();
            return "never";
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        };
    IOException gone = new IOException("gone");
    Callable<String> fails =
        () -> {
          waiting.await();
          throw gone;
        };
    assertThatThrownBy(() -> AtOnce.run(List.of(waits, fails, waits)))
        .isInstanceOf(FixtureException.class)
        .hasMessage("a client failed: java.io.IOException: gone")
        .hasCause(gone);
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void interrupted_endsAllAndSaysSo() {
    Callable<String> waits =
        () -> {
          new CountDownLatch(1).await();
          return "never";
        };
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> AtOnce.run(List.of(waits)))
        .isInstanceOf(FixtureException.class)
        .hasMessage("interrupted while measuring");
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
  }
}
