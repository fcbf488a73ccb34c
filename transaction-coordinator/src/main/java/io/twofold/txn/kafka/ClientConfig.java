package io.twofold.txn.kafka;

import java.util.HashMap;
import java.util.Map;

/**
 * What the user gave for the engine's own clients.
 *
 * @param bootstrapServers as in Kafka's clients
 * @param producer settings for producers only, without prefix
 * @param consumer settings for consumers only, without prefix
 * @param admin settings for admin clients only, without prefix
 */
public record ClientConfig(
    String bootstrapServers,
    Map<String, String> producer,
    Map<String, String> consumer,
    Map<String, String> admin) {

  /** Settings of one client: the user's, under which come ours, which win. */
  static Map<String, Object> over(Map<String, String> users, Map<String, Object> ours) {
    Map<String, Object> all = new HashMap<>(users);
    all.putAll(ours);
    return all;
  }

  /** Names only: there may be secrets among the values. */
  @Override
  public String toString() {
    return "ClientConfig[bootstrapServers=%s, producer=%s, consumer=%s, admin=%s]"
        .formatted(bootstrapServers, producer.keySet(), consumer.keySet(), admin.keySet());
  }
}
