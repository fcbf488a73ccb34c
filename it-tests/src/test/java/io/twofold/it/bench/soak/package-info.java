/** What has logic in soaking. */
@NullMarked
package io.twofold.it.bench.soak;

import org.jspecify.annotations.NullMarked;
