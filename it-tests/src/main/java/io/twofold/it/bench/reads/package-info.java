/** {@code bin/twofold bench reads}: how long reads take, each beside its alternative. */
@NullMarked
package io.twofold.it.bench.reads;

import org.jspecify.annotations.NullMarked;
