package io.twofold.txn.runtime;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A replica of a shard, read. */
record ReplicaReads(int shard, Replicas.Replica replica, LagMeter lag) implements ShardReads {

  @Override
  public Optional<Catalogue.Table> table(String name) {
    return Optional.ofNullable(replica.tables().get(name))
        .map(format -> new Catalogue.Table(name, format, 0));
  }

  /** The lag is of a position that is read first: the value is at least that new. */
  @Override
  public ReadAnswer get(Key key) {
    long position = replica.position();
    long lagMs = lagMs(position);
    VersionedValue found = replica.get(key);
    // What is gone may have gone after that position.
    long shown = found == null ? replica.begunBelow() : found.version() + 1;
    return new ReadAnswer(found, Math.max(position, shown), lagMs);
  }

  @Override
  public Page scan(String table, String prefix, @Nullable String after, int limit) {
    long lagMs = lagMs(replica.position());
    List<Entry> found = replica.scan(table, prefix, after, limit);
    return new Page(found, replica.begunBelow(), lagMs);
  }

  private long lagMs(long position) {
    return lag.lagMs(position).orElse(-1);
  }
}
