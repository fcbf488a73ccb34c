/** What has logic in the workloads of YCSB, and a short run on a real broker and worker. */
@NullMarked
package io.twofold.it.bench.ycsb;

import org.jspecify.annotations.NullMarked;
