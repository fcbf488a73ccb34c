package io.twofold.cache.store;

import io.twofold.txn.runtime.StateProgress;
import io.twofold.txn.runtime.TransientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBufferManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores on disk for the shards of a task, {@code <state.dir>/<store>/shard-<number>-<slot>} each.
 * Thread-safe.
 *
 * <p>A shard has slots, because a task's predecessor may not have let go of the directory: in this
 * process, or in another one on the machine. A shard's store is the one that has come furthest
 * among those that nobody has open; the others are deleted, and so is what cannot be used.
 *
 * <p>Memory off the heap: blocks, indexes, filters and what is not on disk yet share {@value
 * #MEMORY_BYTES} bytes a task. On top of it come a few kilobytes for each open file, {@value
 * #OPEN_FILES_MAX} a shard at most, and what is being compacted or written at the moment.
 */
public final class RocksStores implements BackingStore.Factory {
  /** Of a task, whatever the number of its shards. */
  static final long MEMORY_BYTES = 128L << 20;

  static final int OPEN_FILES_MAX = 256;

  private static final Logger log = LoggerFactory.getLogger(RocksStores.class);

  /** Out of {@link #MEMORY_BYTES}, for what is not on disk yet. */
  private static final long WRITE_BUFFERS_BYTES = 32L << 20;

  private static final long WRITE_BUFFER_BYTES = 8L << 20;

  /** What a shard without writes takes: small, there may be hundreds in the task. */
  private static final long ARENA_BLOCK_BYTES = 64L << 10;

  private static final long FILE_BYTES = 32L << 20;
  private static final long LOG_FILE_BYTES = 1L << 20;
  private static final int FILTER_BITS_A_KEY = 10;
  private static final int SLOTS_MAX = 1_000;

  /**
   * Held while directories are looked through, opened or deleted, by all tasks of this process:
   * RocksDB's own lock has gaps where a directory ends.
   */
  private static final Object LOOKING = new Object();

  private final Path root;
  private final Cache blocks;
  private final WriteBufferManager buffers;
  private final BloomFilter filter;
  private final Options options;
  private final Collection<RocksStore> open = ConcurrentHashMap.newKeySet();

  /** Guarded by {@link #LOOKING}. */
  private boolean isClosed;

  /**
   * Stores of a task.
   *
   * @param stateDir where stores have their directories; made if it is not there
   * @param store the store's name
   * @throws IllegalStateException if the directory cannot be made
   */
  public RocksStores(Path stateDir, String store) {
    root = stateDir.resolve(store);
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw new IllegalStateException("directory of the local state cannot be made: " + root, e);
    }
    RocksDB.loadLibrary();
    blocks = new LRUCache(MEMORY_BYTES);
    buffers = new WriteBufferManager(WRITE_BUFFERS_BYTES, blocks);
    filter = new BloomFilter(FILTER_BITS_A_KEY);
    options = newOptions();
  }

  private Options newOptions() {
    BlockBasedTableConfig tables =
        new BlockBasedTableConfig()
            .setBlockCache(blocks)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setFilterPolicy(filter);
    // Without fsync a power cut may take the end of one log and leave the next. RocksDB sees that
    // gap only if told to look; it then goes no further, and the store is behind.
    Properties verified = new Properties();
    verified.setProperty("track_and_verify_wals", "true");
    try (DBOptions database = DBOptions.getDBOptionsFromProps(verified);
        ColumnFamilyOptions family = new ColumnFamilyOptions()) {
      return new Options(database, family)
          .setTableFormatConfig(tables)
          .setWriteBufferManager(buffers)
          .setWriteBufferSize(WRITE_BUFFER_BYTES)
          .setArenaBlockSize(ARENA_BLOCK_BYTES)
          .setTargetFileSizeBase(FILE_BYTES)
          .setMaxOpenFiles(OPEN_FILES_MAX)
          .setCompressionType(CompressionType.LZ4_COMPRESSION)
          .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
          .setMaxLogFileSize(LOG_FILE_BYTES)
          .setKeepLogFileNum(2)
          .setStatsDumpPeriodSec(0)
          .setStatsPersistPeriodSec(0);
    }
  }

  // ---- Opening

  @Override
  public BackingStore open(int shard) {
    synchronized (LOOKING) {
      requireOpen();
      List<RocksStore> usable = new ArrayList<>();
      for (RocksDirectory slot : slots(shard)) {
        RocksStore store = reopen(shard, slot);
        if (store != null) {
          usable.add(store);
        }
      }
      usable.sort(Comparator.comparingLong((RocksStore store) -> store.progress().x0()).reversed());
      RocksStore furthest = usable.isEmpty() ? make(shard) : usable.get(0);
      usable.stream().skip(1).forEach(store -> discard(store, furthest));
      open.add(furthest);
      return furthest;
    }
  }

  /** Null if there is nothing in the slot that can be used. */
  private @Nullable RocksStore reopen(int shard, RocksDirectory slot) {
    if (slot.isMarked()) {
      discard(slot, "it is marked as broken");
      return null;
    }
    RocksDB database = null;
    try {
      options.setCreateIfMissing(false).setErrorIfExists(false);
      database = RocksDB.open(options, slot.path().toString());
      Optional<StateProgress> progress = progress(database);
      if (progress.isPresent()) {
        return new RocksStore(shard, this, slot, database, progress.get());
      }
      database.close();
      discard(slot, "it has another format");
    } catch (RocksDBException e) {
      if (database != null) {
        database.close();
      }
      if (RocksDirectory.isInUse(e)) {
        log.info("local state is in use by somebody else (dir={})", slot.path());
      } else {
        discard(slot, "it cannot be opened: " + e.getMessage());
      }
    }
    return null;
  }

  /** Empty if it is not one of ours, or of another version. */
  private static Optional<StateProgress> progress(RocksDB database) throws RocksDBException {
    byte[] found = database.get(RocksKeys.PROGRESS);
    if (found != null) {
      return ProgressForm.read(found);
    }
    try (RocksIterator keys = database.newIterator()) {
      keys.seekToFirst();
      keys.status();
      return keys.isValid() ? Optional.empty() : Optional.of(StateProgress.NONE);
    }
  }

  private RocksStore make(int shard) {
    for (int number = 0; number < SLOTS_MAX; number++) {
      RocksDirectory slot = new RocksDirectory(root.resolve("shard-" + shard + "-" + number));
      if (!Files.exists(slot.path())) {
        return new RocksStore(shard, this, slot, make(slot), StateProgress.NONE);
      }
    }
    throw new IllegalStateException("too many directories of one shard; delete them: " + root);
  }

  private RocksDB make(RocksDirectory slot) {
    options.setCreateIfMissing(true).setErrorIfExists(true);
    try {
      return RocksDB.open(options, slot.path().toString());
    } catch (RocksDBException e) {
      throw new TransientException("making local state (dir=" + slot.path() + ")", e);
    }
  }

  /** Deletes what is in a directory that the caller has closed, and makes a new database. */
  RocksDB remake(RocksDirectory slot) {
    synchronized (LOOKING) {
      requireOpen();
      if (!slot.destroy(options, "to be made anew")) {
        throw new TransientException("emptying local state (dir=" + slot.path() + ")");
      }
      return make(slot);
    }
  }

  private void discard(RocksStore store, RocksStore better) {
    store.close();
    discard(
        store.directory(),
        "it is at x0=%d and another one at %d"
            .formatted(store.progress().x0(), better.progress().x0()));
  }

  private void discard(RocksDirectory slot, String why) {
    log.warn("local state thrown away: {} (dir={})", why, slot.path());
    boolean unused = slot.destroy(options, why);
  }

  /** Directories of the shard, lowest slot first. */
  private List<RocksDirectory> slots(int shard) {
    String prefix = "shard-" + shard + "-";
    try (Stream<Path> all = Files.list(root)) {
      return all.filter(path -> path.getFileName().toString().startsWith(prefix))
          .sorted()
          .map(RocksDirectory::new)
          .toList();
    } catch (IOException e) {
      throw new TransientException("looking for local state in " + root, e);
    }
  }

  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("the task has ended");
    }
  }

  // ---- What they share

  /** To be used while this is open. */
  Options options() {
    return options;
  }

  @Override
  public long diskBytes() {
    return open.stream().mapToLong(RocksStore::diskBytes).sum();
  }

  void closed(RocksStore store) {
    open.remove(store);
  }

  /** Databases that are still open share the ownership of what they use of this. */
  @Override
  public void close() {
    synchronized (LOOKING) {
      if (!isClosed) {
        isClosed = true;
        options.close();
        filter.close();
        buffers.close();
        blocks.close();
      }
    }
  }
}
