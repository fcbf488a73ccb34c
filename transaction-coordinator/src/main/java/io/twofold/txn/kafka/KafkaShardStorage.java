package io.twofold.txn.kafka;

import io.twofold.txn.codec.CheckpointCodec;
import io.twofold.txn.codec.OutboxCodec;
import io.twofold.txn.codec.SettingsCodec;
import io.twofold.txn.codec.TableRecords;
import io.twofold.txn.codec.TransactionRecords;
import io.twofold.txn.codec.avro.ShardCheckpoint;
import io.twofold.txn.codec.avro.TableEntry;
import io.twofold.txn.machine.Catalogue;
import io.twofold.txn.machine.FinishedPart;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.RememberedId;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.Checkpoint;
import io.twofold.txn.runtime.Restored;
import io.twofold.txn.runtime.ShardState;
import io.twofold.txn.runtime.ShardStorage;
import io.twofold.txn.runtime.StateProgress;
import io.twofold.txn.runtime.TransientException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A shard's tables, transactions and checkpoints, written with a transactional producer whose id is
 * the shard's: opening it anew fences the owner before.
 */
final class KafkaShardStorage implements ShardStorage {
  private static final byte[] CHECKPOINT_KEY = "checkpoint".getBytes(StandardCharsets.UTF_8);
  private static final String TRANSACTION_HEADER = "twofold.txn";

  /** A table whose topic is there. */
  private static final class Table {
    final TableFormat format;
    final String topic;

    /** The last record of the producer transaction. */
    @Nullable Future<RecordMetadata> lastWrite;

    Table(TableFormat format, String topic) {
      this.format = format;
      this.topic = topic;
    }
  }

  private final int shard;
  private final Topics topics;
  private final StoreSettings first;
  private final String owner;
  private final Producer<byte[], byte[]> producer;
  private final CommittedReader reader;
  private final TopicMaker topicMaker;
  private final Relays relays;
  private final DeadLetterEntries deadLetters;
  private final LogTrimmer trimmer;
  private final TransactionMarks marks = new TransactionMarks();
  private long lastCommitNs;

  /** Those whose topics are there, by name. */
  private final Map<String, Table> tables = new HashMap<>();

  // ---- The producer transaction

  private boolean isOpen;

  /** Where the tables' topics go on, as far as they were read or written here. */
  private final Map<String, Long> nextOffsets = new HashMap<>();

  /**
   * Storage of one shard.
   *
   * @param first settings for a shard that has no checkpoint yet
   */
  KafkaShardStorage(
      int shard,
      Topics topics,
      StoreSettings first,
      String owner,
      Producer<byte[], byte[]> producer,
      CommittedReader reader,
      TopicMaker topicMaker,
      Relays relays,
      DeadLetterEntries deadLetters,
      LogTrimmer trimmer) {
    this.shard = shard;
    this.topics = topics;
    this.first = first;
    this.owner = owner;
    this.producer = producer;
    this.reader = reader;
    this.topicMaker = topicMaker;
    this.relays = relays;
    this.deadLetters = deadLetters;
    this.trimmer = trimmer;
  }

  @Override
  public void fence() {
    try {
      producer.initTransactions();
      relays.fence(shard);
    } catch (KafkaException e) {
      throw Failures.of("fencing the owner before", e);
    }
  }

  @Override
  public Restored restore(ShardState into) {
    ShardCheckpoint found = lastCheckpoint();
    Checkpoint checkpoint =
        found == null ? new Checkpoint(0, 0, 0, first, List.of(), null, null) : of(found);
    if (found != null) {
      var unused = topicMaker.requireSame(found.getTopicIds());
    }
    nextOffsets.putAll(new TableRestore(shard, topics, topicMaker, reader, checkpoint, into).run());
    List<RememberedId> remembered = new ArrayList<>();
    marks.start(found == null ? 0 : found.getD0());
    reader.readFrom(
        Map.of(new TopicPartition(topics.transactions(), shard), marks.offsetFor(0)),
        record -> restore(record, checkpoint, remembered));
    return new Restored(checkpoint, remembered);
  }

  private @Nullable ShardCheckpoint lastCheckpoint() {
    AtomicReference<@Nullable ShardCheckpoint> last = new AtomicReference<>();
    reader.readAll(
        Set.of(new TopicPartition(topics.checkpoints(), shard)),
        record -> {
          if (isCheckpoint(record)) {
            last.set(CheckpointCodec.read(record.value()));
          }
        });
    return last.get();
  }

  /** Relays keep their progress in the same topic, under other keys. */
  static boolean isCheckpoint(ConsumerRecord<byte[], byte[]> record) {
    return Arrays.equals(record.key(), CHECKPOINT_KEY) && record.value() != null;
  }

  private static Checkpoint of(ShardCheckpoint found) {
    StoreSettings settings =
        SettingsCodec.read(CheckpointCodec.settings(found))
            .orElseThrow(
                () -> new IllegalStateException("the checkpoint's settings cannot be read"));
    return new Checkpoint(
        found.getX0(),
        found.getV0(),
        found.getRememberedFrom(),
        settings,
        tables(found),
        found.getRequestsEpoch(),
        found.getVotesEpoch());
  }

  private void restore(
      ConsumerRecord<byte[], byte[]> record, Checkpoint checkpoint, List<RememberedId> remembered) {
    TransactionRecords.progressOf(record.value()).ifPresent(x0 -> marks.add(x0, record.offset()));
    TransactionRecords.remembered(record.value())
        .ifPresent(
            id -> {
              TableRestore.refuseTorn(shard, id.position(), checkpoint);
              if (id.position() >= checkpoint.oldestRemembered()) {
                remembered.add(id);
              }
            });
  }

