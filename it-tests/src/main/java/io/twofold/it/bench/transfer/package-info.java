/**
 * {@code bin/twofold bench transfer}: how many transfers between accounts on different shards a
 * store commits, and how soon, beside what one would use instead. {@code bin/twofold bench sweep}:
 * the same at several values of one option.
 *
 * <p>{@link io.twofold.it.bench.transfer.Transfers} is which transfers, by their numbers; {@link
 * io.twofold.it.bench.transfer.TransferClient} sends them and sees their results; {@link
 * io.twofold.it.bench.transfer.TransferAudit} checks afterwards that what was answered is what the
 * table's topic says, so a figure of a wrong history is never printed. A {@link
 * io.twofold.it.bench.transfer.TransferStore} is all of that with brokers and a worker.
 */
@NullMarked
package io.twofold.it.bench.transfer;

import org.jspecify.annotations.NullMarked;
