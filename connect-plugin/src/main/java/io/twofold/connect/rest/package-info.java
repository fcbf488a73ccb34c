/**
 * What the worker's HTTP listener answers under {@code /twofold}: reads, transactions, status.
 *
 * <p>Resources look engines up in {@link io.twofold.connect.rest.RunningEngines}, which tasks of
 * the same JVM have put them into; {@code StoreLookup} finds a store that has none here. A read
 * ({@code PointRead}, {@code BatchRead}, {@code ScanRead}) says how a shard is read here and how at
 * another worker; {@code FanOut} decides where, by the store's {@code StoreMap}, and goes on to the
 * next place when one fails. What any worker with a task of the store can do, {@code AnyWorker} has
 * done. A request is sent from worker to worker once at most. Whatever may take time is awaited
 * without holding a thread, what needs threads has its own ({@code Scans}, {@code Lookups}), and
 * {@code Places} bound how much of it there is. Every answer is explicit bytes, JSON unless the
 * client wants a value as it stands in the table's topic.
 */
@NullMarked
package io.twofold.connect.rest;

import org.jspecify.annotations.NullMarked;
