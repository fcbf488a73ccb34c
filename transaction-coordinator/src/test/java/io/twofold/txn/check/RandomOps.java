package io.twofold.txn.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Operations at random: valid ones, which may well fail. */
final class RandomOps {
  private static final List<String> PATHS =
      List.of("n", "n", "n", "/n", "/o/n", "/list/0", "/list/1", "s", "/o/p/q", "/list/2", "/s/x");
  private static final List<String> ARRAY_PATHS = List.of("list", "list", "/list", "new", "/o/l");
  private static final int NEW_TABLES = 3;
  private static final List<TableFormat> FORMATS = List.of(TableFormat.values());

  private final Random random;
  private final RandomValues values;
  private final Map<String, TableFormat> formats;
  private final List<String> tables;
  private final List<String> topics;
  private final Map<String, Long> versions = new HashMap<>();

  RandomOps(Random random, RandomValues values, ModelSettings settings) {
    this.random = random;
    this.values = values;
    this.formats = settings.tables();
    this.tables = formats.keySet().stream().sorted().toList();
    this.topics = settings.emitTopics().stream().sorted().toList();
  }

  /** Remembers a version that was read, so that a check can ask for it. */
  void sawVersion(String table, String key, long version) {
    versions.put(table + "/" + key, version);
  }

  ObjectNode next() {
    int kind = random.nextInt(100);
    if (kind < 15) {
      return check();
    } else if (kind < 33) {
      return onKey("get", anyTable());
    } else if (kind < 50) {
      return put();
    } else if (kind < 58) {
      return merge();
    } else if (kind < 80) {
      return add();
    } else if (kind < 88) {
      return append();
    } else if (kind < 94) {
      return onKey("delete", anyTable());
    }
    return emit();
  }

  ObjectNode createTable() {
    ObjectNode op = named("create_table");
    op.put("table", values.happens(20) ? values.oneOf(tables) : newTable());
    return op.put("format", values.oneOf(FORMATS).spelled());
  }

  private ObjectNode check() {
    String table = anyTable();
    ObjectNode op = onKey("check", table);
    Long version = versions.get(table + "/" + op.get("key").textValue());
    if (version != null && values.happens(40)) {
      op.put("version", version);
    }
    if (values.happens(30)) {
      op.put("exists", values.happens(80));
    }
    if (op.size() == 3 || values.happens(30)) {
      addComparison(op, formatOf(table));
    }
    return op;
  }

  private void addComparison(ObjectNode op, TableFormat format) {
    if (format == TableFormat.JSON && values.happens(90)) {
      op.put("field", values.oneOf(PATHS));
    }
    boolean comparesText = format != TableFormat.LONG && values.happens(25);
    String comparison = values.oneOf(Comparison.NAMES);
    if (comparesText) {
      op.put(comparison, values.text());
    } else {
      op.set(comparison, values.number());
    }
  }

  private ObjectNode put() {
    String table = anyTable();
    TableFormat format = values.happens(3) ? values.oneOf(FORMATS) : formatOf(table);
    ObjectNode op = onKey("put", table);
    op.set("value", values.valueFor(format));
    return op;
  }

  private ObjectNode merge() {
    ObjectNode op = onKey("merge", tableOfJson());
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.set(values.oneOf(List.of("n", "m", "o")), values.json(1));
    if (values.happens(30)) {
      patch.putNull(values.oneOf(List.of("n", "s", "list", "none")));
    }
    op.set("value", values.happens(5) ? values.json(0) : patch);
    return op;
  }

  private ObjectNode add() {
    boolean addsToLong = values.happens(40);
    ObjectNode op = onKey("add", addsToLong ? tableOf(TableFormat.LONG) : tableOfJson());
    if (addsToLong == values.happens(3)) {
      op.put("field", values.oneOf(PATHS));
    }
    op.set("by", values.number());
    if (values.happens(25)) {
      op.put("min", random.nextInt(5) - 20);
    }
    if (values.happens(25)) {
      op.put("max", random.nextInt(100) + 10);
    }
    return op;
  }

  private ObjectNode append() {
    ObjectNode op = onKey("append", tableOfJson());
    if (values.happens(90)) {
      op.put("field", values.oneOf(ARRAY_PATHS));
    }
    op.set("value", values.json(1));
    if (values.happens(70)) {
      op.put("max_length", random.nextInt(12));
    }
    return op;
  }

  private ObjectNode emit() {
    boolean isDeclared = !topics.isEmpty() && values.happens(85);
    ObjectNode op = named("emit").put("topic", isDeclared ? values.oneOf(topics) : "elsewhere");
    if (values.happens(50)) {
      op.put("key", values.text());
    }
    op.set("value", values.json(0));
    return op;
  }

  private ObjectNode onKey(String name, String table) {
    return named(name).put("table", table).put("key", key());
  }

  /** Four keys get most of the traffic, whatever the table. */
  private String key() {
    return values.happens(80) ? "hot-" + random.nextInt(4) : "key-" + random.nextInt(40);
  }

  private String anyTable() {
    int kind = random.nextInt(100);
    if (kind < 94) {
      return values.oneOf(tables);
    }
    return kind < 99 ? newTable() : "nowhere";
  }

  private String newTable() {
    return "new-" + random.nextInt(NEW_TABLES);
  }

  private String tableOfJson() {
    return tableOf(values.happens(70) ? TableFormat.JSON : TableFormat.AVRO);
  }

  private String tableOf(TableFormat format) {
    List<String> suitable = tables.stream().filter(table -> formatOf(table) == format).toList();
    return suitable.isEmpty() || values.happens(3) ? anyTable() : values.oneOf(suitable);
  }

  /** Which format a new table got, if it is there at all, is not known here. */
  private TableFormat formatOf(String table) {
    return formats.getOrDefault(table, TableFormat.JSON);
  }

  private static ObjectNode named(String name) {
    return JsonNodeFactory.instance.objectNode().put("op", name);
  }
}
