package io.twofold.connect.config;

import io.twofold.txn.model.TableFormat;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.jspecify.annotations.Nullable;

/**
 * What the store is.
 *
 * @param name prefix of its topics
 * @param shards number of shards, fixed for life
 * @param tables tables to create where they are missing, in the order given
 */
public record StoreOptions(String name, int shards, Map<String, TableFormat> tables) {
  public static final String STORE = "store";
  public static final String SHARDS = "shards";
  public static final String TABLES = "tables";

  /** A shard costs a partition in half of the store's topics and two threads' attention. */
  static final int SHARDS_MAX = 1_024;

  /** No dots: so no topic of one store can have the name of another store's. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}");

  private static final Pattern TABLE_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,100}");

  private static final String FORMATS =
      Arrays.stream(TableFormat.values()).map(TableFormat::label).collect(Collectors.joining(", "));

  static void define(ConfigDef definition) {
    Option.define(
        definition,
        "Store",
        new Option(
            STORE,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            Validators.text(
                NAME,
                "1 to 100 letters, digits, dashes or underscores, no dash or underscore first"),
            Importance.HIGH,
            "Store",
            "The store's name. Its topics are called <store>.requests, <store>.results,"
                + " <store>.table.<table> and so on."),
        new Option(
            SHARDS,
            ConfigDef.Type.INT,
            ConfigDef.NO_DEFAULT_VALUE,
            Validators.between(1, SHARDS_MAX, "shards"),
            Importance.HIGH,
            "Shards",
            "How many shards the store has: partitions of its tables, and the most tasks that can"
                + " share the work. Fixed for the life of the store. More shards spread over more"
                + " tasks; each costs Kafka a transaction per commit.interval.ms."),
        new Option(
            TABLES,
            ConfigDef.Type.LIST,
            "",
            Validators.items(
                "name:format, format one of " + FORMATS,
                StoreOptions::topic,
                StoreOptions::objection),
            Importance.HIGH,
            "Tables",
            "Tables to create where they are missing, as name:format. Formats: "
                + FORMATS
                + ". Tables can be created later too, by a create_table request."));
  }

  static StoreOptions of(AbstractConfig values) {
    Map<String, TableFormat> tables = new LinkedHashMap<>();
    for (String text : values.getList(TABLES)) {
      int colon = text.indexOf(':');
      TableFormat format = TableFormat.of(text.substring(colon + 1)).orElseThrow();
      tables.put(text.substring(0, colon), format);
    }
    return new StoreOptions(
        values.getString(STORE), values.getInt(SHARDS), Collections.unmodifiableMap(tables));
  }

  private static @Nullable String objection(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return "must be name:format";
    }
    if (!TABLE_NAME.matcher(text.substring(0, colon)).matches()) {
      return "the name must have 1 to 100 letters, digits, dots, dashes or underscores";
    }
    String format = text.substring(colon + 1);
    return TableFormat.of(format).isPresent() ? null : "the format must be one of " + FORMATS;
  }

  /** What Kafka takes for the table's topic: dots and underscores are the same in metric names. */
  private static String topic(String text) {
    int colon = text.indexOf(':');
    return (colon < 0 ? text : text.substring(0, colon)).replace('.', '_');
  }
}
