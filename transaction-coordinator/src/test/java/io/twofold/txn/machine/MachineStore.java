package io.twofold.txn.machine;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twofold.txn.check.ConformanceCases;
import io.twofold.txn.check.ModelSettings;
import io.twofold.txn.check.PublishedAvro;
import io.twofold.txn.codec.JsonValues;
import io.twofold.txn.codec.ResultWriter;
import io.twofold.txn.codec.VoteCodec;
import io.twofold.txn.model.Encoding;
import io.twofold.txn.model.Key;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.HashedKeys;
import io.twofold.txn.runtime.LogRecord;
import io.twofold.txn.runtime.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A store of machines alone: the request log is a list, the votes partitions are lists, and chance
 * decides who reads what next. Every vote goes through its codec.
 */
final class MachineStore implements ConformanceCases.Store {
  /** So few that some votes are passed over and read again. */
  private static final int VOTES_AHEAD_MAX = 8;

  /** Exact numbers. */
  static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final Random random;
  private final StoreSettings settings;
  private final Router router;
  private final List<ShardMachine> machines = new ArrayList<>();
  private final List<TableInAMap> states = new ArrayList<>();
  private final List<RoutedRequest> requests = new ArrayList<>();
  private final List<List<byte[]>> votes = new ArrayList<>();

  /** Votes that were cast before their turn. */
  int earlyVotes;

  /** How often a machine went back to votes that it had passed over. */
  int votesReadAgain;

  /** Results by position, as the bytes published. */
  final Map<Long, byte[]> results = new TreeMap<>();

  /** What the materializer would have written, a list a shard. */
  final List<List<FinishedPart>> finished = new ArrayList<>();

  /** A store as the model's settings describe it. */
  MachineStore(ModelSettings model, Random random) {
    this(model, random, true);
  }

  /** Likewise, with every vote in its turn if they are not to be early. */
  MachineStore(ModelSettings model, Random random, boolean votesEarly) {
    this(model, random, votesEarly, Limits.DEFAULT);
  }

  /** Likewise, with other limits. */
  MachineStore(ModelSettings model, Random random, boolean votesEarly, Limits limits) {
    this.random = random;
    this.settings =
        new StoreSettings(
            StoreSettings.MACHINE_VERSION,
            model.shards(),
            StoreSettings.HASH,
            new StoreSettings.Dedupe(model.dedupeWindowMs(), model.dedupeIdsMax()),
            limits,
            List.copyOf(model.emitTopics()),
            "secret");
    this.router = HashedKeys.router(model.shards());
    for (int shard = 0; shard < model.shards(); shard++) {
      TableInAMap state = new TableInAMap();
      states.add(state);
      votes.add(new ArrayList<>());
      finished.add(new ArrayList<>());
      Catalogue catalogue = new Catalogue(tables(model));
      Foresight early = new EarlyVotes(state, catalogue);
      Foresight counted =
          part -> {
            Optional<Outcome> vote = votesEarly ? early.vote(part) : Optional.empty();
            earlyVotes += vote.isPresent() ? 1 : 0;
            return vote;
          };
      machines.add(
          new ShardMachine(
              shard, settings, List.of(), catalogue, state, 0, 0, VOTES_AHEAD_MAX, counted));
    }
  }

  /** Tables that were there before the log began. */
  private static List<Catalogue.Table> tables(ModelSettings model) {
    List<Catalogue.Table> tables = new ArrayList<>();
    model
        .tables()
        .forEach(
            (name, format) ->
                tables.add(new Catalogue.Table(name, TableFormat.valueOf(format.name()), -1)));
    return tables;
  }

  long append(byte[] value, long timestampMs) {
    requests.add(
        router.route(
            new LogRecord(requests.size(), timestampMs, value, LogRecord.Kind.REQUEST), settings));
    return requests.get(requests.size() - 1).position();
  }

  /** Lets a random machine read a random thing; false if nobody has anything to read. */
  boolean step() {
    int first = random.nextInt(machines.size());
    for (int i = 0; i < machines.size(); i++) {
      int shard = (first + i) % machines.size();
      if (step(shard, random.nextBoolean()) || step(shard, true) || step(shard, false)) {
        return true;
      }
    }
    return false;
  }

  private boolean step(int shard, boolean readsVotes) {
    ShardMachine machine = machines.get(shard);
    if (readsVotes) {
      long offset = machine.nextVoteOffset();
      if (offset == votes.get(shard).size()) {
        return false;
      }
      VoteCodec.read(votes.get(shard).get((int) offset))
          .forEach(vote -> run(shard, machine.apply(new Fact.VoteRead(offset, vote))));
    } else {
      long position = machine.nextPosition();
      if (position == requests.size()) {
        return false;
      }
      run(shard, machine.apply(new Fact.RequestRead(requests.get((int) position))));
    }
    return true;
  }

  private void run(int shard, List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.SendVote send) {
        votes.get(send.receiver()).add(VoteCodec.write(List.of(send.vote())));
        acknowledge(shard, send.vote().position());
      } else if (effect instanceof Effect.PublishResult publish) {
        results.put(publish.position(), ResultWriter.write(publish.result(), publish.encoding()));
        acknowledge(shard, publish.position());
      } else {
        // The next offset to read is asked of the machine.
        votesReadAgain++;
      }
    }
    finished.get(shard).addAll(machines.get(shard).takeFinished());
  }

  private void acknowledge(int shard, long position) {
    run(shard, machines.get(shard).apply(new Fact.Acknowledged(position)));
  }

  void settle() {
    boolean moved = true;
    while (moved) {
      moved = step();
    }
  }

  /** Positions that a shard has not finished; all of them once settled. */
  boolean isDrained() {
    return machines.stream().allMatch(machine -> machine.lowestUnfinished() == requests.size());
  }

  @Nullable VersionedValue value(String table, String key) {
    return states.get(new HashedKeys(states.size()).shardOf(key)).get(new Key(table, key));
  }

  @Override
  public ObjectNode submit(byte[] requestValue) throws Exception {
    long position = append(requestValue, 1_000_000 + requests.size());
    settle();
    return result(position);
  }

  /** The result that was published for a request, in the encoding of the request. */
  ObjectNode result(long position) throws Exception {
    byte[] record = Objects.requireNonNull(results.get(position));
    if (Encoding.of(record) != requests.get((int) position).encoding()) {
      throw new IllegalStateException("result in another encoding (position=" + position + ")");
    }
    return Encoding.of(record) == Encoding.AVRO
        ? PublishedAvro.result(record)
        : (ObjectNode) JSON.readTree(record);
  }

  @Override
  public @Nullable JsonNode finalValue(String table, String key) throws Exception {
    VersionedValue found = value(table, key);
    return found == null ? null : JSON.readTree(JsonValues.write(found.value()));
  }
}
