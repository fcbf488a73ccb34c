/** The words of the protocol as immutable values. Depends on nothing but the language. */
@NullMarked
package io.twofold.txn.model;

import org.jspecify.annotations.NullMarked;
