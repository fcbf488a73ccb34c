package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a table holds under a key.
 *
 * @param value the value as JSON; never null and never a JSON null
 * @param version the position of the transaction that wrote it
 */
public record TableValue(JsonNode value, long version) {}
