package io.twofold.txn.machine;

import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.Vote;

/** What a shard learns. */
public sealed interface Fact {

  /** The request log holds this. Only requests that concern the shard, or its catalogue, matter. */
  record RequestRead(RoutedRequest request) implements Fact {}

  /** The request log holds this settings record. */
  record SettingsRead(long position, StoreSettings settings) implements Fact {}

  /**
   * The request log was read up to here, whatever stood in it (requests of others, markers).
   *
   * @param position the next one to be read
   */
  record LogRead(long position) implements Fact {}

  /** The shard's partition of the votes topic holds this vote at that offset. */
  record VoteRead(long offset, Vote vote) implements Fact {}

  /**
   * Another shard has voted, and its vote is on its way to the shard's partition of the votes
   * topic: votes are certain, so the shard may go by it before it is there.
   */
  record VoteTold(Vote vote) implements Fact {}

  /**
   * The shard's partition of the votes topic holds, at that offset, a record of votes that it was
   * told before, the last of which is for that position.
   */
  record VotesPassed(long offset, long highestPosition) implements Fact {}

  /** The broker has acknowledged one record (vote or result) that this position caused. */
  record Acknowledged(long position) implements Fact {}
}
