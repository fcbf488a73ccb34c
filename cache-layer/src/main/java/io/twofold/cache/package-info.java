/**
 * What stands between the transaction machine and those who read: {@code store} keeps a shard's
 * state in tiers, {@code route} says which shard a key belongs to, {@code read} follows shards of
 * which others are the owners.
 */
@NullMarked
package io.twofold.cache;

import org.jspecify.annotations.NullMarked;
