/**
 * How requests, results, values, votes and checkpoints stand in records.
 *
 * <p>Public records are JSON or Avro's single-object encoding and are read with all strictness:
 * {@link io.twofold.txn.codec.RequestReader} makes of any bytes either a transaction or a refusal.
 * {@code JsonRequests} and {@code AvroRequests} know the encodings, {@code RequestForm} and {@code
 * OperationForm} the rules. What only the engine reads is Avro; all schemas, with their
 * documentation, stand in {@code src/main/avro}.
 */
@NullMarked
package io.twofold.txn.codec;

import org.jspecify.annotations.NullMarked;
