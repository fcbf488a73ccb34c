/**
 * How requests, results, values, votes and checkpoints stand in records.
 *
 * <p>Public records are JSON and are read with all strictness: {@link
 * io.twofold.txn.codec.RequestReader} makes of any bytes either a transaction or a refusal. What
 * only the engine reads is Avro's single-object encoding; the schemas, with their documentation,
 * stand in {@code src/main/avro}.
 */
@NullMarked
package io.twofold.txn.codec;

import org.jspecify.annotations.NullMarked;
