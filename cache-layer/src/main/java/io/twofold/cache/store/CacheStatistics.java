package io.twofold.cache.store;

/**
 * How a task's tiers fare, all its shards together; counts are since the task started.
 *
 * @param hits reads that found the value ready to use; neither reads of unflushed writes are
 *     counted, nor what machines read past the cache
 * @param misses reads that asked the cache first and then the committed tier
 * @param evictions values that had to go for others
 * @param weightBytes what the values that are ready to use weigh, by estimate
 * @param diskBytes what the committed tier takes up on disk
 */
public record CacheStatistics(
    long hits, long misses, long evictions, long weightBytes, long diskBytes) {}
