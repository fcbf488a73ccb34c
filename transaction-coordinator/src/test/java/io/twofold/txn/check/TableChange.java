package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One record that a committed transaction leaves in a table's topic.
 *
 * @param position the position of the transaction
 * @param table the table's name
 * @param key the key
 * @param value the value after the transaction; null for a tombstone
 */
public record TableChange(long position, String table, String key, @Nullable JsonNode value) {}
