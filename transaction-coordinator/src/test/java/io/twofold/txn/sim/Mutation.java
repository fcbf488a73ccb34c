package io.twofold.txn.sim;

import java.util.List;

/**
 * A rule of the design, broken: the source as it is, with a few words replaced. So no switch exists
 * that could be turned in production, and a mutation that no longer fits the source says so.
 */
enum Mutation {
  /** A restored shard votes before it has shown that nobody else wrote meanwhile. */
  NO_CLAIM(
      replace("sim/Keeper", "StateProgress unused = storage.commit(found.checkpoint());", ""),
      replace("kafka/TableRestore", "position >= checkpoint.x0()", "position < 0")),

  /** Votes for positions that the request log has not shown yet do not hold v0 back. */
  V0_FROM_OPEN_PARTS(
      replace(
          "machine/ShardMachine",
          "voteOffsets.read(offset, vote.position());",
          "voteOffsets.read(offset, open.get(vote.position()) != null ? vote.position() : -1);")),

  /** The reason of an abort is that of the NO that arrives first. */
  FIRST_NO_WINS(
      replace(
          "machine/Part",
          "refusal = lowestRefusal();",
          "refusal = refusal == null ? lowestRefusal() : refusal;"),
      replace("machine/Part", "theirs.length > 0 && theirs[0] < opOf(refusal)", "false")),

  /** A part that is known to be aborted frees its keys before it has voted. */
  ABORTED_NOT_HELD(
      replace(
          "machine/ShardMachine",
          "part.isAborted() && (part.hasVoted() || part.cannotMatter())",
          "part.isAborted()")),

  /** A part that is known to be aborted votes at once, whatever stands before it. */
  ABORTED_VOTES_AT_ONCE(
      replace("machine/ShardMachine", "if (first) {", "if (first || part.isAborted()) {")),

  /** Votes are counted, not kept by sender. */
  VOTES_COUNTED(
      replace("machine/Part", "Outcome known = votes[number];", "Outcome known = null;"),
      replace(
          "machine/Part",
          "((Outcome.Committed) Objects.requireNonNull(vote)).reads()",
          "vote instanceof Outcome.Committed yes ? yes.reads() : List.of()")),

  /** A full shard holds the reader, also before positions that it has had. */
  READER_HELD_NAIVELY(
      replace(
          "runtime/TaskLoop",
          "shard.nextPosition() <= record.position() && shard.isFullAt(record.position())",
          "shard.isFull()")),

  /** The reader does not go back for a shard that has not read as far. */
  READER_STAYS(
      replace(
          "runtime/TaskLoop", "shards.isEmpty() || from.x0() < position()", "shards.isEmpty()")),

  /** x0 passes positions whose votes and results may still be lost. */
  CHECKPOINT_AHEAD_OF_ACKNOWLEDGEMENTS(
      replace("machine/Part", "applied && unacknowledged == 0 &&", "applied &&"),
      replace(
          "machine/ShardMachine",
          "throw new IllegalStateException( \"acknowledged a position that is not open"
              + " (position=%d)\".formatted(position));",
          "return;")),

  /** A part that has voted lets the next ones see the state without it. */
  KEYS_RELEASED_AT_VOTE(
      replace(
          "machine/ShardMachine",
          "if (queue.parts.peek() != part) {",
          "if (queue.parts.stream().filter(other -> other == part || !other.hasVoted())"
              + ".findFirst().orElseThrow() != part) {")),

  /** What others refuse does not matter. */
  NO_IGNORED(
      replace(
          "machine/Part",
          "boolean isRefusal = vote != null",
          "boolean isRefusal = vote != null && vote == votes[own]"),
      replace(
          "machine/Part",
          "((Outcome.Committed) Objects.requireNonNull(vote)).reads()",
          "vote instanceof Outcome.Committed yes ? yes.reads() : List.of()")),

  /** An id that was used before is executed again. */
  DEDUPE_SKIPPED(
      replace("machine/IdMemory", "if (isKnown) {", "if (isKnown && row < IdTable.NONE) {")),

