package io.twofold.it.bench.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.kit.FixtureException;
import io.twofold.it.kit.FreePorts;
import org.junit.jupiter.api.Test;

class PostgresTransfersTest {
  @Test
  void serverThatIsNotThere_isSaidWithItsAddressAndWithoutPassword() {
    String address = "jdbc:postgresql://localhost:%d/bank".formatted(FreePorts.next());
    assertThatThrownBy(() -> PostgresTransfers.requireServer(address + "?user=u&password=secret"))
        .isInstanceOf(FixtureException.class)
        .hasMessageStartingWith("PostgreSQL cannot be used (" + address + "): ")
        .hasMessageContaining("refused")
        .hasMessageNotContaining("secret");
  }

  @Test
  void urlThatNoDriverUnderstands_isSaidWithoutPassword() {
    assertThatThrownBy(
            () -> PostgresTransfers.requireServer("jdbc:postgresql://h:x/bank?password=secret"))
        .isInstanceOf(FixtureException.class)
        .hasMessageContaining("jdbc:postgresql://h:x/bank")
        .hasMessageNotContaining("secret");
  }

  @Test
  void counts_areOfAllClientsAndOfWhatWasDoneSince() {
    PostgresClient.Count both =
        new PostgresClient.Count(50, 10, 5).plus(new PostgresClient.Count(60, 15, 4));
    assertThat(both).isEqualTo(new PostgresClient.Count(110, 25, 9));
    PostgresClient.Count since = both.minus(new PostgresClient.Count(35, 0, 4));
    assertThat(since).isEqualTo(new PostgresClient.Count(75, 25, 5));
    assertThat(since.committedPercent()).isEqualTo(75);
    assertThat(since.againPercent()).isEqualTo(5);
  }
}
