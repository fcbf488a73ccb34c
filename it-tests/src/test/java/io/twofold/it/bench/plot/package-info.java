/** What has logic in plots. */
@NullMarked
package io.twofold.it.bench.plot;

import org.jspecify.annotations.NullMarked;
