package io.twofold.connect.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twofold.cache.route.Partitioners;
import io.twofold.cache.route.ReadPolicies;
import io.twofold.cache.route.ReadPolicy;
import io.twofold.txn.runtime.ShardHosts;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * Finds a store that has no task in this worker: Connect tells which connector has it and which
 * workers run its tasks, and such a worker's status tells who has which shard. Both hold for about
 * a second, so a shard that has just moved may be looked for in vain for that long; and while
 * Connect itself does not answer, what it said last.
 */
final class OtherWorkers {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long STATUS_MS = 500;
  private static final long CONNECT_MS = 300;

  /** A connector's class as users may write it. */
  private static final Set<String> CONNECTOR_CLASSES =
      Set.of("io.twofold.connect.TwofoldConnector", "TwofoldConnector", "Twofold");

  private final @Nullable ConnectClusterState cluster;
  private final RunningEngines engines;
  private final Waiting waiting;
  private final Forwarder forwarder;
  private final ReadPolicy policy;

  private final Cached<Tasks> tasks = new Cached<>();
  private final Map<String, Cached<StoreMap>> maps = new ConcurrentHashMap<>();

  OtherWorkers(
      @Nullable ConnectClusterState cluster,
      RunningEngines engines,
      Waiting waiting,
      Forwarder forwarder) {
    this.cluster = cluster;
    this.engines = engines;
    this.waiting = waiting;
    this.forwarder = forwarder;
    this.policy = ReadPolicies.OWNER.make(Map.of(), engines.hosts(), new Random());
  }

  /**
   * Who runs what.
   *
   * @param workersByStore base URLs, those of running tasks first
   * @param isComplete whether every connector could be asked
   */
  private record Tasks(Map<String, List<String>> workersByStore, boolean isComplete) {
    static final Tasks NOT_TOLD = new Tasks(Map.of(), false);
  }

  /** Base URLs of other workers that have a task of the store; fails with {@link Refusal}. */
  CompletableFuture<List<String>> withTaskOf(String store) {
    ConnectClusterState asked = cluster;
    if (asked == null) {
      return CompletableFuture.failedFuture(notHere(store, engines.isKnown(store)));
    }
    Tasks before = tasks.last();
    CompletableFuture<Tasks> found =
        tasks.get(
            () -> CompletableFuture.supplyAsync(() -> tasks(asked, before), waiting.workers()));
    // While its workers rebalance, Connect does not answer for seconds. What it said before will
    // do.
    waiting.replaceAfter(CONNECT_MS, found, before == null ? Tasks.NOT_TOLD : before);
    return waiting.then(
        found,
        known -> {
          List<String> workers = known.workersByStore().getOrDefault(store, List.of());
          if (workers.isEmpty()) {
            throw notHere(store, known.workersByStore().containsKey(store) || !known.isComplete());
          }
          return workers;
        });
  }

  /** The store as another worker sees it; fails with {@link Refusal}. */
  CompletableFuture<StoreMap> map(String store, Head head) {
    CompletableFuture<List<String>> workers = withTaskOf(store);
    return workers.thenCompose(
        found ->
            // Only stores of connectors get here, so there are few.
            maps.computeIfAbsent(store, name -> new Cached<>())
                .get(() -> AnyWorker.ask(store, engines.hosts(), found, askForMap(store, head))));
  }

  private AnyWorker.Asking<StoreMap> askForMap(String store, Head head) {
    return new AnyWorker.Asking<>() {
      @Override
      public CompletableFuture<HttpResponse<byte[]>> send(String url) {
        return forwarder.send(head, url + Paths.status(store), get -> get, STATUS_MS);
      }

      @Override
      public Optional<StoreMap> outcome(
          @Nullable HttpResponse<byte[]> answer, @Nullable Throwable failure) {
        return answer == null ? Optional.empty() : Optional.ofNullable(read(store, answer));
      }
    };
  }

  static Refusal notHere(String store, boolean mayBeBack) {
    if (mayBeBack) {
      // Between two tasks: Connect restarts them, or moves them about.
      return new Refusal(
          Reply.later(
              "STORE_NOT_RUNNING",
              "no task of store " + store + " runs at the moment where it could be asked",
              out -> out.writeStringField("store", store)));
    }
    return new Refusal(
        Reply.error(
            Response.Status.NOT_FOUND.getStatusCode(),
            "UNKNOWN_STORE",
            "no connector has a store " + store,
            out -> out.writeStringField("store", store)));
  }

  private Tasks tasks(ConnectClusterState asked, @Nullable Tasks before) {
    Map<String, Set<String>> found = new LinkedHashMap<>();
    boolean isComplete = true;
    try {
      for (String connector : asked.connectors()) {
        isComplete &= addTasks(asked, connector, found);
      }
    } catch (ConnectException e) {
      // The worker is starting, or its group is.
      isComplete = false;
    }
    Map<String, List<String>> workers = new HashMap<>();
    found.forEach((store, urls) -> workers.put(store, List.copyOf(urls)));
    if (!isComplete && before != null) {
      before.workersByStore().forEach(workers::putIfAbsent);
    }
    return new Tasks(workers, isComplete);
  }

  private boolean addTasks(
      ConnectClusterState asked, String connector, Map<String, Set<String>> found) {
    try {
      Map<String, String> config = asked.connectorConfig(connector);
      String store = config.get("store");
      if (store == null || !CONNECTOR_CLASSES.contains(config.get("connector.class"))) {
        return true;
      }
      if (store.contains("${")) {
        // A config provider knows the name, which Connect does not tell.
        return false;
      }
      Set<String> urls = found.computeIfAbsent(store, name -> new LinkedHashSet<>());
      List<TaskState> states =
          new ArrayList<>(asked.connectorHealth(connector).tasksState().values());
      states.sort((a, b) -> Boolean.compare(isRunning(b), isRunning(a)));
      for (TaskState state : states) {
        String url = scheme() + "://" + state.workerId();
        if (!url.equals(engines.url())) {
          urls.add(url);
        }
      }
      return true;
    } catch (ConnectException e) {
      // It was just deleted, or Connect is busy.
      return false;
    }
  }

  private static boolean isRunning(TaskState state) {
    return state.state().equals("RUNNING");
  }

  /** Connect does not say how a worker is to be spoken to: as this one is. */
  private String scheme() {
    return engines.url().startsWith("https://") ? "https" : "http";
  }

  private @Nullable StoreMap read(String store, HttpResponse<byte[]> answer) {
    if (!RemoteReads.isOk(answer)) {
      return null;
    }
    try {
      JsonNode status = MAPPER.readTree(answer.body());
      Map<Integer, ShardHosts> hosts = new HashMap<>();
      for (JsonNode shard : status.path("hosts")) {
        List<String> replicas = new ArrayList<>();
        shard.path("replicas").forEach(url -> replicas.add(url.asText()));
        String owner = shard.path("owner").isTextual() ? shard.path("owner").asText() : "";
        hosts.put(shard.path("shard").asInt(), new ShardHosts(owner, List.copyOf(replicas)));
      }
      return new StoreMap(
          store,
          List.of(),
          Partitioners.of(status.path("partitioner").asText(), status.path("shards").asInt()),
          policy,
          shard -> hosts.getOrDefault(shard, ShardHosts.UNKNOWN),
          engines.url());
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }
}
