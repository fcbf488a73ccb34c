package io.twofold.connect.rest;

import io.twofold.txn.model.Key;
import io.twofold.txn.runtime.NotServingException;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.ShardReads.Entry;
import io.twofold.txn.runtime.ShardReads.Page;
import io.twofold.txn.runtime.TransientException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Keys in order with their values, from one shard here or from some at another worker. */
abstract class ScanSource {
  private static final Comparator<ScanSource> BY_KEY =
      Comparator.comparing(ScanSource::headKey, Key.NAME_ORDER);

  private String headKey = "";

  /** The next key, or null at the end of what the source has. */
  abstract @Nullable String key() throws Unread;

  /** The next key with its value; then goes on to the one after it. */
  abstract Found take();

  /** Whether there is more behind the end; not if there is nothing before it. */
  abstract boolean isCut();

  private String headKey() {
    return headKey;
  }

  /**
   * Merged entries.
   *
   * @param isCut whether there is more
   */
  record Merged(List<Found> found, boolean isCut) {}

  /**
   * The first entries of all sources together, in order. Ends also before the limit: with enough
   * bytes of values, and where a source that is cut off ends, since what comes next is not known.
   */
  static Merged merge(List<ScanSource> sources, int limit, long bytesMax) throws Unread {
    PriorityQueue<ScanSource> queue = new PriorityQueue<>(BY_KEY);
    for (ScanSource source : sources) {
      source.enter(queue);
    }
    List<Found> found = new ArrayList<>();
    long bytes = 0;
    while (!queue.isEmpty() && found.size() < limit && bytes < bytesMax) {
      ScanSource first = queue.remove();
      Found next = first.take();
      found.add(next);
      bytes += next.size();
      if (!first.enter(queue)) {
        return new Merged(found, true);
      }
    }
    return new Merged(found, !queue.isEmpty());
  }

  /** Queues up with the next key; false if that is not known. */
  private boolean enter(PriorityQueue<ScanSource> queue) throws Unread {
    String key = key();
    if (key == null) {
      return !isCut();
    }
    headKey = key;
    queue.add(this);
    return true;
  }

  /** What another worker answered. */
  static ScanSource of(Found.Results results) {
    Deque<Found> left = new ArrayDeque<>(results.found());
    return new ScanSource() {
      @Override
      @Nullable String key() {
        Found first = left.peek();
        return first == null ? null : first.key();
      }

      @Override
      Found take() {
        return left.remove();
      }

      @Override
      boolean isCut() {
        return results.isCut();
      }
    };
  }

  /** One shard here, read bit by bit, so that large values are not all in memory at once. */
  static final class OfShard extends ScanSource {
    private static final int ENTRIES_MAX = 256;
    private static final int BYTES_MAX = 1 << 18;

    private final ShardReads reads;
    private final ReadTerms terms;
    private final String table;
    private final String prefix;
    private final Deque<Entry> left = new ArrayDeque<>();
    private @Nullable String after;
    private Page page = new Page(List.of(), -1, 0);
    private int asked;
    private long takenBytes;
    private boolean isAtEnd;

    OfShard(
        ShardReads reads,
        ReadTerms terms,
        String table,
        String prefix,
        @Nullable String after,
        int firstEntries)
        throws Unread {
      this.reads = reads;
      this.terms = terms;
      this.table = table;
      this.prefix = prefix;
      this.after = after;
      load(firstEntries);
    }

    @Override
    @Nullable String key() throws Unread {
      if (left.isEmpty() && !isAtEnd) {
        try {
          load(nextEntries());
        } catch (NotServingException | TransientException e) {
          throw Unread.elsewhere(reads.shard(), "");
        }
      }
      Entry first = left.peek();
      return first == null ? null : first.key();
    }

    @Override
    Found take() {
      Entry entry = left.remove();
      Found found =
          Found.of(
              entry.key(),
              entry.value(),
              Math.max(page.position(), entry.value().version() + 1),
              page.lagMs());
      takenBytes += found.size();
      return found;
    }

    @Override
    boolean isCut() {
      return false;
    }

    private void load(int entries) throws Unread {
      page = reads.scan(table, prefix, after, entries);
      terms.requireFresh(reads.shard(), page.lagMs());
      left.addAll(page.entries());
      asked = entries;
      isAtEnd = page.entries().size() < entries;
      if (!page.entries().isEmpty()) {
        after = page.entries().get(page.entries().size() - 1).key();
      }
    }

    /** Twice as many as before, unless the values are large. */
    private int nextEntries() {
      long averageBytes = Math.max(1, takenBytes / Math.max(1, asked));
      long entries = Math.min(Math.min(2L * asked, ENTRIES_MAX), BYTES_MAX / averageBytes);
      return (int) Math.max(1, entries);
    }
  }
}
