package io.twofold.txn.runtime;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.StoreSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exact state of a shard at x0, together with its tables and its transactions.
 *
 * @param x0 the lowest unfinished position
 * @param v0 the lowest offset of a vote for x0 or later
 * @param oldestRemembered position of the oldest id remembered at x0; x0 if there is none
 * @param settings that hold at x0
 * @param tables the catalogue before x0
 * @param requestEpoch leader epoch of the request at x0 - 1, if known
 * @param voteEpoch leader epoch of the vote at v0, if known
 */
public record Checkpoint(
    long x0,
    long v0,
    long oldestRemembered,
    StoreSettings settings,
    List<Catalogue.Table> tables,
    @Nullable Integer requestEpoch,
    @Nullable Integer voteEpoch) {}
