package io.twofold.connect;

import io.twofold.cache.read.ShardReplicas;
import io.twofold.cache.route.Partitioners;
import io.twofold.cache.route.ReadPolicy;
import io.twofold.cache.store.BackingStore;
import io.twofold.cache.store.MemoryStore;
import io.twofold.cache.store.RocksStores;
import io.twofold.cache.store.TieredStates;
import io.twofold.connect.config.TwofoldConfig;
import io.twofold.connect.metrics.CacheMetrics;
import io.twofold.connect.metrics.ShardMetrics;
import io.twofold.connect.rest.EngineView;
import io.twofold.connect.rest.RunningEngines;
import io.twofold.connect.rest.TransactionSubmitter;
import io.twofold.txn.client.ResultFinder;
import io.twofold.txn.client.Submission;
import io.twofold.txn.client.TransactionClient;
import io.twofold.txn.kafka.ClientConfig;
import io.twofold.txn.kafka.KafkaPorts;
import io.twofold.txn.kafka.Topics;
import io.twofold.txn.model.Key;
import io.twofold.txn.runtime.Consistency;
import io.twofold.txn.runtime.Engine;
import io.twofold.txn.runtime.EngineConfig;
import io.twofold.txn.runtime.OpenTransaction;
import io.twofold.txn.runtime.Partitioner;
import io.twofold.txn.runtime.Replicas;
import io.twofold.txn.runtime.ShardHosts;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.ShardState;
import io.twofold.txn.runtime.ShardStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.metrics.PluginMetrics;

/** Wires what one task runs: engine, state tiers, the REST extension's view of it, metrics. */
final class Assembly implements TwofoldTask.RunningTask {
  /** Connect starts the extension, which tells the worker's URL, beside the tasks. */
  private static final Duration URL_WAIT_MAX = Duration.ofSeconds(2);

  private final Engine engine;
  private final KafkaPorts ports;
  private final Replicas replicas;
  private final RunningEngines.Registration registration;
  private final TieredStates states;
  private final ShardMetrics shardMetrics;
  private final CacheMetrics cacheMetrics;

  private Assembly(
      Engine engine,
      KafkaPorts ports,
      Replicas replicas,
      RunningEngines.Registration registration,
      TieredStates states,
      PluginMetrics metrics) {
    this.engine = engine;
    this.ports = ports;
    this.replicas = replicas;
    this.registration = registration;
    this.states = states;
    this.shardMetrics = ShardMetrics.register(metrics, engine::shards);
    this.cacheMetrics = CacheMetrics.register(metrics, states::statistics);
  }

  /** Starts an engine in the background and makes it known to REST and metrics. */
  static Assembly start(TwofoldConfig config, String taskId, PluginMetrics metrics) {
    String url = config.rest().advertisedUrl();
    EngineConfig engineConfig =
        config.engineConfig(
            taskId, url.isEmpty() ? RunningEngines.ofThisJvm().awaitUrl(URL_WAIT_MAX) : url);
    ClientConfig clients = config.clients().clients();
    Partitioner partitioner = Partitioners.of(engineConfig.partitioner(), engineConfig.shards());
    KafkaPorts ports =
        new KafkaPorts(engineConfig, clients, partitioner, config.clients().replicationFactor());
    TieredStates states;
    try {
      states = new TieredStates(config.cache().cacheBytesMax(), stores(config));
    } catch (RuntimeException e) {
      ports.close();
      throw e;
    }
    Replicas replicas = Replicas.NONE;
    ShardState.Factory owned = states;
    if (engineConfig.replicas() > 0) {
      ShardReplicas kept;
      try {
        kept = replicas(engineConfig, clients, states);
      } catch (RuntimeException e) {
        ports.close();
        states.close();
        throw e;
      }
      replicas = kept;
      owned = kept.states();
    }
    Engine engine = Engine.start(engineConfig, ports, owned, partitioner, replicas);
    ReadPolicy policy =
        config
            .reads()
            .policy()
            .make(config.reads().weights(), RunningEngines.ofThisJvm().hosts(), new Random());
    return new Assembly(
        engine,
        ports,
        replicas,
        RunningEngines.ofThisJvm()
            .add(
                new View(engine, engineConfig, policy), () -> new Submitter(engineConfig, clients)),
        states,
        metrics);
  }

  private static ShardReplicas replicas(
      EngineConfig config, ClientConfig clients, TieredStates states) {
    String name = "twofold-%s-%s-replicas".formatted(config.store(), config.taskId());
    Map<String, Object> consumer = new HashMap<>(clients.consumer());
    Map<String, Object> admin = new HashMap<>(clients.admin());
    for (Map<String, Object> client : List.of(consumer, admin)) {
      client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, clients.bootstrapServers());
      client.put(CommonClientConfigs.CLIENT_ID_CONFIG, name);
    }
    return ShardReplicas.start(
        name, new Topics(config.store(), config.shards()), states, consumer, admin);
  }

  private static BackingStore.Factory stores(TwofoldConfig config) {
    return switch (config.cache().stateStore()) {
      case MEMORY -> MemoryStore::new;
      case ROCKSDB -> new RocksStores(Path.of(config.cache().stateDir()), config.store().name());
    };
  }

  @Override
  public Optional<Throwable> failure() {
    return engine.failure();
  }

  /** First out of sight, then down. */
  @Override
  public void close() {
    registration.close();
    shardMetrics.close();
    cacheMetrics.close();
    engine.close();
    replicas.close();
    ports.close();
    states.close();
  }

  /** The engine, as REST sees it. */
  private record View(Engine engine, EngineConfig config, ReadPolicy readPolicy)
      implements EngineView {
    @Override
    public String store() {
      return config.store();
    }

    @Override
    public String taskId() {
      return config.taskId();
    }

    @Override
    public int shardCount() {
      return config.shards();
    }

    @Override
    public Optional<Throwable> failure() {
      return engine.failure();
    }

    @Override
    public List<OpenTransaction> heldBackBy() {
      return engine.heldBackBy();
    }

    @Override
    public List<ShardStatus> shards() {
      return engine.shards();
    }

    @Override
    public String url() {
      return config.advertisedUrl();
    }

    @Override
    public Partitioner partitioner() {
      return engine.partitioner();
    }

    @Override
    public String partitionerWords() {
      return config.partitioner();
    }

    @Override
    public ShardHosts hosts(int shard) {
      return engine.hosts(shard);
    }

    @Override
    public CompletableFuture<ShardReads> owned(int shard, Consistency consistency, List<Key> keys) {
      return engine.owned(shard, consistency, keys);
    }

    @Override
    public CompletableFuture<ShardReads> replica(int shard, Consistency consistency) {
      return engine.replica(shard, consistency);
    }
  }

  /** The clients of the transactions that come in through REST. */
  private static final class Submitter implements TransactionSubmitter {
    private final TransactionClient client;
    private final ResultFinder finder;

    Submitter(EngineConfig config, ClientConfig clients) {
      this.client =
          TransactionClient.connect(
              config.store(), clients.bootstrapServers(), clients.producer(), clients.consumer());
      try {
        this.finder =
            ResultFinder.connect(config.store(), clients.bootstrapServers(), clients.consumer());
      } catch (RuntimeException e) {
        client.close();
        throw e;
      }
    }

    @Override
    public Submission submit(byte[] request, Duration timeout) {
      return client.submit(request, timeout);
    }

    @Override
    public ResultFinder.Search find(String id, Duration patience) {
      return finder.find(id, patience);
    }

    @Override
    public void close() {
      client.close();
      finder.close();
    }
  }
}
