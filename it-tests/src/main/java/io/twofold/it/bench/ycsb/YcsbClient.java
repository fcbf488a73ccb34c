package io.twofold.it.bench.ycsb;

import io.twofold.it.bench.reads.KeepAliveClient;
import io.twofold.it.bench.ycsb.YcsbSettings.Level;
import io.twofold.it.kit.FixtureException;
import io.twofold.it.store.ReceivedResult;
import io.twofold.it.store.RequestSubmitter;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One client: reads over its own connection, writes through a producer that all share, one thing at
 * a time. For one thread at a time.
 */
final class YcsbClient implements ClosedLoop.Client, AutoCloseable {
  private static final int OK = 200;
  private static final int ATTEMPTS_MAX = 10_000;
  private static final long RESULT_TIMEOUT_S = 60;
  private static final String OVERTAKEN = "VERSION_MISMATCH";

  /** Numbers of writes that a client has to itself. */
  private static final long WRITES_A_CLIENT = 1L << 40;

  private final Workload workload;
  private final Level level;
  private final RecordChooser chooser;
  private final WriteHistory history;
  private final RequestSubmitter submitter;
  private final KeepAliveClient http;
  private final String pathPrefix;
  private final String query;
  private final String idPrefix;
  private final SplittableRandom random;
  private long nextWrite;
  private long conflicts;

  /** What all clients have. */
  record Shared(
      YcsbSettings settings,
      RecordChooser chooser,
      WriteHistory history,
      RequestSubmitter submitter,
      String tablePath,
      String idPrefix) {}

  YcsbClient(Shared shared, KeepAliveClient http, int number) {
    this.workload = shared.settings().workload();
    this.level = shared.settings().level();
    this.chooser = shared.chooser();
    this.history = shared.history();
    this.submitter = shared.submitter();
    this.http = http;
    this.pathPrefix = shared.tablePath();
    this.query = "?consistency=" + level.word();
    this.idPrefix = shared.idPrefix();
    this.random = new SplittableRandom(shared.settings().seed() * 31 + number);
    this.nextWrite = number * WRITES_A_CLIENT;
  }

  @Override
  public long conflicts() {
    return conflicts;
  }

  /**
   * {@inheritDoc}
   *
   * @throws FixtureException if it fails, or a read is older than its level allows
   */
  @Override
  public OperationKind next() throws IOException, InterruptedException {
    OperationKind kind = workload.kind(random.nextInt(Workload.PERCENT));
    int record = chooser.next(random);
    switch (kind) {
      case READ -> {
        var unused = read(record);
      }
      case UPDATE -> {
        if (!write(record, Records.ANY_VERSION)) {
          throw new FixtureException("an update without condition was refused");
        }
      }
      case READ_MODIFY_WRITE -> readModifyWrite(record);
    }
    return kind;
  }

  /** The version of the record that was read. */
  private long read(int record) throws IOException {
    long least = history.leastVersion(record);
    int status = http.get(pathPrefix + Records.key(record) + query);
    String tag = http.entityTag();
    if (status != OK || tag == null) {
      throw new FixtureException("HTTP " + status + " for " + Records.key(record));
    }
    long version = Long.parseLong(tag, 1, tag.length() - 1, 10);
    if (level != Level.LOCAL) {
      history.requireFresh(record, least, version);
    }
    return version;
  }

  private void readModifyWrite(int record) throws IOException, InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (write(record, read(record))) {
        return;
      }
      conflicts++;
    }
    throw new FixtureException(
        "%d writes of %s were overtaken, one after the other"
            .formatted(ATTEMPTS_MAX, Records.key(record)));
  }

  /** True if it is committed, false if the record has another version. */
  private boolean write(int record, long version) throws InterruptedException {
    long write = nextWrite++;
    int field = random.nextInt(Records.FIELDS);
    String request = Records.request(idPrefix + write, record, field, write, version);
    ReceivedResult result = result(request);
    if (result.isCommitted()) {
      history.committed(record, new WriteHistory.Write(result.position(), write, field, version));
      return true;
    }
    if (!OVERTAKEN.equals(result.reason())) {
      throw new FixtureException("a write was refused: " + result.text());
    }
    return false;
  }

  private ReceivedResult result(String request) throws InterruptedException {
    try {
      return submitter.submit(request).get(RESULT_TIMEOUT_S, TimeUnit.SECONDS).result();
    } catch (ExecutionException | TimeoutException e) {
      throw new FixtureException("a write has no result: " + e, e);
    }
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
