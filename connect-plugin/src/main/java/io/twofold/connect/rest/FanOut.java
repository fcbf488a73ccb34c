package io.twofold.connect.rest;

import io.twofold.cache.route.Hosts;
import io.twofold.cache.route.Laggards;
import io.twofold.cache.route.Laggards.Demand;
import io.twofold.connect.rest.StoreMap.Place;
import io.twofold.connect.rest.Unread.Why;
import io.twofold.txn.runtime.Consistency.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads some shards, each at one of its places, and collects the parts.
 *
 * <p>All shards whose turn it is at one other worker go there in one request; those of this worker
 * are asked one by one. A place that fails makes room for the next one of the shard. While there is
 * a next one, no place gets more than half a second; one that has not reached a position in that
 * time is asked again after the others. Who failed lately, or was too far behind, is asked last.
 * When a shard has no place left, all fails, with the refusal that says most. No thread waits;
 * thread-safe.
 */
final class FanOut<T> {
  private static final long ATTEMPT_MS = 500;

  private final Work<T> work;
  private final ReadTerms terms;
  private final Demand demand;
  private final Hosts hosts;
  private final Laggards laggards;
  private final long deadlineNs;
  private final CompletableFuture<List<T>> done = new CompletableFuture<>();

  /** Guarded by this, as are the ones below. */
  private final Map<Integer, Turns> turns = new TreeMap<>();

  private final List<T> parts = new ArrayList<>();
  private int open;

  /** How shards are read. The futures may fail with {@link Unread}, or end all otherwise. */
  interface Work<T> {
    /** Reads one shard in this worker. */
    CompletableFuture<T> here(int shard, long patienceMs);

    /** Reads some at another. */
    CompletableFuture<T> there(String url, List<Integer> shards, long patienceMs);

    /** How old a part is, -1 if that is not known. */
    long lagMs(T part);
  }

  private FanOut(Work<T> work, ReadTerms terms, Hosts hosts, Laggards laggards) {
    this.work = work;
    this.terms = terms;
    this.demand = new Demand(terms.consistency().position(), terms.maxLagMs());
    this.hosts = hosts;
    this.laggards = laggards;
    this.deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(terms.waitMs());
  }

  /**
   * Begins.
   *
   * @param places of each shard, in the order in which they are to be asked
   * @return the parts, in any order
   */
  static <T> CompletableFuture<List<T>> start(
      Work<T> work,
      ReadTerms terms,
      Hosts hosts,
      Laggards laggards,
      Map<Integer, List<Place>> places) {
    FanOut<T> all = new FanOut<>(work, terms, hosts, laggards);
    places.forEach((shard, ordered) -> all.turns.put(shard, new Turns(ordered)));
    all.open = places.size();
    all.ask(List.copyOf(places.keySet()));
    return all.done;
  }

  /** The places of one shard, and what they said. */
  private static final class Turns {
    private final Deque<Place> untried;

    /** Places that had not reached a position, or not answered in time, and may since. */
    private final Deque<Place> again = new ArrayDeque<>();

    private @Nullable Unread told;

    Turns(List<Place> ordered) {
      untried = new ArrayDeque<>(ordered);
    }

    boolean hasNext() {
      return !untried.isEmpty() || !again.isEmpty();
    }

    void tell(Unread refusal) {
      if (told == null || refusal.why().compareTo(told.why()) > 0) {
        told = refusal;
      }
    }
  }

  /** Shards that are asked for at one place at once. */
  private record Group(Place place, Hosts.Call call, List<Integer> shards) {}

  private void ask(Collection<Integer> shards) {
    List<Group> groups = new ArrayList<>();
    Unread end = null;
    synchronized (this) {
      if (done.isDone()) {
        return;
      }
      Map<Place, Group> byPlace = new LinkedHashMap<>();
      for (int shard : shards) {
        Turns turn = turnsOf(shard);
        if (!turn.hasNext() || remainingMs() <= 0) {
          end = turn.told == null || isOutOfTime(turn) ? ranOut(turn, shard) : turn.told;
          break;
        }
        Group group = next(shard, turn, byPlace);
        group.shards().add(shard);
        if (group.place().isHere()) {
          groups.add(group);
        }
      }
      groups.addAll(byPlace.values());
    }
    if (end != null) {
      groups.forEach(group -> group.call().abandoned());
      done.completeExceptionally(end);
      return;
    }
    groups.forEach(this::ask);
  }

  /** Whether somebody who may well have the shard could not be asked any more. */
  private static boolean isOutOfTime(Turns turn) {
    return turn.hasNext() && turn.told != null && turn.told.why() == Why.ELSEWHERE;
  }

