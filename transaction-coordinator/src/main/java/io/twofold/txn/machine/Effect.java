package io.twofold.txn.machine;

import io.twofold.txn.model.Encoding;
import io.twofold.txn.model.Result;
import io.twofold.txn.model.Vote;

/** What a shard wants done; each kind may be done more than once without harm. */
public sealed interface Effect {

  /**
   * Append the vote to the votes partition of that shard, and acknowledge the position once.
   *
   * @param receiver another participant
   */
  record SendVote(int receiver, Vote vote) implements Effect {}

  /**
   * Publish the result, and acknowledge the position once.
   *
   * @param position of the request that is answered; the result has another if it is a duplicate's
   * @param encoding of that request, and so of the result's record
   */
  record PublishResult(long position, Result result, Encoding encoding) implements Effect {}

  /**
   * Read the shard's partition of the votes topic again from that offset: the shard has come near
   * to positions whose votes it had passed over.
   */
  record ReadVotesAgain(long offset) implements Effect {}
}
