package io.twofold.txn.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twofold.txn.codec.CheckpointCodec;
import io.twofold.txn.codec.RequestReader;
import io.twofold.txn.codec.SettingsCodec;
import io.twofold.txn.codec.avro.ShardCheckpoint;
import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.runtime.EngineConfig;
import io.twofold.txn.runtime.LogRecord;
import io.twofold.txn.runtime.Partitioner;
import io.twofold.txn.runtime.Router;
import io.twofold.txn.runtime.TransientException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a store ready: the cluster is checked, topics are there, the request log holds settings
 * that agree with the properties, and the tables of the properties are in the catalogue or asked
 * for. Several tasks may do this at once: the first settings record counts, the rest is idempotent.
 */
final class StorePreparation {
  private static final Logger log = LoggerFactory.getLogger(StorePreparation.class);

  private static final long ANSWER_MS = 30_000;
  private static final int SECRET_BYTES = 24;

  private final EngineConfig config;
  private final ClientConfig clients;
  private final Topics topics;
  private final Router router;

  /** What the log says so far. */
  private @Nullable StoreSettings settings;

  /** The first settings of the log, if it was read from its beginning. */
  private @Nullable StoreSettings first;

  private Catalogue catalogue = new Catalogue(List.of());
  private long next;

  StorePreparation(
      EngineConfig config,
      ClientConfig clients,
      Topics topics,
      Partitioner partitioner,
      ToIntFunction<byte[]> hash) {
    this.config = config;
    this.clients = clients;
    this.topics = topics;
    this.router = new Router(partitioner, hash);
  }

  /** Returns the settings for shards that have no checkpoint yet. */
  StoreSettings run(
      Admin admin, CommittedReader reader, Producer<byte[], byte[]> producer, TopicMaker maker) {
    ClusterCheck.require(admin, clients.bootstrapServers(), ANSWER_MS);
    maker.ensureFixed();
    readNewestCheckpoint(reader);
    readLog(reader);
    if (settings == null) {
      append(producer, SettingsCodec.write(newSettings()), SettingsCodec.KIND_SETTINGS);
      readLog(reader);
    }
    StoreSettings found = agreed();
    StoreSettings wanted = found.with(config.dedupe(), config.emitTopics());
    if (!wanted.equals(found)) {
      append(producer, SettingsCodec.write(wanted), SettingsCodec.KIND_SETTINGS);
    }
    Map<String, TableFormat> missing = missingTables();
    for (Map.Entry<String, TableFormat> table : missing.entrySet()) {
      append(producer, createTable(table.getKey(), table.getValue()), null);
    }
    log.info(
        "store prepared (store={}, shards={}, settings_changed={}, tables_asked_for={})",
        config.store(),
        found.shards(),
        !wanted.equals(found),
        missing.keySet());
    return first == null ? found : first;
  }

  // ---- What is there

  /**
   * The newest checkpoint of any shard spares reading the log up to its x0; but a shard that has
   * none starts where the log does, and needs the settings that hold there.
   */
  private void readNewestCheckpoint(CommittedReader reader) {
    Map<Integer, ShardCheckpoint> last = new HashMap<>();
    Set<TopicPartition> partitions = new HashSet<>();
    for (int shard = 0; shard < config.shards(); shard++) {
      partitions.add(new TopicPartition(topics.checkpoints(), shard));
    }
    reader.readAllStable(
        partitions,
        record -> {
          if (KafkaShardStorage.isCheckpoint(record)) {
            last.put(record.partition(), CheckpointCodec.read(record.value()));
          }
        });
    if (last.size() < config.shards()) {
      return;
    }
    ShardCheckpoint newest =
        Collections.max(last.values(), Comparator.comparingLong(ShardCheckpoint::getX0));
    next = newest.getX0();
    settings = SettingsCodec.read(CheckpointCodec.settings(newest)).orElse(null);
    catalogue = new Catalogue(KafkaShardStorage.tables(newest));
  }

  private void readLog(CommittedReader reader) {
    reader.readStable(
        Map.of(topics.requestLog(), next), record -> fold(KafkaLogReader.logRecord(record)));
  }

  private void fold(LogRecord record) {
    if (record.position() < next) {
      return;
    }
    next = record.position() + 1;
    if (record.kind() == LogRecord.Kind.SETTINGS) {
      SettingsCodec.read(record.value()).ifPresent(this::fold);
      return;
    }
    if (record.kind() != LogRecord.Kind.REQUEST || !RequestReader.mayCreateTable(record.value())) {
      return;
    }
    StoreSettings known = settings == null ? newSettings() : settings;
    Operation.CreateTable create = router.route(record, known).tableCreated();
    if (create != null) {
      catalogue.create(create.table(), create.format(), record.position());
    }
  }

  private void fold(StoreSettings read) {
    if (settings == null || settings.allows(read)) {
      settings = read;
    }
    if (first == null) {
      first = read;
    }
  }

  // ---- What should be there

  private StoreSettings newSettings() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return new StoreSettings(
        StoreSettings.MACHINE_VERSION,
        config.shards(),
        config.partitioner(),
        config.dedupe(),
        Limits.DEFAULT,
        config.emitTopics(),
        HexFormat.of().formatHex(secret));
  }

  private StoreSettings agreed() {
    StoreSettings found = settings;
    if (found == null) {
      throw new TransientException(
          "the settings that were written cannot be read back yet: an open producer transaction"
              + " holds back readers of "
              + topics.requests());
    }
    if (found.shards() != config.shards()) {
      throw new IllegalStateException(
          "shards is %d in the properties and %d in the store, where it is fixed for life"
              .formatted(config.shards(), found.shards()));
    }
    if (!found.partitioner().equals(config.partitioner())) {
      throw new IllegalStateException(
          "partitioner is %s in the properties and %s in the store, where it is fixed for life"
              .formatted(config.partitioner(), found.partitioner()));
    }
    if (found.machineVersion() > StoreSettings.MACHINE_VERSION) {
      throw new IllegalStateException(
          "the store needs machine version %d, this is %d: install a newer Twofold"
              .formatted(found.machineVersion(), StoreSettings.MACHINE_VERSION));
    }
    return found;
  }

  private Map<String, TableFormat> missingTables() {
    Map<String, TableFormat> missing = new TreeMap<>();
    config
        .tables()
        .forEach(
            (name, format) -> {
              Catalogue.Table known = catalogue.visible(name, Long.MAX_VALUE);
              if (known == null) {
                missing.put(name, format);
              } else if (known.format() != format) {
                throw new IllegalStateException(
                    "table %s is %s in the properties and %s in the store"
                        .formatted(name, format.label(), known.format().label()));
              }
            });
    return missing;
  }

  private static byte[] createTable(String name, TableFormat format) {
    Map<String, String> operation =
        Map.of("op", "create_table", "table", name, "format", format.label());
    try {
      return new ObjectMapper().writeValueAsBytes(Map.of("ops", List.of(operation)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void append(Producer<byte[], byte[]> producer, byte[] value, @Nullable String kind) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topics.requests(), 0, null, value);
    if (kind != null) {
      record
          .headers()
          .add(new RecordHeader(SettingsCodec.KIND_HEADER, kind.getBytes(StandardCharsets.UTF_8)));
    }
    try {
      producer.send(record).get();
    } catch (ExecutionException e) {
      throw Failures.of(
          "appending to " + topics.requests(), e.getCause() instanceof Exception c ? c : e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
