/** What has logic in the measuring of recoveries. */
@NullMarked
package io.twofold.it.bench.recovery;

import org.jspecify.annotations.NullMarked;
