package io.twofold.txn.runtime;

import io.twofold.txn.model.VersionedValue;
import org.jspecify.annotations.Nullable;

/**
 * What a read of one key finds.
 *
 * @param found value and version, or null if the key is absent
 * @param position on the owner, the shard's next position in the request log: it has read all
 *     below, and waits for votes on some; on a replica, below which it shows everything. Greater
 *     than the version. A read {@code at_least} there never shows less
 * @param lagMs everything that was in the log so many milliseconds ago shows, if it was committed;
 *     -1 if that is not known
 */
public record ReadAnswer(@Nullable VersionedValue found, long position, long lagMs) {}
