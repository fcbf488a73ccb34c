/**
 * What runs Twofold on real processes: the test kit ({@link io.twofold.it.kit}), the command line
 * ({@link io.twofold.it.cli}) and the quickstart ({@link io.twofold.it.quickstart}).
 *
 * <p>Everything here uses a store the way any user does: through topics, through the REST API,
 * through {@code TableReader}, and through the built component archive. No class of the other
 * modules is on the class path of the processes that are started.
 */
@NullMarked
package io.twofold.it;

import org.jspecify.annotations.NullMarked;
