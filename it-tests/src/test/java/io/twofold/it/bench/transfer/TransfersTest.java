package io.twofold.it.bench.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twofold.it.kit.FixtureException;
import java.util.BitSet;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class TransfersTest {
  private static final int SHARDS = 8;

  @Test
  void accounts_areOnTwoShardsAndAllTakePart() {
    Transfers transfers = new Transfers(500, 0, SHARDS, 1);
    BitSet seen = new BitSet();
    for (long number = 0; number < 20_000; number++) {
      assertThat(shard(transfers.from(number))).isNotEqualTo(shard(transfers.to(number)));
      assertThat(transfers.amount(number)).isBetween(1, 10);
      seen.set(transfers.from(number));
      seen.set(transfers.to(number));
    }
    assertThat(seen.cardinality()).isEqualTo(500);
  }

  private static int shard(int account) {
    return BuiltInPartitioner.partitionForKey(Transfers.key(account).getBytes(UTF_8), SHARDS);
  }

  @Test
  void hot_onlyTheFirstTakePart() {
    Transfers transfers = new Transfers(500, 20, SHARDS, 1);
    for (long number = 0; number < 2_000; number++) {
      assertThat(transfers.from(number)).isLessThan(20);
      assertThat(transfers.to(number)).isLessThan(20);
    }
    assertThatThrownBy(() -> new Transfers(500, 1, SHARDS, 1)).isInstanceOf(FixtureException.class);
  }

  @Test
  void choice_concernsTransfersFromItsNumberOn() {
    Transfers transfers = new Transfers(500, 0, SHARDS, 1);
    Transfers few = new Transfers(500, 20, SHARDS, 1);
    Transfers all = new Transfers(500, 500, SHARDS, 1);
    transfers.choose(1_000, 20);
    transfers.choose(2_000, 0);
    transfers.choose(3_000, 20);
    for (long number = 0; number < 4_000; number++) {
      Transfers then = number / 1_000 % 2 == 0 ? all : few;
      assertThat(transfers.from(number)).isEqualTo(then.from(number));
      assertThat(transfers.to(number)).isEqualTo(then.to(number));
    }
    assertThatThrownBy(() -> transfers.choose(4_000, 1)).isInstanceOf(FixtureException.class);
  }

  @Test
  void json_saysTheTransferOfThatNumber() throws Exception {
    Transfers transfers = new Transfers(500, 0, SHARDS, 1);
    JsonNode request = new ObjectMapper().readTree(transfers.json("x-7", 7));
    assertThat(request.path("id").asText()).isEqualTo("x-7");
    JsonNode debit = request.at("/ops/0");
    JsonNode credit = request.at("/ops/1");
    assertThat(Transfers.account(debit.path("key").asText())).isEqualTo(transfers.from(7));
    assertThat(Transfers.account(credit.path("key").asText())).isEqualTo(transfers.to(7));
    assertThat(debit.path("by").asInt()).isEqualTo(-transfers.amount(7));
    assertThat(debit.path("min").asInt(-1)).isZero();
    assertThat(credit.path("by").asInt()).isEqualTo(transfers.amount(7));
    assertThat(credit.has("min")).isFalse();
  }
}
