package io.twofold.txn.runtime;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Key;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A shard on its owner, read.
 *
 * @param before everything below this position shows, whatever the view says yet
 * @param tables that are known
 */
record OwnerReads(ShardView view, ShardState state, long before, List<Catalogue.Table> tables)
    implements ShardReads {

  @Override
  public int shard() {
    return view.shard();
  }

  @Override
  public Optional<Catalogue.Table> table(String name) {
    return tables.stream().filter(table -> table.name().equals(name)).findFirst();
  }

  /** The position is read first: the value is at least that new. */
  @Override
  public ReadAnswer get(Key key) {
    long position = position();
    long lagMs = view.lagMs();
    return new ReadAnswer(state.get(key), position, lagMs);
  }

  @Override
  public Page scan(String table, String prefix, @Nullable String after, int limit) {
    long position = position();
    long lagMs = view.lagMs();
    return new Page(state.scan(table, prefix, after, limit), position, lagMs);
  }

  private long position() {
    return Math.max(before, view.position());
  }
}
