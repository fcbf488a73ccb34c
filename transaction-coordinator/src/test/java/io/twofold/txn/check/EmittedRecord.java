package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One record that a committed transaction leaves in a topic of the user's.
 *
 * @param position the position of the transaction
 * @param topic the topic
 * @param key the record's key; null for none
 * @param value the record's value
 */
public record EmittedRecord(long position, String topic, @Nullable String key, JsonNode value) {}
