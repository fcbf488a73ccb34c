package io.twofold.txn.machine;

import io.twofold.txn.model.Outcome;
import java.util.Optional;

/**
 * Finds votes before their turn. It may find none: that changes when a vote is cast, never which.
 */
interface Foresight {

  /** The vote, if it is certain already: verdict, failing operation, reason, message and reads. */
  Optional<Outcome> vote(Part part);
}
