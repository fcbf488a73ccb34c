/**
 * The test kit: Kafka nodes and Connect workers as separate JVM processes that a test can kill,
 * freeze and restart.
 *
 * <ul>
 *   <li>{@link io.twofold.it.kit.KafkaCluster}: the fixture; {@link
 *       io.twofold.it.kit.LocalKafkaCluster}: one or three KRaft nodes started from Maven's jars.
 *   <li>{@link io.twofold.it.kit.ConnectWorker}: a worker that loads the built component archive
 *       through {@code plugin.path}; {@link io.twofold.it.kit.ConnectRest}: its REST API.
 *   <li>{@link io.twofold.it.kit.PlainClients}: producers and consumers as any user would make
 *       them.
 *   <li>{@link io.twofold.it.kit.Await}: waiting that is bounded and says what it waited for.
 * </ul>
 *
 * <p>Fixtures belong to one thread unless they say otherwise. Whatever is still running when this
 * JVM ends is stopped by {@link io.twofold.it.kit.AtExit}, the youngest first.
 */
@NullMarked
package io.twofold.it.kit;

import org.jspecify.annotations.NullMarked;
