package io.twofold.cache.route;

import java.util.List;

/**
 * In which order the hosts of a shard are asked for a read that any of them may answer. It decides
 * who gets how much work, never what a read shows. Thread-safe; does not block.
 */
public interface ReadPolicy {
  /**
   * All hosts, each once.
   *
   * @param key what is read: a key, or what stands for a part of a table
   * @param owner base URL of the owner, empty if unknown
   * @param replicas base URLs of the others
   */
  List<String> order(String key, String owner, List<String> replicas);
}
