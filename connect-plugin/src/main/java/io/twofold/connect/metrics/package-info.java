/** How a task's shards and their state tiers fare, as metrics of the worker. */
@NullMarked
package io.twofold.connect.metrics;

import org.jspecify.annotations.NullMarked;
