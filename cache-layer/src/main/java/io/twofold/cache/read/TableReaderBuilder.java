package io.twofold.cache.read;

import io.twofold.cache.route.HashPartitioner;
import io.twofold.cache.route.Partitioners;
import io.twofold.cache.store.BackingStore;
import io.twofold.cache.store.MemoryStore;
import io.twofold.cache.store.RocksStores;
import io.twofold.cache.store.TieredStates;
import io.twofold.txn.kafka.Topics;
import io.twofold.txn.runtime.TransientException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link TableReader}. For one thread. What is not said is: all tables, all partitions,
 * state in memory, a cache of {@value #CACHE_BYTES} bytes, keys partitioned by Kafka's hash.
 */
public final class TableReaderBuilder {
  /** Of the cache, where nothing else is said. */
  public static final long CACHE_BYTES = 64L << 20;

  private static final Duration OPEN_MAX = Duration.ofSeconds(30);

  private final String bootstrapServers;
  private final String store;
  private Set<String> tables = Set.of();
  private Set<Integer> partitions = Set.of();
  private Map<String, Object> properties = Map.of();
  private @Nullable String partitioner;
  private @Nullable Path directory;
  private long cacheBytesMax = CACHE_BYTES;

  TableReaderBuilder(String bootstrapServers, String store) {
    this.bootstrapServers = bootstrapServers;
    this.store = store;
  }

  /**
   * Follows these tables only, by name. One that does not exist yet is followed once it does. State
   * on disk of other tables than these is thrown away.
   *
   * @param names none for all
   */
  public TableReaderBuilder tables(String... names) {
    tables = Set.of(names);
    return this;
  }

  /**
   * Follows these partitions only, numbered from 0; reads of keys of others are refused.
   *
   * @param numbers none for all
   */
  public TableReaderBuilder partitions(Collection<Integer> numbers) {
    partitions = Set.copyOf(numbers);
    return this;
  }

  /**
   * Further properties of Kafka's clients: security, {@code client.rack}, {@code client.id}, fetch
   * sizes. What being right depends on ({@code isolation.level}, group, offsets) is not theirs to
   * change.
   */
  public TableReaderBuilder properties(Map<String, ?> all) {
    properties = Map.copyOf(all);
    return this;
  }

  /**
   * How the store finds the shard of a key, as its {@code partitioner} setting says it: {@code
   * hash}, {@code hash_prefix:<delimiter>} or {@code range:<split>,...}. With another one than the
   * store's, keys seem absent.
   */
  public TableReaderBuilder partitioner(String words) {
    partitioner = words;
    return this;
  }

  /**
   * Keeps the tables on disk, so that they may be larger than memory, and a reader that starts
   * reads what came since only. Takes 128 MiB of memory off the heap. State that was left for more
   * than half the time that tombstones are kept (half of seven days, or half a day if the
   * application may not DESCRIBE_CONFIGS on the topics) is read anew.
   *
   * @param stateDir made if it is not there; readers of several stores, and several readers of one,
   *     may share it
   */
  public TableReaderBuilder onDisk(Path stateDir) {
    directory = stateDir;
    return this;
  }

  /**
   * Bounds what is kept ready to use, besides the compact form in memory or on disk.
   *
   * @param bytes by estimate, 0 or more; 0 caches nothing, then every read parses
   */
  public TableReaderBuilder cacheBytesMax(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("cacheBytesMax must be 0 or more, not " + bytes);
    }
    cacheBytesMax = bytes;
    return this;
  }

  /**
   * Finds the store and starts a reader, which loads in the background. Waits for the cluster, 30
   * seconds at most. The reader is to be closed.
   *
   * @throws IllegalArgumentException if there is no such store or partition, or the partitioner has
   *     no meaning
   * @throws TransientException if the cluster does not answer: try again
   * @throws org.apache.kafka.common.KafkaException if the client's properties are wrong, or the
   *     application may not see the store's topics
   */
  public TableReader open() {
    Map<String, Object> consumer = new HashMap<>(properties);
    consumer.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    consumer.putIfAbsent(CommonClientConfigs.CLIENT_ID_CONFIG, "twofold-" + store + "-reader");
    Map<String, Object> admin = new HashMap<>(consumer);
    // Of those that the consumer has, an admin client knows some only, and warns of the others.
    admin.keySet().retainAll(AdminClientConfig.configNames());
    KafkaCluster cluster = KafkaCluster.open(admin);
    try {
      int count = partitionCount(cluster);
      for (int partition : partitions) {
        if (partition < 0 || partition >= count) {
          throw new IllegalArgumentException(
              "store %s has the partitions 0 to %d, not %d".formatted(store, count - 1, partition));
        }
      }
      return open(cluster, consumer, count);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private TableReader open(KafkaCluster cluster, Map<String, Object> consumer, int count) {
    var byKey =
        partitioner == null ? new HashPartitioner(count) : Partitioners.of(partitioner, count);
    Collection<Integer> followed =
        partitions.isEmpty() ? IntStream.range(0, count).boxed().toList() : List.copyOf(partitions);
    TieredStates states = new TieredStates(cacheBytesMax, stores());
    KafkaFeed feed;
    try {
      feed = KafkaFeed.open(consumer);
    } catch (RuntimeException e) {
      states.close();
      throw e;
    }
    Follower follower =
        new Follower(
            "twofold-" + store + "-reader",
            // An application may not see the requests: the transactions tell which store it is.
            new StoreLogs(new Topics(store, count), tables, Set.of()),
            feed,
            cluster,
            System::nanoTime,
            System::currentTimeMillis);
    return new TableReader(count, followed, byKey, states, follower, System::currentTimeMillis);
  }

  private BackingStore.Factory stores() {
    return directory == null ? MemoryStore::new : new RocksStores(directory, store);
  }

  private int partitionCount(KafkaCluster cluster) {
    String topic = new Topics(store, 1).transactions();
    try {
      Integer count =
          cluster
              .partitionCounts(Set.of(topic))
              .toCompletableFuture()
              .get(OPEN_MAX.toMillis(), TimeUnit.MILLISECONDS)
              .get(topic);
      if (count == null) {
        throw new IllegalArgumentException(
            "there is no store %s on %s: no topic %s".formatted(store, bootstrapServers, topic));
      }
      return count;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException cause && !(cause instanceof RetriableException)) {
        throw cause;
      }
      throw new TransientException("asking for the partitions of " + topic, e);
    } catch (TimeoutException e) {
      throw new TransientException("asking for the partitions of " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientException("asking for the partitions of " + topic, e);
    }
  }
}
