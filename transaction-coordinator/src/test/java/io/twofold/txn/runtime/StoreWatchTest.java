package io.twofold.txn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class StoreWatchTest {
  private static final OpenTransaction HANGING = new OpenTransaction("client", 17, 40);
  private static final OpenTransaction SHORT = new OpenTransaction("other", 18, 50);

  private static final List<OpenTransaction> NONE = List.of();

  private final BlockingQueue<RuntimeException> told = new ArrayBlockingQueue<>(10);
  private final TaskView view = new TaskView(System::nanoTime);

  @Test
  void nobodyAnswers_isTriedAgainUntilAPersonMustLook() throws Exception {
    AtomicInteger checks = new AtomicInteger();
    Ports ports =
        ports(
            List::of,
            () -> {
              if (checks.incrementAndGet() < 3) {
                throw new TransientException("nobody answers");
              }
              throw new IllegalStateException("topic deleted");
            });
    try (StoreWatch watch = new StoreWatch("bank", ports, view, told::add, 1)) {
      assertThat(told.poll(30, TimeUnit.SECONDS)).hasMessage("topic deleted");
      assertThat(checks).as("checks by %s, the last one ends it", watch).hasValue(3);
    }
  }

  @Test
  void transactionThatStaysOpen_isShownUntilItEnds() throws Exception {
    List<List<OpenTransaction>> rounds =
        List.of(List.of(HANGING), List.of(HANGING, SHORT), List.of(HANGING), List.of(), List.of());
    BlockingQueue<List<OpenTransaction>> shown = new ArrayBlockingQueue<>(100);
    AtomicInteger round = new AtomicInteger();
    Ports ports =
        ports(
            () -> {
              var unused = shown.offer(view.holders());
              return rounds.get(Math.min(round.getAndIncrement(), rounds.size() - 1));
            },
            () -> {});
    try (StoreWatch watch = new StoreWatch("bank", ports, view, told::add, 1)) {
      for (List<OpenTransaction> expected :
          List.of(NONE, NONE, List.of(HANGING), List.of(HANGING))) {
        assertThat(shown.poll(30, TimeUnit.SECONDS)).as("by %s", watch).isEqualTo(expected);
      }
      assertThat(shown.poll(30, TimeUnit.SECONDS)).as("it has ended").isEmpty();
    }
  }

  private static Ports ports(Supplier<List<OpenTransaction>> open, Runnable check) {
    return (Ports)
        Proxy.newProxyInstance(
            Ports.class.getClassLoader(),
            new Class<?>[] {Ports.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("openTransactions")) {
                return open.get();
              }
              assertThat(method.getName()).isEqualTo("check");
              check.run();
              return null;
            });
  }
}
