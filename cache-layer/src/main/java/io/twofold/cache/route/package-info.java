/** Which shard a key belongs to. */
@NullMarked
package io.twofold.cache.route;

import org.jspecify.annotations.NullMarked;
