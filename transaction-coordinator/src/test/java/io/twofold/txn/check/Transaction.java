package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One transaction while it runs, alone in the world: it sees the tables and what it has written
 * itself. Nothing reaches the tables before {@link #commit}.
 */
final class Transaction {
  private record Row(String table, String key) {}

  private final Map<String, Table> tables;
  private final Set<String> emitTopics;
  private final long position;

  private final Map<Row, TableChange> changes = new LinkedHashMap<>();
  private final Map<String, TableFormat> newTables = new LinkedHashMap<>();
  private final List<EmittedRecord> emitted = new ArrayList<>();
  private final ArrayNode reads = JsonNodeFactory.instance.arrayNode();

  Transaction(Map<String, Table> tables, Set<String> emitTopics, long position) {
    this.tables = tables;
    this.emitTopics = emitTopics;
    this.position = position;
  }

  /** Runs the next operation. */
  void run(ObjectNode op) throws Refused {
    switch (op.get("op").textValue()) {
      case "check" -> check(op);
      case "get" -> get(op);
      case "put" -> put(op);
      case "merge" -> merge(op);
      case "add" -> add(op);
      case "append" -> append(op);
      case "delete" -> delete(op);
      case "emit" -> emit(op);
      case "create_table" -> createTable(op);
      default -> throw new IllegalStateException("operation unknown, but was found valid");
    }
  }

  /** Puts what was written into the tables. */
  void commit() {
    newTables.forEach((name, format) -> tables.putIfAbsent(name, Table.empty(format)));
    for (TableChange change : changes.values()) {
      Map<String, TableValue> rows = tableNamed(change.table()).rows();
      if (change.value() == null) {
        rows.remove(change.key());
      } else {
        rows.put(change.key(), new TableValue(change.value(), position));
      }
    }
  }

  /** What the operations read, in their order. */
  ArrayNode reads() {
    return reads;
  }

  /** One change for each key that was written, by first write. */
  List<TableChange> changes() {
    return List.copyOf(changes.values());
  }

  List<EmittedRecord> emitted() {
    return List.copyOf(emitted);
  }

  private void check(ObjectNode op) throws Refused {
    tableOf(op);
    TableValue row = rowOf(op);
    if (op.has("exists") && op.get("exists").booleanValue() != (row != null)) {
      throw new Refused(Reason.CHECK_FAILED);
    }
    if (op.has("version") && (row == null || row.version() != op.get("version").longValue())) {
      throw new Refused(Reason.VERSION_MISMATCH);
    }
    JsonNode actual = FieldPath.of(op).find(valueOf(op));
    for (String comparison : Comparison.NAMES) {
      if (op.has(comparison) && !Comparison.holds(comparison, actual, op.get(comparison))) {
        throw new Refused(Reason.CHECK_FAILED);
      }
    }
  }

  private void get(ObjectNode op) throws Refused {
    tableOf(op);
    TableValue row = rowOf(op);
    ObjectNode read = reads.addObject();
    read.set("table", op.get("table"));
    read.set("key", op.get("key"));
    if (row == null) {
      read.putNull("value").putNull("version");
    } else {
      read.set("value", row.value().deepCopy());
      read.put("version", row.version());
    }
  }

  private void put(ObjectNode op) throws Refused {
    JsonNode value = op.get("value");
    require(tableOf(op).format().accepts(value), Reason.TYPE_MISMATCH);
    write(op, value);
  }

  private void merge(ObjectNode op) throws Refused {
    require(tableOf(op).format().isOfJson(), Reason.TYPE_MISMATCH);
    write(op, MergePatch.apply(valueOf(op), op.get("value")));
  }

  private void add(ObjectNode op) throws Refused {
    TableFormat format = tableOf(op).format();
    BigDecimal by = op.get("by").decimalValue();
    require(format.isOfJson() || format == TableFormat.LONG, Reason.TYPE_MISMATCH);
    if (format == TableFormat.LONG) {
      require(!op.has("field") && Numbers.isWhole(by), Reason.TYPE_MISMATCH);
    }
    FieldPath path = FieldPath.of(op);
    JsonNode current = path.findForWriting(valueOf(op));
    require(current == null || current.isNumber(), Reason.TYPE_MISMATCH);

    BigDecimal sum = current == null ? by : current.decimalValue().add(by);
    boolean isInBounds =
        (!op.has("min") || sum.compareTo(op.get("min").decimalValue()) >= 0)
            && (!op.has("max") || sum.compareTo(op.get("max").decimalValue()) <= 0);
    boolean canBeHeld =
        format == TableFormat.LONG ? Numbers.fitsLong(sum) : !Numbers.hasTooManyDigits(sum);
    require(isInBounds && canBeHeld, Reason.OUT_OF_BOUNDS);
    write(op, path.replace(valueOf(op), Numbers.node(sum)));
  }

  private void append(ObjectNode op) throws Refused {
    require(tableOf(op).format().isOfJson(), Reason.TYPE_MISMATCH);
    FieldPath path = FieldPath.of(op);
    JsonNode current = path.findForWriting(valueOf(op));
    require(current == null || current.isArray(), Reason.TYPE_MISMATCH);

    ArrayNode longer = current == null ? JsonNodeFactory.instance.arrayNode() : current.deepCopy();
    longer.add(op.get("value"));
    boolean isTooLong = op.has("max_length") && longer.size() > op.get("max_length").longValue();
    require(!isTooLong, Reason.OUT_OF_BOUNDS);
    write(op, path.replace(valueOf(op), longer));
  }

  private void delete(ObjectNode op) throws Refused {
    tableOf(op);
    write(op, null);
  }

  private void emit(ObjectNode op) throws Refused {
    String topic = op.get("topic").textValue();
    require(emitTopics.contains(topic), Reason.UNKNOWN_TOPIC);
    String key = op.has("key") ? op.get("key").textValue() : null;
    emitted.add(new EmittedRecord(position, topic, key, op.get("value")));
  }

  private void createTable(ObjectNode op) throws Refused {
    String name = op.get("table").textValue();
    TableFormat format = TableFormat.ofName(op.get("format").textValue());
    Table existing = tables.get(name);
    require(existing == null || existing.format() == format, Reason.TABLE_EXISTS);
    for (String other : tables.keySet()) {
      // Kafka refuses topics whose names differ only in dots and underscores.
      boolean collides = other.replace('.', '_').equals(name.replace('.', '_'));
      require(other.equals(name) || !collides, Reason.TABLE_EXISTS);
    }
    newTables.put(name, format);
  }

  private static void require(boolean holds, Reason otherwise) throws Refused {
    if (!holds) {
      throw new Refused(otherwise);
    }
  }

  private Table tableOf(ObjectNode op) throws Refused {
    Table table = tables.get(op.get("table").textValue());
    if (table == null) {
      throw new Refused(Reason.UNKNOWN_TABLE);
    }
    return table;
  }

  private Table tableNamed(String name) {
    Table table = tables.get(name);
    if (table == null) {
      throw new IllegalStateException("table lost (table=" + name + ")");
    }
    return table;
  }

  private @Nullable TableValue rowOf(ObjectNode op) {
    Row row = row(op);
    TableChange change = changes.get(row);
    if (change == null) {
      return tableNamed(row.table()).rows().get(row.key());
    }
    return change.value() == null ? null : new TableValue(change.value(), position);
  }

  private @Nullable JsonNode valueOf(ObjectNode op) {
    TableValue row = rowOf(op);
    return row == null ? null : row.value();
  }

  private void write(ObjectNode op, @Nullable JsonNode value) {
    Row row = row(op);
    changes.put(row, new TableChange(position, row.table(), row.key(), value));
  }

  private static Row row(ObjectNode op) {
    return new Row(op.get("table").textValue(), op.get("key").textValue());
  }
}
