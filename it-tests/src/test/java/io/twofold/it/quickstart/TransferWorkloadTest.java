package io.twofold.it.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransferWorkloadTest {
  private static final long SEED = 7;

  @Test
  void generate_newStore_depositsFirst() {
    TransferWorkload workload = TransferWorkload.generate("r", Map.of(), SEED);
    assertThat(workload.deposits()).isEqualTo(TransferWorkload.ACCOUNTS);
    assertThat(workload.requests()).hasSize(TransferWorkload.ACCOUNTS + TransferWorkload.TRANSFERS);
    assertThat(workload.requests().subList(0, TransferWorkload.ACCOUNTS))
        .allMatch(request -> request.from() == null);
    assertThat(workload.requests().stream().map(MoneyRequest::id)).doesNotHaveDuplicates();
  }

  @Test
  void generate_storeOfAnEarlierRun_onlyTransfers() {
    Map<String, Long> balances = new HashMap<>();
    for (int i = 0; i < TransferWorkload.ACCOUNTS; i++) {
      balances.put(TransferWorkload.account(i), 5L);
    }
    TransferWorkload workload = TransferWorkload.generate("r", balances, SEED);
    assertThat(workload.deposits()).isZero();
    assertThat(workload.requests()).hasSize(TransferWorkload.TRANSFERS);
  }

  @Test
  void toJson_transfer_debitsFirstAndNeverOverdraws() throws Exception {
    var json = new ObjectMapper().readTree(new MoneyRequest("t-1", "alice", "bob", 100).toJson());
    assertThat(json.at("/id").asText()).isEqualTo("t-1");
    assertThat(json.at("/ops/0/key").asText()).isEqualTo("alice");
    assertThat(json.at("/ops/0/by").asLong()).isEqualTo(-100);
    assertThat(json.at("/ops/0/min").asLong(-1)).isZero();
    assertThat(json.at("/ops/1/key").asText()).isEqualTo("bob");
    assertThat(json.at("/ops/1/by").asLong()).isEqualTo(100);
  }
}
