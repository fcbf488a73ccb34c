/** The command line {@code bin/twofold}: the quickstart, and small tools for a running store. */
@NullMarked
package io.twofold.it.cli;

import org.jspecify.annotations.NullMarked;
