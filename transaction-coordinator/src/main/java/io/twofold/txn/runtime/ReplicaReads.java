package io.twofold.txn.runtime;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A replica of a shard, read. */
record ReplicaReads(int shard, Replicas.Replica replica, LagMeter lag) implements ShardReads {

  @Override
  public Optional<Catalogue.Table> table(String name) {
    return Optional.ofNullable(replica.tables().get(name))
        .map(format -> new Catalogue.Table(name, format, 0));
  }

  /** The position is read first: the value is at least that new, and may be newer. */
  @Override
  public ReadAnswer get(Key key) {
    long position = replica.position();
    long lagMs = lagMs(position);
    VersionedValue found = replica.get(key);
    return new ReadAnswer(
        found, found == null ? position : Math.max(position, found.version() + 1), lagMs);
  }

  @Override
  public Page scan(String table, String prefix, @Nullable String after, int limit) {
    long position = replica.position();
    long lagMs = lagMs(position);
    return new Page(replica.scan(table, prefix, after, limit), position, lagMs);
  }

  private long lagMs(long position) {
    return lag.lagMs(position).orElse(-1);
  }
}
