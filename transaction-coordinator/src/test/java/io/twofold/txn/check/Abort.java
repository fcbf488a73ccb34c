package io.twofold.txn.check;

import org.jspecify.annotations.Nullable;

/**
 * Why a transaction has no effect.
 *
 * @param reason the reason
 * @param op the index of the first operation that failed; null if it was not one of them
 */
record Abort(Reason reason, @Nullable Integer op) {}
