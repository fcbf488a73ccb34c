package io.twofold.txn.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RequestGeneratorTest {
  private static final ModelSettings SETTINGS =
      new ModelSettings(4, 200, 30, ModelSettings.ofConformanceStore(4).tables(), Set.of("events"));

  @Test
  void sameSeed_givesTheSameRequests() {
    assertThat(run(42, 2000)).isEqualTo(run(42, 2000));
    assertThat(run(42, 100)).isNotEqualTo(run(43, 100));
  }

  @Test
  void outcomes_areOfAllKinds() {
    Map<String, Integer> counts = new TreeMap<>();
    for (ObjectNode result : run(1, 10_000)) {
      String outcome = result.path("reason").asText(result.get("status").textValue());
      counts.merge(result.has("duplicate") ? "DUPLICATE" : outcome, 1, Integer::sum);
    }
    assertThat(counts.get("COMMITTED")).as("counts %s", counts).isBetween(3000, 8000);
    assertThat(counts.get("DUPLICATE")).as("counts %s", counts).isGreaterThan(50);
    for (Reason reason : EnumSet.allOf(Reason.class)) {
      assertThat(counts.getOrDefault(reason.name(), 0))
          .as("%s in counts %s", reason, counts)
          .isGreaterThan(3);
    }
  }

  private static List<ObjectNode> run(long seed, int count) {
    RequestGenerator generator = new RequestGenerator(new Random(seed), SETTINGS);
    SequentialModel model = new SequentialModel(SETTINGS);
    List<ObjectNode> results = new ArrayList<>();
    for (int position = 0; position < count; position++) {
      ObjectNode result =
          model.apply(new RequestRecord(position, position, generator.next(position)));
      generator.sawResult(result);
      results.add(result);
    }
    return results;
  }
}
