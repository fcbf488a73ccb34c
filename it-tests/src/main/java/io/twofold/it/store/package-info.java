/**
 * A store as any Kafka user sees it: its topics, through standard producers and consumers. Nothing
 * here knows the engine.
 */
@NullMarked
package io.twofold.it.store;

import org.jspecify.annotations.NullMarked;
