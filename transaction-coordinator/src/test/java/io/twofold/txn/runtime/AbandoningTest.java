package io.twofold.txn.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class AbandoningTest {
  private final CompletableFuture<Integer> source = new CompletableFuture<>();
  private final CompletableFuture<String> result = Abandoning.map(source, String::valueOf);

  @Test
  void result_isThatOfTheSource() {
    source.complete(7);
    assertThat(result).isCompletedWithValue("7");
    assertThat(Abandoning.map(source, number -> number + 1)).isCompletedWithValue(8);
  }

  @Test
  void cancel_reachesTheSource() {
    result.cancel(true);
    assertThat(source).isCancelled();
  }

  @Test
  void timeOut_reachesTheSource() {
    result.completeExceptionally(new TimeoutException());
    assertThat(source).isCancelled();
  }

  @Test
  void failure_isHandedOn() {
    source.completeExceptionally(new NotServingException(3));
    assertThatThrownBy(result::join).hasCauseInstanceOf(NotServingException.class);
  }
}
