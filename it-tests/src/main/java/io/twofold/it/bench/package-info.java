/**
 * Workloads against a store on a real broker and a real worker: {@code bin/twofold bench}.
 *
 * <p>{@code bench history} runs transactions of one of two shapes, whose histories Elle (Kingsbury
 * and Alvaro, VLDB 2020) and checkers like it can judge, and writes what each client saw: {@link
 * io.twofold.it.bench.HistoryRun} has the clients, {@link io.twofold.it.bench.MicroTransaction} the
 * shape. {@code bench reads} measures reads: {@link io.twofold.it.bench.reads}. {@code bench
 * transfer} and {@code bench sweep} measure transactions: {@link io.twofold.it.bench.transfer};
 * {@code bench recovery} how soon they go on after a kill: {@link io.twofold.it.bench.recovery};
 * {@code bench soak} what becomes of a store that is worked and killed for long: {@link
 * io.twofold.it.bench.soak}. {@code bench ycsb} measures reads and writes in the mixes of others'
 * benchmarks: {@link io.twofold.it.bench.ycsb}.
 */
@NullMarked
package io.twofold.it.bench;

import org.jspecify.annotations.NullMarked;
