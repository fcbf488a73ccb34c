package io.twofold.txn.model;

/**
 * The answer to a request.
 *
 * @param id the client's id, or {@code requests@<position>}
 * @param position offset in the request log of the request that was executed
 * @param outcome committed or aborted
 * @param isDuplicate whether the request was not executed because its id is that of an earlier one,
 *     whose position and outcome these are; without reads and message then
 */
public record Result(String id, long position, Outcome outcome, boolean isDuplicate) {}
