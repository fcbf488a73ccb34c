package io.twofold.cache.route;

import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.runtime.Partitioner;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The partitioners by the words of the store's settings: {@code hash}, {@code
 * hash_prefix:<delimiter>} or {@code range:<split>,<split>,...}.
 */
public final class Partitioners {
  /** What the words of {@link HashPrefixPartitioner} begin with. */
  public static final String HASH_PREFIX = "hash_prefix";

  /** What the words of {@link RangePartitioner} begin with. */
  public static final String RANGE = "range";

  /** Greatest length of a delimiter, characters. */
  public static final int DELIMITER_CHARS_MAX = 16;

  /** Greatest length of the words, bytes of UTF-8: they stand in every checkpoint. */
  public static final int WORDS_BYTES_MAX = 16_384;

  private static final char COLON = ':';
  private static final String COMMA = ",";

  private Partitioners() {}

  /**
   * The partitioner that the words mean.
   *
   * @throws IllegalArgumentException if they mean none, or none for that many shards; the message
   *     says what is wrong
   */
  public static Partitioner of(String words, int shards) {
    requireShards(shards);
    if (words.getBytes(StandardCharsets.UTF_8).length > WORDS_BYTES_MAX) {
      throw new IllegalArgumentException(
          "the partitioner takes more than " + WORDS_BYTES_MAX + " bytes to say");
    }
    if (words.equals(StoreSettings.HASH)) {
      return new HashPartitioner(shards);
    }
    int colon = words.indexOf(COLON);
    String kind = colon < 0 ? words : words.substring(0, colon);
    String rest = colon < 0 ? "" : words.substring(colon + 1);
    if (colon >= 0 && kind.equals(HASH_PREFIX)) {
      return hashPrefix(rest, shards);
    }
    if (colon >= 0 && kind.equals(RANGE)) {
      return range(rest.isEmpty() ? List.of() : List.of(rest.split(COMMA, -1)), shards);
    }
    throw new IllegalArgumentException(
        "unknown partitioner: must be hash, hash_prefix:<delimiter> or range:<split>,..., not "
            + words);
  }

  /** The words for the hash of what stands before a delimiter. */
  public static String hashPrefix(String delimiter) {
    return HASH_PREFIX + COLON + delimiter;
  }

  /** The words for ranges; no split point may hold a comma. */
  public static String range(List<String> splitPoints) {
    return RANGE + COLON + String.join(COMMA, splitPoints);
  }

  private static Partitioner hashPrefix(String delimiter, int shards) {
    int length = delimiter.codePointCount(0, delimiter.length());
    if (length < 1 || length > DELIMITER_CHARS_MAX) {
      throw new IllegalArgumentException(
          "the delimiter must have 1 to " + DELIMITER_CHARS_MAX + " characters");
    }
    return new HashPrefixPartitioner(delimiter, shards);
  }

  private static Partitioner range(List<String> splitPoints, int shards) {
    if (splitPoints.size() != shards - 1) {
      throw new IllegalArgumentException(
          "%d shards need %d split points, not %d"
              .formatted(shards, shards - 1, splitPoints.size()));
    }
    return new RangePartitioner(splitPoints);
  }

  static void requireShards(int shards) {
    if (shards < 1) {
      throw new IllegalArgumentException("a store needs a shard (shards=" + shards + ")");
    }
  }
}
