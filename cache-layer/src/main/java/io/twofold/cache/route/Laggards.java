package io.twofold.cache.route;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Hosts whose state of a shard was too old of late. For a second they are to be asked last by
 * readers who want as much or more; readers who want less are not concerned, so no reader's wishes
 * keep a host from others. Thread-safe.
 */
public final class Laggards {
  /** A lag that is too large for every reader, milliseconds. */
  public static final long LAG_MS_MAX = 10_000;

  static final long LEFT_OUT_NS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoClock;

  /** As many as there are hosts, times shards. */
  private final Map<Place, Behind> known = new ConcurrentHashMap<>();

  private record Place(String url, int shard) {}

  private record Behind(Demand demand, long sinceNs) {}

  /**
   * What a reader wants.
   *
   * @param position that must have been reached; -1 for any
   * @param lagMs greatest lag, milliseconds; {@link Long#MAX_VALUE} for any
   */
  public record Demand(long position, long lagMs) {
    boolean isAsMuchAs(Demand other) {
      boolean isAsFar = other.position >= 0 && position >= other.position;
      return isAsFar || lagMs <= other.lagMs;
    }
  }

  /** Nobody is behind yet. */
  public Laggards(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** The host had not reached a position that a reader wanted. */
  public void hadNotReached(String url, int shard, long position) {
    known.put(new Place(url, shard), behind(new Demand(position, -1)));
  }

  /** The host's state was older than a reader bears. */
  public void wasTooStale(String url, int shard, long lagMs) {
    known.put(new Place(url, shard), behind(new Demand(-1, lagMs)));
  }

  /** The host answered with that lag, -1 if that is not known. */
  public void answered(String url, int shard, long lagMs) {
    if (lagMs < 0 || lagMs > LAG_MS_MAX) {
      wasTooStale(url, shard, Long.MAX_VALUE);
    }
  }

  /** Whether the host is to be asked last. */
  public boolean isLeftOut(String url, int shard, Demand demand) {
    Place place = new Place(url, shard);
    Behind behind = known.get(place);
    if (behind == null) {
      return false;
    }
    if (nanoClock.getAsLong() - behind.sinceNs() >= LEFT_OUT_NS) {
      known.remove(place, behind);
      return false;
    }
    return demand.isAsMuchAs(behind.demand());
  }

  private Behind behind(Demand demand) {
    return new Behind(demand, nanoClock.getAsLong());
  }
}
