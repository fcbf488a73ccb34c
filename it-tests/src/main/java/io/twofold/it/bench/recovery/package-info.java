/**
 * {@code bin/twofold bench recovery}: how long a store does not commit when its worker is killed
 * and started again, and when it has caught up.
 *
 * <p>{@link io.twofold.it.bench.recovery.RecoveryWatch} is what is measured, from answers and from
 * what the worker tells of its shards; {@link io.twofold.it.bench.recovery.WorkerKill} brings it
 * about.
 */
@NullMarked
package io.twofold.it.bench.recovery;

import org.jspecify.annotations.NullMarked;
