/** The benchmarks' own tests. */
@NullMarked
package io.twofold.it.bench;

import org.jspecify.annotations.NullMarked;
