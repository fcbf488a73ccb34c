package io.twofold.cache.store;

import io.twofold.txn.codec.MalformedJsonException;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.NotServingException;
import io.twofold.txn.runtime.ShardReads;
import io.twofold.txn.runtime.StateProgress;
import io.twofold.txn.runtime.TransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Committed state on disk.
 *
 * <p>Every write is one batch with the progress that comes with it, so what is found after the
 * process died is the state of one moment. Ordinary batches go through RocksDB's log, which is not
 * synced: it outlives the process, and a power cut may take its end. Restored ones skip the log. A
 * batch is applied to one table in memory, tables go to disk in their order, each with the progress
 * of its last batch; so a process that dies leaves the state after one batch or another. Before the
 * first ordinary batch after restored ones, those are brought to disk: a log that went on after a
 * gap would be replayed over a state that misses what was in the gap.
 *
 * <p>What RocksDB says it cannot read makes the store unsound: it throws {@link TransientException}
 * from then on, and is rebuilt when it is opened again. Once closed it throws {@link
 * NotServingException}.
 */
final class RocksStore implements BackingStore {
  private static final Logger log = LoggerFactory.getLogger(RocksStore.class);

  private final int shard;
  private final RocksStores stores;
  private final RocksDirectory directory;
  private final WriteOptions logged = new WriteOptions();
  private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);

  /** Held shared by whoever uses the database: closing it under a call would crash the process. */
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

  /** Null once closed; guarded by {@link #use}. */
  private @Nullable RocksDB database;

  private volatile StateProgress progress;
  private volatile boolean isSound = true;

  /** Whether there are batches that only memory has; the writer's. */
  private boolean hasUnlogged;

  /** Entries of the table in memory, and how many of them are progresses; the writer's. */
  private long entriesInMemory;

  private volatile long progressesInMemory;

  RocksStore(
      int shard,
      RocksStores stores,
      RocksDirectory directory,
      RocksDB database,
      StateProgress progress) {
    this.shard = shard;
    this.stores = stores;
    this.directory = directory;
    this.database = database;
    this.progress = progress;
  }

  RocksDirectory directory() {
    return directory;
  }

  // ---- Reading

  @Override
  public @Nullable VersionedValue get(Key key) {
    byte[] name = RocksKeys.of(key.table(), key.name());
    if (name == null) {
      return null;
    }
    byte[] found = use("reading a key", open -> open.get(name));
    return found == null ? null : decode(found);
  }

  @Override
  public List<ShardReads.Entry> scan(
      String table, String prefix, @Nullable String after, int limit) {
    byte[] begin = RocksKeys.of(table, prefix);
    boolean fromPrefix = after == null || Key.NAME_ORDER.compare(after, prefix) < 0;
    byte[] from = RocksKeys.of(table, after == null || fromPrefix ? prefix : after);
    if (begin == null || from == null) {
      throw new IllegalArgumentException("half a surrogate pair is not text");
    }
    List<ShardReads.Entry> found =
        use("scanning a table", open -> scan(open, table, begin, from, fromPrefix, limit));
    return Objects.requireNonNull(found);
  }

  private List<ShardReads.Entry> scan(
      RocksDB open, String table, byte[] begin, byte[] from, boolean isInclusive, int limit)
      throws RocksDBException {
    List<ShardReads.Entry> found = new ArrayList<>();
    try (RocksIterator keys = open.newIterator()) {
      for (keys.seek(from); keys.isValid() && found.size() < limit; keys.next()) {
        byte[] key = keys.key();
        if (!RocksKeys.startsWith(key, begin)) {
          break;
        }
        if (isInclusive || key.length != from.length || !RocksKeys.startsWith(key, from)) {
          found.add(new ShardReads.Entry(RocksKeys.name(table, key), decode(keys.value())));
        }
      }
      // An iterator that cannot read on is not valid either.
      keys.status();
    }
    return found;
  }

  private VersionedValue decode(byte[] bytes) {
    try {
      return StoredForm.read(bytes);
    } catch (MalformedJsonException e) {
      throw broken("decoding a value", e);
    }
  }

  @Override
  public StateProgress progress() {
    return progress;
  }

  /** A key that was written often may count more than once. 0 once closed. */
  @Override
  public long approximateKeys() {
    return Math.max(0, property("rocksdb.estimate-num-keys") - Math.max(1, progressesInMemory));
  }

  /** Of its tables on disk; 0 once closed. */
  long diskBytes() {
    return property("rocksdb.total-sst-files-size");
  }

  private long property(String name) {
    Lock shared = use.readLock();
    shared.lock();
    try {
      return database == null ? 0 : database.getLongProperty(name);
    } catch (RocksDBException e) {
      return 0;
    } finally {
      shared.unlock();
    }
  }

  // ---- Writing

  @Override
  public void write(List<Change> changes, StateProgress next) {
    if (hasUnlogged) {
      use("bringing what was restored to disk", RocksStore::flush);
      hasUnlogged = false;
    }
    write(changes, next, logged);
  }

  @Override
  public void writeRestored(List<Change> changes, StateProgress next) {
    hasUnlogged = true;
    write(changes, next, unlogged);
  }

  private void write(List<Change> changes, StateProgress next, WriteOptions how) {
    use(
        "writing what was committed",
        open -> {
          try (WriteBatch batch = new WriteBatch()) {
            for (Change change : changes) {
              add(batch, change);
            }
            batch.put(RocksKeys.PROGRESS, ProgressForm.write(next));
            open.write(how, batch);
          }
          countProgress(open.getLongProperty("rocksdb.num-entries-active-mem-table"));
          return null;
        });
    progress = next;
  }

  /** A shard that idles writes its progress every second; those are not keys. */
  private void countProgress(long entries) {
    boolean isSameTable = entries > entriesInMemory;
    progressesInMemory = isSameTable ? progressesInMemory + 1 : 1;
    entriesInMemory = entries;
  }

  private static void add(WriteBatch batch, Change change) throws RocksDBException {
    byte[] key = RocksKeys.of(change.key().table(), change.key().name());
    if (key == null) {
      throw new IllegalArgumentException("a key with half a surrogate pair");
    }
    VersionedValue value = change.value();
    if (value == null) {
      batch.delete(key);
    } else {
      batch.put(key, StoredForm.write(value));
    }
  }

  private static @Nullable Void flush(RocksDB open) throws RocksDBException {
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
      open.flush(options);
    }
    return null;
  }

  /** Makes it anew: emptying it key by key would leave as many tombstones. */
  @Override
  public void clear() {
    Lock alone = use.writeLock();
    alone.lock();
    try {
      if (database == null) {
        throw new NotServingException(shard);
      }
      // Until all of it is done: whoever comes between must not use what is left.
      isSound = false;
      directory.mark("being emptied");
      database.close();
      database = null;
      database = stores.remake(directory);
      hasUnlogged = false;
      entriesInMemory = 0;
      progressesInMemory = 0;
      progress = StateProgress.NONE;
      isSound = true;
    } finally {
      alone.unlock();
    }
  }

  // ---- Its end

  @Override
  public boolean staysOnDisk() {
    return true;
  }

  @Override
  public boolean isSound() {
    return isSound;
  }

  /** Waits for calls that are under way. What was written without a log is brought to disk. */
  @Override
  public void close() {
    Lock alone = use.writeLock();
    alone.lock();
    try {
      if (database != null) {
        database.close();
        database = null;
      }
      logged.close();
      unlogged.close();
    } finally {
      alone.unlock();
    }
    stores.closed(this);
  }

  /** A call of the database. */
  private interface Call<T> {
    @Nullable T on(RocksDB open) throws RocksDBException;
  }

  private <T> @Nullable T use(String what, Call<T> call) {
    Lock shared = use.readLock();
    shared.lock();
    try {
      if (database == null) {
        throw new NotServingException(shard);
      }
      if (!isSound) {
        throw new TransientException("local state is broken and waits to be rebuilt");
      }
      return call.on(database);
    } catch (RocksDBException e) {
      throw failed(what, e);
    } finally {
      shared.unlock();
    }
  }

  private TransientException failed(String what, RocksDBException e) {
    Status status = e.getStatus();
    boolean isDamage =
        status != null
            && (status.getCode() == Status.Code.Corruption
                || (status.getCode() == Status.Code.IOError
                    && status.getSubCode() != Status.SubCode.NoSpace));
    if (isDamage) {
      return broken(what, e);
    }
    // Whether a full disk or something else: the database may refuse all that follows.
    isSound = false;
    return new TransientException(what + " (dir=" + directory.path() + ")", e);
  }

  private TransientException broken(String what, Exception cause) {
    if (isSound) {
      isSound = false;
      log.warn("local state is broken, it will be rebuilt (dir={})", directory.path(), cause);
      directory.mark(what + ": " + cause.getMessage());
    }
    return new TransientException(what + " (dir=" + directory.path() + ")", cause);
  }
}
