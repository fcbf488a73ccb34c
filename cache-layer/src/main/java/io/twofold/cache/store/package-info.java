/**
 * The state of a shard in three tiers, from the top: writes that no checkpoint has committed yet;
 * values ready to use, bounded by their weight (Caffeine); everything committed, as compact bytes
 * on the heap or on disk (RocksDB).
 *
 * <h2>Why a read is never stale</h2>
 *
 * A read asks the tiers from the top. Each key keeps two rules:
 *
 * <ol>
 *   <li>a key without an unflushed write has its current value in the committed tier, and in the
 *       middle tier either that value or none;
 *   <li>a flush changes the committed tier first, then the middle one, and only then lets the
 *       unflushed write go.
 * </ol>
 *
 * The danger lies between a reader that fetches an old value from the committed tier and a flush
 * that overtakes it: were the reader to leave its old value in the middle tier afterwards, it would
 * stay there. So fetching and leaving are one atomic step of the middle tier, and so is the flush's
 * replacing; whichever comes second on a key sees what the first did. If the fetch comes second, it
 * finds the new value in the committed tier, which was changed before; if the flush does, it
 * replaces what the fetch left.
 *
 * <p>A shard's machine reads past the middle tier what the committed one gives at little cost: that
 * is current by the first rule. A flush to disk leaves in the middle tier what it has written; one
 * to the heap replaces what others have left there, and adds nothing.
 *
 * <p>Where nothing has come to the middle tier yet, that is left alone. A read says that it comes
 * before it fetches, and whoever changes the committed tier looks only after that: a read that he
 * does not see will find the new value.
 *
 * <p>A scan first collects the keys that have unflushed writes and then pages through the committed
 * tier. Keys that it collected it reads one by one, from the top like any read. A key that it did
 * not collect had no unflushed write at some moment while it collected, so by the first rule its
 * value was in the committed tier then; what the scan finds there afterwards is that value or a
 * newer one. The middle tier plays no part: scans pass it by.
 *
 * <p>A read that finds nothing unflushed and then something in a lower tier may be overtaken by
 * writes and their flushes in between. What it returns was current at some moment after it began,
 * so each key's history is seen in order by everybody.
 */
@NullMarked
package io.twofold.cache.store;

import org.jspecify.annotations.NullMarked;
