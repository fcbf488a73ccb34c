package io.twofold.cache.store;

/**
 * How a task's tiers fare, all its shards together; counts are since the task started.
 *
 * @param hits reads that found the value ready to use; reads of unflushed writes are not counted
 * @param misses reads that had to ask the committed tier
 * @param evictions values that had to go for others
 * @param weightBytes what the values that are ready to use weigh, by estimate
 * @param diskBytes what the committed tier takes up on disk
 */
public record CacheStatistics(
    long hits, long misses, long evictions, long weightBytes, long diskBytes) {}
