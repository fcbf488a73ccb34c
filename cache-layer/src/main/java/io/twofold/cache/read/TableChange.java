package io.twofold.cache.read;

import io.twofold.txn.model.VersionedValue;
import org.jspecify.annotations.Nullable;

/**
 * A committed write to a key, as a {@link TableReader} tells it to its listeners. Immutable.
 *
 * @param partition the shard, from 0, which is the partition of the table's topic
 * @param table the table's name, without the store's
 * @param key the key
 * @param before value and version that the reader had until then, or null if it had none
 * @param after value and version that it has now, or null if the key was deleted; the version is
 *     the position
 * @param position of the transaction that wrote it, in the store's request log, 0 or more
 */
public record TableChange(
    int partition,
    String table,
    String key,
    @Nullable VersionedValue before,
    @Nullable VersionedValue after,
    long position) {}
