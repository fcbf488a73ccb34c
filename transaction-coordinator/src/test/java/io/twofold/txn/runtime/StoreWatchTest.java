package io.twofold.txn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreWatchTest {
  private final AtomicInteger checks = new AtomicInteger();
  private final BlockingQueue<RuntimeException> told = new ArrayBlockingQueue<>(10);

  @Test
  void nobodyAnswers_isTriedAgainUntilAPersonMustLook() throws Exception {
    Ports ports =
        portsThatCheck(
            () -> {
              if (checks.incrementAndGet() < 3) {
                throw new TransientException("nobody answers");
              }
              throw new IllegalStateException("topic deleted");
            });
    try (StoreWatch watch = new StoreWatch("bank", ports, told::add, 1)) {
      assertThat(told.poll(30, TimeUnit.SECONDS)).hasMessage("topic deleted");
      assertThat(checks).as("checks by %s, the last one ends it", watch).hasValue(3);
    }
  }

  private static Ports portsThatCheck(Runnable check) {
    return (Ports)
        Proxy.newProxyInstance(
            Ports.class.getClassLoader(),
            new Class<?>[] {Ports.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("check");
              check.run();
              return null;
            });
  }
}
