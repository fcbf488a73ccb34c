/** What has logic in measuring. */
@NullMarked
package io.twofold.it.bench.measure;

import org.jspecify.annotations.NullMarked;
