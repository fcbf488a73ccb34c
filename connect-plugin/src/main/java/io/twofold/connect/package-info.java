/**
 * Twofold as a guest of a Kafka Connect worker.
 *
 * <p>{@link io.twofold.connect.TwofoldConnector} checks the configuration and hands it to its
 * tasks; {@link io.twofold.connect.TwofoldTask} starts an engine, tells Connect when it has failed
 * and stops it. {@code Assembly} is the one place that wires engine, state, clients, reads and
 * metrics together. Around them: {@code config} (the keys), {@code rest} (what the worker's HTTP
 * listener answers under {@code /twofold}) and {@code metrics}. None of the three knows the
 * connector or the tasks.
 */
@NullMarked
package io.twofold.connect;

import org.jspecify.annotations.NullMarked;
