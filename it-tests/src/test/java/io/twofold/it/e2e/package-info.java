/**
 * The built archive in a real worker against a real broker, seen from the outside: topics, record
 * formats, HTTP and connector configuration. Nothing here uses a class of the engine.
 *
 * <ul>
 *   <li>{@link io.twofold.it.e2e.Installation}: one broker and one worker for the tests of a class.
 *   <li>{@link io.twofold.it.e2e.StoreClient}: a store through a plain producer and plain
 *       consumers; {@link io.twofold.it.e2e.ResultLog}: the results as they come.
 *   <li>{@link io.twofold.it.e2e.History}: everything that happened to a store, held against the
 *       sequential model.
 *   <li>{@link io.twofold.it.e2e.TransferLoad}: deposits and transfers that go on while something
 *       is killed.
 * </ul>
 */
@NullMarked
package io.twofold.it.e2e;

import org.jspecify.annotations.NullMarked;
