package io.twofold.txn.machine;

import io.twofold.txn.model.TableFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a store: a plain fold of the {@code create_table} requests in the log. A table is
 * visible to positions after the one that created it. Single-threaded.
 */
public final class Catalogue {

  /**
   * A table.
   *
   * @param createdAt position of the request that created it
   */
  public record Table(String name, TableFormat format, long createdAt) {}

  private final Map<String, Table> tables = new TreeMap<>();

  /** A catalogue that starts with these tables. */
  public Catalogue(Collection<Table> tables) {
    tables.forEach(table -> this.tables.put(table.name(), table));
  }

  /** Takes a table in, unless another one's definition stands against it: the first one stays. */
  public void create(String name, TableFormat format, long position) {
    if (against(name, format, position) == null) {
      tables.putIfAbsent(name, new Table(name, format, position));
    }
  }

  /**
   * The table that stands against a definition at that position, or null. Names that differ only in
   * dots and underscores cannot both be: Kafka refuses topics that would share the names of
   * metrics.
   */
  @Nullable Table against(String name, TableFormat format, long position) {
    for (Table table : tables.values()) {
      boolean clashes =
          table.name().equals(name)
              ? table.format() != format
              : table.name().replace('.', '_').equals(name.replace('.', '_'));
      if (clashes && table.createdAt() < position) {
        return table;
      }
    }
    return null;
  }

  /** The table as a transaction at that position sees it, or null if it sees none. */
  public @Nullable Table visible(String name, long position) {
    Table table = tables.get(name);
    return table != null && table.createdAt() < position ? table : null;
  }

  /** The tables created before that position, by name. */
  public List<Table> before(long position) {
    List<Table> found = new ArrayList<>();
    for (Table table : tables.values()) {
      if (table.createdAt() < position) {
        found.add(table);
      }
    }
    return found;
  }
}
