package io.twofold.txn.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

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

  /** Adds what one client has beyond the others; of what only tunes it, the user's wins. */
  static void add(
      Map<String, Object> all,
      Map<String, Object> special,
      Map<String, String> users,
      Predicate<String> tunes) {
    special.forEach(
        (key, value) -> {
          if (!tunes.test(key) || !users.containsKey(key)) {
            all.put(key, value);
          }
        });
  }

  /** Names only: there may be secrets among the values. */
  @Override
  public String toString() {
    return "ClientConfig[bootstrapServers=%s, producer=%s, consumer=%s, admin=%s]"
        .formatted(bootstrapServers, producer.keySet(), consumer.keySet(), admin.keySet());
  }
}
