package io.twofold.cache.read;

/**
 * Told of changes by a {@link TableReader}, on the reader's one thread: what takes long belongs
 * elsewhere, since nothing is read meanwhile. What it throws is logged and goes no further.
 */
@FunctionalInterface
public interface TableListener {

  /**
   * A key was written. By then reads of the reader show it, or something newer.
   *
   * <p>Each write is told once, those of one partition in the order of their positions, those of
   * one transaction one after another. Two exceptions, after the reader was away from the cluster
   * for long: compaction may have taken all but the newest write of a key; and of more than {@value
   * ChangeFeed#WAITING_MAX} changes of a partition that are read at once, only those of the same
   * table are told in order.
   */
  void changed(TableChange change);

  /**
   * What was told of that partition counts no longer: the reader has lost its place, reads the
   * partition anew, and does not tell what it finds. Reads of it throw {@link
   * io.twofold.txn.runtime.NotServingException} until then; whoever keeps something of his own
   * should then scan it again.
   *
   * @param partition from 0
   */
  default void startsOver(int partition) {}
}
