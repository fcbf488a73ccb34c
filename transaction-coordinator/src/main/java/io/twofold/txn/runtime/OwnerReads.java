package io.twofold.txn.runtime;

import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A shard on its owner, read.
 *
 * @param life of the shard that the state is of; when it has ended, nothing is read any more
 * @param before everything below this position shows, whatever the view says yet
 * @param tables that are known
 */
record OwnerReads(
    ShardView view,
    ShardView.Life life,
    ShardState state,
    long before,
    List<Catalogue.Table> tables)
    implements ShardReads {

  @Override
  public int shard() {
    return view.shard();
  }

  @Override
  public Optional<Catalogue.Table> table(String name) {
    return tables.stream().filter(table -> table.name().equals(name)).findFirst();
  }

  /** The lag is asked first: the value is at least that new. */
  @Override
  public ReadAnswer get(Key key) {
    long lagMs = view.lagOfValuesMs(before);
    VersionedValue found = state.read(key);
    ReadAnswer answer = new ReadAnswer(found, position(found), lagMs);
    view.requireStill(life);
    return answer;
  }

  @Override
  public Page scan(String table, String prefix, @Nullable String after, int limit) {
    long lagMs = view.lagOfValuesMs(before);
    List<Entry> found = state.scan(table, prefix, after, limit);
    Page page = new Page(found, position(null), lagMs);
    view.requireStill(life);
    return page;
  }

  /**
   * Never below what was found, which the view may not show yet: who asks for that position again
   * finds it again, or that it is gone.
   */
  private long position(@Nullable VersionedValue found) {
    long seen = Math.max(before, view.position());
    return Math.max(seen, found == null ? life.active().begunBelow() : found.version() + 1);
  }
}
