/**
 * {@code bin/twofold bench ycsb}: the core workloads A, B, C and F of the Yahoo! Cloud Serving
 * Benchmark (Cooper et al., "Benchmarking Cloud Serving Systems with YCSB", SoCC 2010).
 *
 * <p>{@link io.twofold.it.bench.ycsb.Workload} is the mix of operations, {@link
 * io.twofold.it.bench.ycsb.RecordChooser} which record is next, {@link
 * io.twofold.it.bench.ycsb.Records} what is in it. Reads are HTTP requests to the worker, answered
 * from its cache; writes are requests in the log. {@link io.twofold.it.bench.ycsb.WriteHistory}
 * checks what was read while measuring and what is there afterwards, so a figure of a wrong history
 * is never printed.
 */
@NullMarked
package io.twofold.it.bench.ycsb;

import org.jspecify.annotations.NullMarked;
