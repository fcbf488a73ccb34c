package io.twofold.txn.runtime;

import io.twofold.txn.model.VersionedValue;
import org.jspecify.annotations.Nullable;

/**
 * What a read of one key finds on the shard's owner.
 *
 * @param found value and version, or null if the key is absent
 * @param position the shard's next position in the request log: it has seen all below
 * @param lagMs how long ago, in milliseconds, the log was known to end there, or before; -1 if that
 *     is not known
 */
public record ReadAnswer(@Nullable VersionedValue found, long position, long lagMs) {}
