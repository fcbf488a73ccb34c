/**
 * How benchmarks measure: candidates of a {@link io.twofold.it.bench.measure.Comparison} take turns
 * in every one of the {@link io.twofold.it.bench.measure.Rounds}, so that what disturbs the machine
 * for a while disturbs all of them, and ratios are of figures of the same round. {@link
 * io.twofold.it.bench.measure.ProcessCosts} is what it costs.
 */
@NullMarked
package io.twofold.it.bench.measure;

import org.jspecify.annotations.NullMarked;
