package io.twofold.cache.store;

import java.nio.file.Path;

/** The committed tiers that there are, for tests of what must be true of each. */
enum StoreKind {
  MEMORY {
    @Override
    BackingStore.Factory stores(Path dir) {
      return MemoryStore::new;
    }
  },
  ROCKSDB {
    @Override
    BackingStore.Factory stores(Path dir) {
      return new RocksStores(dir, "bank");
    }
  };

  /** A task's stores, in the directory if they need one. */
  abstract BackingStore.Factory stores(Path dir);
}