  private static Unread ranOut(Turns turn, int shard) {
    return turn.hasNext() ? Unread.notReached(shard, -1) : Unread.elsewhere(shard, "");
  }

  /** Takes the shard's next place: the first that is not left out, or else the first. */
  private Group next(int shard, Turns turn, Map<Place, Group> byPlace) {
    for (Iterator<Place> places = turn.untried.iterator(); places.hasNext(); ) {
      Place place = places.next();
      if (laggards.isLeftOut(place.url(), shard, demand)) {
        continue;
      }
      Group known = byPlace.get(place);
      if (known != null) {
        places.remove();
        return known;
      }
      if (place.isHere()) {
        places.remove();
        return new Group(place, hosts.begin(place.url()), new ArrayList<>());
      }
      Hosts.@Nullable Call call = hosts.beginUnlessLeftOut(place.url()).orElse(null);
      if (call != null) {
        places.remove();
        Group group = new Group(place, call, new ArrayList<>());
        byPlace.put(place, group);
        return group;
      }
    }
    Place place = turn.untried.isEmpty() ? turn.again.remove() : turn.untried.remove();
    if (place.isHere()) {
      return new Group(place, hosts.begin(place.url()), new ArrayList<>());
    }
    return byPlace.computeIfAbsent(
        place, there -> new Group(there, hosts.begin(there.url()), new ArrayList<>()));
  }

  private void ask(Group group) {
    long patienceMs = patienceMs(group);
    CompletableFuture<T> answer;
    try {
      answer =
          group.place().isHere()
              ? work.here(group.shards().get(0), patienceMs)
              : work.there(group.place().url(), group.shards(), patienceMs);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<T> asked = answer;
    if (!asked.isDone()) {
      // Nobody needs it once all is over.
      Waiting.whenDone(done, (all, failure) -> asked.cancel(true));
    }
    Waiting.whenDone(
        asked,
        (part, failure) -> {
          if (failure == null) {
            group.call().answered();
            long lagMs = work.lagMs(part);
            group.shards().forEach(shard -> laggards.answered(group.place().url(), shard, lagMs));
            take(group, part);
          } else {
            failed(group, Answering.cause(failure));
          }
        });
  }

  private synchronized long patienceMs(Group group) {
    boolean isLast = group.shards().stream().noneMatch(shard -> turnsOf(shard).hasNext());
    long remainingMs = Math.max(1, remainingMs());
    return isLast ? remainingMs : Math.min(ATTEMPT_MS, remainingMs);
  }

  private void take(Group group, T part) {
    List<T> all = null;
    synchronized (this) {
      parts.add(part);
      open -= group.shards().size();
      if (open == 0) {
        all = List.copyOf(parts);
      }
    }
    if (all != null) {
      done.complete(all);
    }
  }

  private void failed(Group group, Throwable failure) {
    if (!(failure instanceof Unread unread)) {
      group.call().abandoned();
      done.completeExceptionally(failure);
      return;
    }
    if (unread.why() == Why.UNREACHABLE || unread.why() == Why.TOO_SLOW) {
      group.call().failed();
    } else {
      group.call().answered();
    }
    // Time that was waited in vain for one shard was waited for all of them.
    boolean isOfOne = unread.why() != Why.NOT_REACHED && group.shards().contains(unread.shard());
    List<Integer> refused = isOfOne ? List.of(unread.shard()) : group.shards();
    synchronized (this) {
      for (int shard : group.shards()) {
        Turns turn = turnsOf(shard);
        if (!refused.contains(shard)) {
          // It was only in bad company.
          turn.untried.addFirst(group.place());
          continue;
        }
        turn.tell(unread);
        if (unread.why() == Why.TOO_STALE) {
          laggards.wasTooStale(group.place().url(), shard, terms.maxLagMs());
        }
        if (unread.why() == Why.NOT_REACHED && terms.level() == Level.AT_LEAST) {
          laggards.hadNotReached(group.place().url(), shard, terms.consistency().position());
          turn.again.add(group.place());
        }
        if (unread.why() == Why.TOO_SLOW) {
          // Nobody else may have the shard: it gets what time is left.
          turn.again.add(group.place());
        }
      }
    }
    ask(group.shards());
  }

  private Turns turnsOf(int shard) {
    Turns found = turns.get(shard);
    if (found == null) {
      throw new IllegalArgumentException("shard was not asked for (shard=" + shard + ")");
    }
    return found;
  }

  private long remainingMs() {
    // Rounded up: the last millisecond is waited for as well.
    return (deadlineNs - System.nanoTime() + 999_999) / 1_000_000;
  }
}
