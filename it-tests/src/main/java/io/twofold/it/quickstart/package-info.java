/**
 * The quickstart: a broker, a worker, ten thousand transfers, and the proof that no money was made
 * or lost.
 */
@NullMarked
package io.twofold.it.quickstart;

import org.jspecify.annotations.NullMarked;
