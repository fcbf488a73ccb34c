/**
 * {@code bin/twofold bench soak}: a steady load for long, while the worker is killed and started
 * again, and what grows meanwhile: memory, threads, files.
 *
 * <p>{@link io.twofold.it.bench.soak.Timetable} says when what happens, {@link
 * io.twofold.it.bench.soak.SoakBench} does it, {@link io.twofold.it.bench.soak.SoakFigures} has
 * what was seen.
 */
@NullMarked
package io.twofold.it.bench.soak;

import org.jspecify.annotations.NullMarked;
