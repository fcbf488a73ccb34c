/** What has logic in measuring transfers, and a short run on a real broker and worker. */
@NullMarked
package io.twofold.it.bench.transfer;

import org.jspecify.annotations.NullMarked;
