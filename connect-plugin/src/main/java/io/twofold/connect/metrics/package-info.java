/** How a task's shards fare, as metrics of the worker. */
@NullMarked
package io.twofold.connect.metrics;

import org.jspecify.annotations.NullMarked;
