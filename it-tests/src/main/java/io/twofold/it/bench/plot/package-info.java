/**
 * Figures of a benchmark as an image: {@link io.twofold.it.bench.plot.Plot} is what to show, and
 * gives the text of an SVG without scripts, styles or fonts of its own. Its colours can be read on
 * a light and on a dark page.
 */
@NullMarked
package io.twofold.it.bench.plot;

import org.jspecify.annotations.NullMarked;
