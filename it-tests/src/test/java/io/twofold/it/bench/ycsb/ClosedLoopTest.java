package io.twofold.it.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.kit.FixtureException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  /** Reads and writes in turn; each write is overtaken twice. */
  private static final class Alternating implements ClosedLoop.Client {
    private long done;
    private long conflicts;

    @Override
    public OperationKind next() {
      if (done++ % 2 == 0) {
        return OperationKind.READ;
      }
      conflicts += 2;
      return OperationKind.READ_MODIFY_WRITE;
    }

    @Override
    public long conflicts() {
      return conflicts;
    }
  }

  @Test
  void numberOfOperations_isKept_andEachIsCountedAsWhatItWas() {
    Alternating first = new Alternating();
    Alternating second = new Alternating();
    ClosedLoop loop = new ClosedLoop(List.of(first, second));
    for (int round = 1; round <= 2; round++) {
      long conflictsBefore = first.conflicts + second.conflicts;
      ClosedLoop.Outcome outcome = loop.run(LONG, 1_001);
      assertThat(outcome.count()).isEqualTo(1_001);
      assertThat(first.done + second.done).isEqualTo(1_001L * round);
      long writes = outcome.count(OperationKind.READ_MODIFY_WRITE);
      assertThat(outcome.count(OperationKind.READ) + writes).isEqualTo(1_001);
      assertThat(outcome.conflicts())
          .isEqualTo(2 * writes)
          .isEqualTo(first.conflicts + second.conflicts - conflictsBefore);
      assertThat(outcome.latencyMs(OperationKind.UPDATE, 50)).isNaN();
      assertThat(outcome.rate())
          .isEqualTo(1_001 / outcome.seconds())
          .isGreaterThan(outcome.rate(OperationKind.READ));
    }
  }

  @Test
  void duration_endsIt() {
    ClosedLoop loop = new ClosedLoop(List.of(new Alternating()));
    ClosedLoop.Outcome outcome = loop.run(Duration.ofMillis(50), 0);
    assertThat(outcome.seconds()).isBetween(0.05, 60.0);
    assertThat(outcome.count()).isPositive();
  }

  @Test
  void operationThatFails_failsTheRun() {
    ClosedLoop.Client failing =
        new ClosedLoop.Client() {
          @Override
          public OperationKind next() {
            throw new FixtureException("refused");
          }

          @Override
          public long conflicts() {
            return 0;
          }
        };
    ClosedLoop loop = new ClosedLoop(List.of(new Alternating(), failing));
    assertThatThrownBy(() -> loop.run(Duration.ofMillis(50), 0))
        .isInstanceOf(FixtureException.class)
        .hasMessageContaining("refused");
  }
}
