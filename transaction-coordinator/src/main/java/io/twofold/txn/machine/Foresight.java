package io.twofold.txn.machine;

import io.twofold.txn.model.Key;
import io.twofold.txn.model.Outcome;
import java.util.Map;
import java.util.Optional;

/**
 * Finds votes before their turn. It may find none: that changes when a vote is cast, never which.
 */
interface Foresight {

  /**
   * The vote, if it is certain already: verdict, failing operation, reason, message and reads.
   *
   * @param queues the parts of each of the part's keys, in position order
   */
  Optional<Outcome> vote(Part part, Map<Key, ? extends Iterable<Part>> queues);
}