  /** What was written before the checkpoint came is not part of its transaction. */
  WRITTEN_BEFORE_LOST(replace("kafka/KafkaShardStorage", "if (!isOpen) {", "if (shard >= 0) {")),

  /** What a transaction has written is written again in the next one. */
  TRANSACTION_GOES_ON(
      replace("kafka/KafkaShardStorage", "isOpen = false;", "isOpen = shard >= 0;")),

  /** The ids remembered die with the owner. */
  IDS_NOT_RESTORED(replace("kafka/KafkaShardStorage", "remembered.add(id);", "")),

  /** An early NO is cast as soon as the verdict is certain, though not yet the operation. */
  EARLY_VERDICT(
      replace(
          "machine/EarlyVotes",
          "withLow.equals(run(part, high))",
          "withLow.getClass().equals(run(part, high).getClass())")),

  /** A transaction that is not decided yet counts as aborted when one looks ahead. */
  UNDECIDED_TAKEN_FOR_ABORTED(
      replace("machine/EarlyVotes", ": undecided(forecast, opsOn(key, earlier));", ": forecast;")),

  /** A part waits for its turn on the first of its keys alone. */
  APPLIED_KEY_BY_KEY(
      replace(
          "machine/ShardMachine",
          "if (queue.parts.peek() != part) {",
          "if (queue.parts.peek() != part && queue == part.queues.get(0)) {")),

  /** What is finished leaves for the tables, whatever is unfinished before it. */
  COMMITTED_IN_ANY_ORDER(
      replace(
          "machine/OpenParts",
          "part != null && part.isFinished(); part = next(part)) {",
          "part != null; part = next(part)) { if (!part.isFinished()) { continue; }")),

  /** The checkpoint says what holds now, not what held at x0. */
  SETTINGS_AHEAD_OF_CHECKPOINT(
      replace(
          "machine/ShardMachine",
          "return settings.at(lowestUnfinished());",
          "return settings.at(next);")),

  /** Votes are trimmed to their end, not to v0. */
  VOTES_TRIMMED_TOO_FAR(
      replace("sim/Happening", "world.tablesJudge(shard).v0()", "world.votes(shard).end()")),

  /** Whoever takes up a shard does not fence its owner. */
  NOT_FENCED(replace("kafka/KafkaShardStorage", "producer.initTransactions();", "")),

  /** Votes too far ahead are passed over, and never read again. */
  VOTES_PASSED_OVER_FOR_EVER(
      replace(
          "runtime/ActiveShard",
          "reader.follow(number, again.offset(), reader.voteEpoch(number, again.offset()));",
          "")),

  /** A shard that is told no vote passes over those of its neighbours. */
  NEIGHBOURS_NOT_TOLD(replace("runtime/ActiveShard", "neighbours.tell(neighbour, vote);", "")),

  /** Votes leave only for shards of other tasks. */
  TOLD_VOTES_STAY(
      replace("runtime/ActiveShard", "told || leaving.told() == null", "leaving.told() == null")),

  /** Only the shards that take part learn of a table. */
  TABLE_NOT_TOLD(replace("runtime/TaskLoop", "|| request.tableCreated() != null", "")),

  /** v0 passes votes that were told and may have to be read by the next owner. */
  TOLD_VOTES_NOT_NEEDED(
      replace("runtime/ActiveShard", "knows(offset, highestPosition)", "knows(offset, -1L)")),

  /** A send that fails counts as acknowledged. */
  FAILED_SEND_FORGOTTEN(replace("runtime/ActiveShard", "if (failure != null) {", "if (false) {"));

  /** One replacement; white space in the words stands for any. */
  record Change(String source, String words, String instead) {}

  @SuppressWarnings("ImmutableEnumChecker") // a list that cannot be changed
  final List<Change> changes;

  Mutation(Change... changes) {
    this.changes = List.of(changes);
  }

  private static Change replace(String source, String words, String instead) {
    return new Change("io/twofold/txn/" + source + ".java", words, instead);
  }
}
