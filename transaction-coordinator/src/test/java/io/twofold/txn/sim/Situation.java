package io.twofold.txn.sim;

/** What the simulation must get into, or it proves nothing of it. */
enum Situation {
  CRASH(3_000, "a task crashes", "I2: its shards go on from their checkpoints"),
  CRASH_AFTER_VOTE(
      600,
      "a task crashes between a vote and the checkpoint that passes it",
      "I10: the vote that is cast again is the same"),
  CRASH_AFTER_WRITE(
      12,
      "a task crashes between the records of a producer transaction and its end",
      "I6: nothing of it is seen, the next owner writes it again"),
  CRASH_IN_COMMIT(
      100,
      "a task crashes inside a producer transaction",
      "I6: the next owner finds all of it or nothing"),
  CRASH_IN_RESTORE(200, "a task crashes while it restores a shard", "I2: the state at the claim"),
  COMMIT_UNTOLD(
      400,
      "a producer transaction commits, its owner is not told",
      "I6: no record a second time after recovery"),
  CHECKPOINT_LOST(
      400,
      "a producer transaction aborts with its checkpoint, its owner is not told",
      "I6, I7: nothing is left out after recovery"),
  COMMIT_DECIDED_LATER(
      400,
      "a producer transaction ends later, either way, its owner is not told",
      "I6: once and in order, whichever way it ends"),
  OWNERS_TWO(400, "a shard has two live owners", "I2: both give the same votes and results"),
  OWNER_OLD_SENDS(200, "a vote of an owner that was fenced arrives", "I1, I10: it is the same"),
  OWNER_OLD_COMMITS(1_000, "an owner that was fenced tries to commit", "I6: nothing of it is seen"),
  OWNER_OLD_LEFT_BEHIND(
      1, "an owner of old wants what was trimmed from the log", "I3: only it stops"),
  STRAY(500, "a vote or result of a dead task arrives", "I1, I10"),
  RESTORE_TORN(
      700, "another owner commits while a shard is restored", "I2: such a restore is never used"),
  RESTORE_INCREMENTAL(
      100,
      "a shard is restored on what was set aside when it failed",
      "I2: the state at the claim"),
  VOTES_PASSED_OVER(
      100,
      "votes too far ahead are passed over and read again",
      "I3, I7: v0 does not pass them; they are used"),
  CLAIM_REFUSED(400, "the claim after a restore is refused", "no vote and no result without it"),
  SEND_FAILED_ARRIVED(
      200, "a send that has arrived is not acknowledged", "I1: the copy is the same"),
  SEND_FAILED_LOST(200, "a send that fails has not arrived", "I7: x0 waits for another"),
  VOTES_REORDERED(
      3_000, "a vote overtakes an earlier one for another shard", "I1: no outcome depends on it"),
  VOTE_AHEAD(
      2_000,
      "a vote arrives before its receiver has read the request",
      "I7: v0 does not pass it; it is used"),
  RESULT_BEFORE_VOTES(
      1_000,
      "a commit is published before the votes topic has all that it goes by",
      "I1, I10: it is the model's, whoever goes on"),
  VOTE_EARLY(
      3_000,
      "a vote is cast while earlier ones of its keys are open",
      "I4: it is the sequential model's"),
  ABORTED_PART_HELD(
      40, "a part known to be aborted waits for its turn to vote", "I1: the first operation fails"),
  SHARD_FULL(70_000, "a shard is full", "I3: everything finishes"),
  FAILOVER_TO_FULL(
      700,
      "a shard is taken up by a task whose own shards are full and further on",
      "I3: the reader goes back for it"),
  REPEAT_ANSWERED(1_000, "a repeated id is answered", "I1: as the first, nothing is executed"),
  REPEAT_ACROSS_SHARDS(
      700, "a repeated id of a request on several shards", "I1: all shards drop it alike"),
  DEDUPE_CHANGED(2_000, "the settings' dedupe window or size changes", "I1: from its position on"),
  EMIT_TOPICS_CHANGED(1_000, "the settings' emit topics change", "I1: from its position on"),
  SETTINGS_FORGED(
      1_000,
      "a settings record without the secret, or that cannot be read",
      "I1: it means nothing"),
  TABLE_CREATED(100, "a table is created among other requests", "I1: the catalogue's fold"),
  EMITTED(500, "a committed request emits", "I6: the outbox, once and in position order"),
  DEAD_LETTER(600, "a record that is no request gets a copy", "I6: the outbox, likewise"),
  LOG_TRIMMED(
      2_000,
      "votes or requests are deleted that nobody needs",
      "I2, I7: whoever starts finds what it needs"),
  LOG_COMPACTED(6_000, "tables or checkpoints are compacted", "I2: the state at the claim"),
  LOG_GAP(5_000, "an offset of the request log is shown to nobody", "I3: positions pass it");

  /** Least number of times in the default run of 2,000 seeds. */
  final int timesMin;

  final String what;
  final String checked;

  Situation(int timesMin, String what, String checked) {
    this.timesMin = timesMin;
    this.what = what;
    this.checked = checked;
  }
}
