package io.twofold.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.connect.rest.RunningEngines.Registration;
import io.twofold.connect.rest.RunningEngines.StoreHere;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RunningEnginesTest {
  private final RunningEngines engines = new RunningEngines();
  private final FakeEngine engine = new FakeEngine("bank", "0");

  @Test
  void find_twoOfOneTask_newestFirst_andTheRightOneLeaves() {
    FakeEngine successor = new FakeEngine("bank", "0");
    Registration zombie = engines.add(engine, FakeSubmitter::new);
    engines.add(successor, FakeSubmitter::new);
    assertThat(engines.find("bank").orElseThrow().engines()).containsExactly(successor, engine);
    zombie.close();
    zombie.close();
    assertThat(engines.find("bank").orElseThrow().engines()).containsExactly(successor);
  }

  @Test
  void find_noneLeft_isEmpty() {
    engines.add(engine, FakeSubmitter::new).close();
    assertThat(engines.find("bank")).isEmpty();
  }

  @Test
  void client_isMadeOnceWhenNeededAndClosedWithItsTask() {
    List<FakeSubmitter> made = new ArrayList<>();
    Registration registration =
        engines.add(
            engine,
            () -> {
              made.add(new FakeSubmitter());
              return made.get(0);
            });
    StoreHere here = engines.find("bank").orElseThrow();
    assertThat(made).isEmpty();
    assertThat(here.client().get()).isSameAs(here.client().get());
    assertThat(made).hasSize(1);
    registration.close();
    assertThat(made.get(0).isClosed).isTrue();
    assertThatThrownBy(() -> here.client().get()).hasMessageContaining("just stopped");
  }

  @Test
  void awaitUrl_extensionThatComesUp_isWaitedFor() {
    CompletableFuture<String> url =
        CompletableFuture.supplyAsync(() -> engines.awaitUrl(Duration.ofMinutes(1)));
    engines.announce("http://a:1");
    assertThat(url.join()).isEqualTo("http://a:1");
  }

  @Test
  void awaitUrl_noExtension_isWaitedForOnce() {
    assertThat(engines.awaitUrl(Duration.ofMillis(1))).isEmpty();
    assertThat(engines.awaitUrl(Duration.ofDays(1))).isEmpty();
    engines.announce("http://a:1");
    assertThat(engines.awaitUrl(Duration.ofDays(1))).isEqualTo("http://a:1");
  }
}
