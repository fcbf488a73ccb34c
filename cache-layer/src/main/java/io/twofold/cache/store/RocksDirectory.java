package io.twofold.cache.store;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one RocksDB. What is in it may be half written, half destroyed, or in use by
 * somebody else.
 */
record RocksDirectory(Path path) {
  private static final Logger log = LoggerFactory.getLogger(RocksDirectory.class);

  /** A file that says that the rest must not be used, and why. */
  private static final String MARK = "BROKEN";

  boolean isMarked() {
    return Files.exists(path.resolve(MARK));
  }

  /** Whoever opens the directory next must not use it. */
  void mark(String why) {
    // Of java.io, since channels of java.nio refuse to work for a thread that was interrupted.
    try (OutputStream out = new FileOutputStream(path.resolve(MARK).toFile())) {
      out.write(why.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      log.error("local state is broken and cannot be marked so: delete it (dir={})", path, e);
    }
  }

  /** Why this failed: somebody else has the directory open, in this process or another. */
  static boolean isInUse(RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("lock hold") || message.contains("While lock file");
  }

  /**
   * Deletes it, unless somebody has it open.
   *
   * @return whether nothing is left of the database
   */
  boolean destroy(Options options, String why) {
    try {
      if (Files.exists(path)) {
        // Ending here and there leaves a log without the one before, which nobody would notice.
        mark("being deleted: " + why);
        RocksDB.destroyDB(path.toString(), options);
        Files.deleteIfExists(path.resolve(MARK));
        Files.deleteIfExists(path);
      }
      return true;
    } catch (DirectoryNotEmptyException e) {
      log.warn("local state deleted, but not what else was in its directory (dir={})", path);
      return true;
    } catch (RocksDBException | IOException e) {
      log.warn("local state cannot be deleted, it stays aside (dir={}): {}", path, e.toString());
    }
    return false;
  }
}
