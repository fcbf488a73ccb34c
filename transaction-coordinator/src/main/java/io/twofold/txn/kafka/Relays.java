package io.twofold.txn.kafka;

import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/**
 * The relays of a store: how their lanes are called, and how those of an owner before are ended.
 */
final class Relays {
  private static final long ANSWER_MS = 30_000;

  private final Admin admin;
  private final Topics topics;
  private final List<String> targets;

  /**
   * Relays of a store.
   *
   * @param targets the user's topics that this store is configured to write to
   */
  Relays(Admin admin, Topics topics, List<String> targets) {
    this.admin = admin;
    this.topics = topics;
    this.targets = targets;
  }

  /** The transactional id of the lane from a shard to a topic. */
  String transactionalId(int shard, String topic) {
    return topics.group() + "-relay-" + shard + "-" + topic;
  }

  /** Without targets there is nothing to copy; what was emitted earlier waits for them. */
  boolean hasNoTargets() {
    return targets.isEmpty();
  }

  /** Ends open transactions of the lanes: they would hold back who reads the checkpoints. */
  void fence(int shard) {
    if (!targets.isEmpty()) {
      List<String> ids = targets.stream().map(topic -> transactionalId(shard, topic)).toList();
      Failures.await("fencing the relays before", admin.fenceProducers(ids).all(), ANSWER_MS);
    }
  }
}
