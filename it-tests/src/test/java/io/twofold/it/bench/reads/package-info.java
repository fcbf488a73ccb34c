/** What has logic in the measuring of reads. */
@NullMarked
package io.twofold.it.bench.reads;

import org.jspecify.annotations.NullMarked;
