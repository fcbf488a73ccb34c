/** The engine's ports on Kafka's clients: the only package of the engine that talks to brokers. */
@NullMarked
package io.twofold.txn.kafka;

import org.jspecify.annotations.NullMarked;
