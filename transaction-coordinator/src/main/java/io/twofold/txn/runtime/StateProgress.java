package io.twofold.txn.runtime;

import java.util.Map;

/**
 * How far a shard's state holds what its checkpoints have committed.
 *
 * @param x0 of the last checkpoint of which all is there; the state may hold more than that
 * @param nextOffsets where reading each table's topic must go on, by topic
 * @param topicIds ids of the store's topics by name: whose state it is
 * @param writtenAtMs wall clock: every tombstone that the state must see and has not was still in
 *     the topics then, or came later. They are not kept for ever, so a state that is too old cannot
 *     be caught up
 */
public record StateProgress(
    long x0, Map<String, Long> nextOffsets, Map<String, String> topicIds, long writtenAtMs) {

  /** Of a state that holds nothing. */
  public static final StateProgress NONE = new StateProgress(0, Map.of(), Map.of(), 0);
}
