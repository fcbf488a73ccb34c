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

  /** The broker has acknowledged one record (vote or result) that this position caused. */
  record Acknowledged(long position) implements Fact {}
}
