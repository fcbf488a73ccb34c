package io.twofold.it.bench.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.kit.FixtureException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParallelClientsTest {
  private static final Duration LOAD = Duration.ofMillis(100);
  private static final long WORK_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private static void work(List<Long> done, long number) {
    long endNs = System.nanoTime() + WORK_NS;
    while (System.nanoTime() - endNs < 0) {
      Thread.onSpinWait();
    }
    done.add(number);
  }

  @Test
  void everyClient_doesItsOwnTransfersOneAfterAnother_andGoesOnInTheNextLoad() {
    List<Long> ofOne = new ArrayList<>();
    List<Long> ofOther = new ArrayList<>();
    ParallelClients clients =
        new ParallelClients(
            List.of(number -> work(ofOne, number), number -> work(ofOther, number)));
    TransferClient.Outcome outcome = clients.run(Duration.ZERO, LOAD);
    assertThat(outcome.latenciesNs().getTotalCount())
        .as("all but the last of each")
        .isEqualTo(ofOne.size() + ofOther.size() - 2);
    assertThat(outcome.rate()).isEqualTo(outcome.latenciesNs().getTotalCount() / 0.1);
    assertThat(outcome.latencyMs(0)).isGreaterThanOrEqualTo(0.99);
    clients.run(Duration.ZERO, LOAD);
    for (int i = 0; i < ofOne.size(); i++) {
      assertThat(ofOne.get(i)).isEqualTo(i);
    }
    for (int i = 0; i < ofOther.size(); i++) {
      assertThat(ofOther.get(i)).isEqualTo((1L << 32) + i);
    }
  }

  @Test
  void warmUp_doesNotCount() {
    List<Long> done = new ArrayList<>();
    ParallelClients clients = new ParallelClients(List.of(number -> work(done, number)));
    TransferClient.Outcome outcome = clients.run(LOAD, Duration.ZERO);
    assertThat(outcome.latenciesNs().getTotalCount()).isZero();
    assertThat(done).isNotEmpty();
  }

  @Test
  void clientThatFails_failsTheLoad() {
    ParallelClients clients =
        new ParallelClients(
            List.of(
                number -> {
                  throw new IOException("gone");
                }));
    assertThatThrownBy(() -> clients.run(Duration.ZERO, LOAD))
        .isInstanceOf(FixtureException.class)
        .hasMessageContaining("gone");
  }
}
