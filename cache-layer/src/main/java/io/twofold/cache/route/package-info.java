/**
 * Which shard a key belongs to, and which of the hosts of a shard is asked.
 *
 * <p>A {@link io.twofold.txn.runtime.Partitioner} is part of what the log means, so {@link
 * io.twofold.cache.route.Partitioners} makes them from the words of the store's settings. A {@link
 * io.twofold.cache.route.ReadPolicy} is a matter of speed only; {@link
 * io.twofold.cache.route.Hosts} remembers how hosts fared.
 */
@NullMarked
package io.twofold.cache.route;

import org.jspecify.annotations.NullMarked;
