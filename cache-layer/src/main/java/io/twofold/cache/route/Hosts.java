package io.twofold.cache.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How hosts fare, as seen from here: the requests under way to each, and who failed of late.
 *
 * <p>A host that failed is left out for a second; then one request may probe it, and any answer
 * brings it back. Thread-safe.
 */
public final class Hosts {
  static final long LEFT_OUT_NS = TimeUnit.SECONDS.toNanos(1);

  /** Hosts come from the log and from Connect, so there are few; yet nothing grows for ever. */
  private static final int HOSTS_MAX = 4_096;

  private final LongSupplier nanoClock;
  private final Map<String, Host> known = new ConcurrentHashMap<>();

  /** Nobody has failed yet. */
  public Hosts(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** A request under way. It ends once; what is said later has no effect. */
  public interface Call {
    /** There was an answer, be it a refusal. */
    void answered();

    /** There was none, or one that says that the host cannot serve. */
    void failed();

    /** Nobody waited for it. */
    void abandoned();
  }

  /** Begins a request, unless the host is left out at the moment. */
  public Optional<Call> beginUnlessLeftOut(String url) {
    return Optional.ofNullable(host(url).ask(WhenLeftOut.REFUSE));
  }

  /** Begins a request in any case. */
  public Call begin(String url) {
    return Objects.requireNonNull(host(url).ask(WhenLeftOut.ASK));
  }

  /** Requests under way. */
  public int outstanding(String url) {
    Host host = known.get(url);
    return host == null ? 0 : host.outstanding();
  }

  /** Sorted by requests under way, the fewest first; equals stay in order. */
  List<String> byOutstanding(List<String> urls) {
    record Counted(String url, int outstanding) {}
    List<Counted> counted = new ArrayList<>();
    urls.forEach(url -> counted.add(new Counted(url, outstanding(url))));
    counted.sort(Comparator.comparingInt(Counted::outstanding));
    return counted.stream().map(Counted::url).toList();
  }

  private Host host(String url) {
    Host found = known.get(url);
    if (found != null) {
      return found;
    }
    if (known.size() >= HOSTS_MAX) {
      known.values().removeIf(host -> host.outstanding() == 0);
    }
    return known.computeIfAbsent(url, name -> new Host());
  }

  private enum WhenLeftOut {
    ASK,
    REFUSE
  }

  /** One host; guarded by itself. */
  private final class Host {
    private int outstanding;
    private boolean isOut;
    private boolean isProbed;
    private long outUntilNs;

    synchronized int outstanding() {
      return outstanding;
    }

    synchronized @Nullable Call ask(WhenLeftOut rule) {
      boolean isProbe = isOut && !isProbed && nanoClock.getAsLong() - outUntilNs >= 0;
      if (isOut && !isProbe && rule == WhenLeftOut.REFUSE) {
        return null;
      }
      isProbed |= isProbe;
      outstanding++;
      return new Asked(isProbe);
    }

    private final class Asked implements Call {
      private final boolean isProbe;
      private boolean isOver;

      Asked(boolean isProbe) {
        this.isProbe = isProbe;
      }

      @Override
      public void answered() {
        synchronized (Host.this) {
          if (end()) {
            isOut = false;
          }
        }
      }

      @Override
      public void failed() {
        synchronized (Host.this) {
          if (end()) {
            isOut = true;
            outUntilNs = nanoClock.getAsLong() + LEFT_OUT_NS;
          }
        }
      }

      @Override
      public void abandoned() {
        synchronized (Host.this) {
          end();
        }
      }

      private boolean end() {
        if (isOver) {
          return false;
        }
        isOver = true;
        outstanding--;
        isProbed &= !isProbe;
        return true;
      }
    }
  }
}