  static List<Catalogue.Table> tables(ShardCheckpoint checkpoint) {
    return checkpoint.getTables().stream()
        .map(
            entry ->
                new Catalogue.Table(
                    entry.getName(),
                    TableFormat.of(entry.getFormat()).orElseThrow(),
                    entry.getCreatedAt()))
        .toList();
  }

  // ---- Committing

  @Override
  public void write(List<Catalogue.Table> tables, List<FinishedPart> parts) {
    know(tables);
    try {
      begin();
      for (FinishedPart part : parts) {
        send(part);
      }
    } catch (KafkaException e) {
      throw Failures.of("writing tables of shard " + shard, e);
    }
  }

  private void know(List<Catalogue.Table> created) {
    for (Catalogue.Table table : created) {
      if (!tables.containsKey(table.name())) {
        tables.put(table.name(), new Table(table.format(), topics.table(table.name())));
        topicMaker.ensureTable(table.name());
      }
    }
  }

  private void begin() {
    if (!isOpen) {
      producer.beginTransaction();
      isOpen = true;
    }
  }

  @Override
  public StateProgress commit(Checkpoint checkpoint) {
    know(checkpoint.tables());
    // Asked before: once the commit is through, another owner may be deleting keys.
    long beginMs = System.currentTimeMillis();
    try {
      begin();
      producer.flush();
      for (Table table : tables.values()) {
        if (table.lastWrite != null) {
          nextOffsets.put(table.topic, offsetOf(table.lastWrite) + 1);
          table.lastWrite = null;
        }
      }
      Future<RecordMetadata> progress =
          producer.send(
              new ProducerRecord<>(topics.transactions(), shard, null, progress(checkpoint.x0())));
      append(new ProducerRecord<>(topics.checkpoints(), shard, CHECKPOINT_KEY, encode(checkpoint)));
      producer.flush();
      long commitNs = System.nanoTime();
      producer.commitTransaction();
      isOpen = false;
      lastCommitNs = System.nanoTime() - commitNs;
      marks.add(checkpoint.x0(), offsetOf(progress));
      trimmer.committed(checkpoint.v0());
      return new StateProgress(
          checkpoint.x0(), Map.copyOf(nextOffsets), topicMaker.topicIds(), beginMs);
    } catch (KafkaException e) {
      throw Failures.of("committing tables and checkpoint of shard " + shard, e);
    }
  }

  /** Where a record stands that was flushed. */
  private static long offsetOf(Future<RecordMetadata> sent) {
    try {
      RecordMetadata written = sent.get();
      if (!written.hasOffset()) {
        throw new TransientException("the broker has a record, but does not say where: " + written);
      }
      return written.offset();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException failure
          ? failure
          : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private byte[] progress(long x0) {
    Map<String, TableFormat> formats = new HashMap<>();
    Map<String, Long> ends = new HashMap<>();
    tables.forEach(
        (name, table) -> {
          formats.put(name, table.format);
          ends.put(name, nextOffsets.getOrDefault(table.topic, 0L));
        });
    return TransactionRecords.progress(shard, x0, formats, ends);
  }

  @Override
  public long lastCommitNs() {
    return lastCommitNs;
  }

  private void send(FinishedPart part) {
    long timestampMs = part.request().timestampMs();
    byte[] id = part.request().id().getBytes(StandardCharsets.UTF_8);
    byte[] position = Long.toString(part.request().position()).getBytes(StandardCharsets.UTF_8);
    for (FinishedPart.Write write : part.writes()) {
      Table table = tables.get(write.key().table());
      if (table == null) {
        throw new IllegalStateException("a write to a table that is not in the catalogue");
      }
      VersionedValue value = write.value();
      table.lastWrite =
          producer.send(
              new ProducerRecord<>(
                  table.topic,
                  shard,
                  timestampMs,
                  write.key().name().getBytes(StandardCharsets.UTF_8),
                  value == null ? null : TableRecords.write(table.format, value.value()),
                  List.of(
                      new RecordHeader(TableRecords.POSITION_HEADER, position),
                      new RecordHeader(TRANSACTION_HEADER, id))));
    }
    for (Operation.Emit emit : part.emits()) {
      outbox(OutboxCodec.emitted(part.request(), emit));
    }
    deadLetters.entryFor(part).ifPresent(this::outbox);
    if (part.homeOutcome() != null) {
      append(
          new ProducerRecord<>(
              topics.transactions(),
              shard,
              timestampMs,
              id,
              TransactionRecords.ended(part.request(), part.homeOutcome())));
    }
  }

  private void outbox(byte[] entry) {
    append(new ProducerRecord<>(topics.outbox(), shard, null, entry));
  }

  /** A send that fails makes the commit fail. */
  private void append(ProducerRecord<byte[], byte[]> record) {
    var unused = producer.send(record);
  }

  private byte[] encode(Checkpoint checkpoint) {
    List<TableEntry> tables =
        checkpoint.tables().stream()
            .map(table -> new TableEntry(table.name(), table.format().label(), table.createdAt()))
            .toList();
    return CheckpointCodec.write(
        ShardCheckpoint.newBuilder()
            .setX0(checkpoint.x0())
            .setV0(checkpoint.v0())
            .setD0(marks.offsetFor(checkpoint.oldestRemembered()))
            .setRememberedFrom(checkpoint.oldestRemembered())
            .setSettings(ByteBuffer.wrap(SettingsCodec.write(checkpoint.settings())))
            .setTables(tables)
            .setTopicIds(topicMaker.topicIds())
            .setRequestsEpoch(checkpoint.requestEpoch())
            .setVotesEpoch(checkpoint.voteEpoch())
            .setOwner(owner)
            .build());
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
    reader.close();
  }
}
