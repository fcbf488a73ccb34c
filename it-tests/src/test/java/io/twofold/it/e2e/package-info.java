/**
 * The built archive in a real worker against a real broker, seen from the outside: topics, record
 * formats, HTTP and connector configuration. Nothing here uses a class of the engine.
 *
 * <ul>
 *   <li>{@link io.twofold.it.e2e.Installation}: a cluster and a worker for the tests of a class;
 *       {@link io.twofold.it.e2e.ClusterAdmin}: what its administrator does.
 *   <li>{@link io.twofold.it.e2e.StoreClient}: a store through a plain producer and plain
 *       consumers; {@link io.twofold.it.e2e.ResultLog}: the results as they come.
 *   <li>{@link io.twofold.it.e2e.History}: everything that happened to a store, held against the
 *       sequential model.
 *   <li>{@link io.twofold.it.e2e.TransferLoad}: deposits and transfers that go on while something
 *       is killed; {@link io.twofold.it.e2e.OwnedShards}: who has which shards meanwhile; {@link
 *       io.twofold.it.e2e.IdleMember}: shards that nobody works on.
 * </ul>
 */
@NullMarked
package io.twofold.it.e2e;

import org.jspecify.annotations.NullMarked;
