/** An HTTP resource that does nothing: what reads over HTTP are measured against. */
@NullMarked
package io.twofold.it.bench.empty;

import org.jspecify.annotations.NullMarked;
