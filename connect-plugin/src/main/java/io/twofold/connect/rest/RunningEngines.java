package io.twofold.connect.rest;

import io.twofold.cache.route.Hosts;
import io.twofold.cache.route.Laggards;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The engines of a JVM, by store. Connector, tasks and REST extension of a plugin share one class
 * loader, so what a task puts in here the extension finds.
 *
 * <p>One task may be here twice: a worker that waits in vain for a task to stop starts its
 * successor beside it. The newest comes first wherever there is a choice. Thread-safe.
 */
public final class RunningEngines {
  private static final RunningEngines OF_THIS_JVM = new RunningEngines();

  /** Guarded by this; newest last. */
  private final Map<String, List<Entry>> byStore = new LinkedHashMap<>();

  /** Guarded by this; every store that ever had an engine here. */
  private final Set<String> known = new HashSet<>();

  private final Hosts hosts;
  private final Laggards laggards;
  private final CountDownLatch urlIsKnown = new CountDownLatch(1);
  private volatile String url = "";

  RunningEngines() {
    this(System::nanoTime);
  }

  RunningEngines(LongSupplier nanoClock) {
    hosts = new Hosts(nanoClock);
    laggards = new Laggards(nanoClock);
  }

  /** The ones that tasks of this plugin run in this JVM. */
  public static RunningEngines ofThisJvm() {
    return OF_THIS_JVM;
  }

  /** Takes an engine back out. */
  public interface Registration extends AutoCloseable {
    /** Also closes the client, if one was made. */
    @Override
    void close();
  }

  /**
   * Makes an engine known.
   *
   * @param client makes a client of the store; called at most once, when it is first needed
   */
  public Registration add(EngineView engine, Supplier<? extends TransactionSubmitter> client) {
    Entry entry = new Entry(engine, client);
    synchronized (this) {
      known.add(engine.store());
      byStore.computeIfAbsent(engine.store(), store -> new ArrayList<>()).add(entry);
    }
    return () -> {
      remove(entry);
      entry.close();
    };
  }

  /** The engines of a store, the newest first, with a client; empty if none runs here. */
  Optional<StoreHere> find(String store) {
    List<Entry> newestFirst = new ArrayList<>();
    synchronized (this) {
      for (Entry entry : byStore.getOrDefault(store, List.of())) {
        newestFirst.add(0, entry);
      }
    }
    if (newestFirst.isEmpty()) {
      return Optional.empty();
    }
    List<EngineView> engines = newestFirst.stream().map(entry -> entry.engine).toList();
    return Optional.of(new StoreHere(engines, newestFirst.get(0)::client));
  }

  /** Whether a task of the store has run here, so that one may be back soon. */
  synchronized boolean isKnown(String store) {
    return known.contains(store);
  }

  /** How the workers fare, as seen from this one. */
  public Hosts hosts() {
    return hosts;
  }

  /** Which of them were behind lately. */
  Laggards laggards() {
    return laggards;
  }

  /** Base URL of this worker, as other workers know it; empty while or if that is not known. */
  public String url() {
    return url;
  }

  /**
   * The same, after a moment's patience if the extension has not come up yet: Connect starts it
   * beside the tasks. Without an extension nobody waits twice.
   */
  public String awaitUrl(Duration patience) {
    try {
      if (!urlIsKnown.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        urlIsKnown.countDown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return url;
  }

  void announce(String known) {
    url = known;
    urlIsKnown.countDown();
  }

  private synchronized void remove(Entry entry) {
    String store = entry.engine.store();
    List<Entry> entries = byStore.getOrDefault(store, new ArrayList<>());
    entries.remove(entry);
    if (entries.isEmpty()) {
      byStore.remove(store);
    }
  }

  /**
   * A store, as far as it runs in this JVM.
   *
   * @param engines of its tasks, the newest first, at least one
   * @param client the way to submit; throws {@link IllegalStateException} if the task has just gone
   */
  record StoreHere(List<EngineView> engines, Supplier<TransactionSubmitter> client) {}

  /** Compared by identity, so that of two alike the right one leaves. */
  private static final class Entry {
    private final EngineView engine;
    private final Supplier<? extends TransactionSubmitter> maker;
    private @Nullable TransactionSubmitter client;
    private boolean closed;

    Entry(EngineView engine, Supplier<? extends TransactionSubmitter> maker) {
      this.engine = engine;
      this.maker = maker;
    }

    synchronized TransactionSubmitter client() {
      if (closed) {
        throw new IllegalStateException("the store's task has just stopped");
      }
      if (client == null) {
        client = maker.get();
      }
      return client;
    }

    synchronized void close() {
      closed = true;
      if (client != null) {
        client.close();
        client = null;
      }
    }
  }
}
