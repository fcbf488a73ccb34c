package io.twofold.cache.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class HashPartitionerTest {
  @Test
  void shardOf_isThePartitionThatAProducerChooses() {
    for (int shards : new int[] {1, 2, 7, 8, 1_024}) {
      HashPartitioner partitioner = new HashPartitioner(shards);
      for (int i = 0; i < 1_000; i++) {
        String key = "schlüssel-" + i;
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        assertThat(partitioner.shardOf(key))
            .isEqualTo(BuiltInPartitioner.partitionForKey(bytes, shards));
      }
    }
  }

  @Test
  void new_withoutShards_throws() {
    assertThatThrownBy(() -> new HashPartitioner(0)).hasMessageContaining("shards=0");
  }
}
