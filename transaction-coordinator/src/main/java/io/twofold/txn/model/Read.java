package io.twofold.txn.model;

import org.jspecify.annotations.Nullable;

/**
 * What one {@code get} saw.
 *
 * @param op the operation's index in the request
 * @param found value and version, or null if the key was absent
 */
public record Read(int op, Key key, @Nullable VersionedValue found) {}
