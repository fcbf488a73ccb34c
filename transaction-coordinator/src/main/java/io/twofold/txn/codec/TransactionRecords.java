package io.twofold.txn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Reason;
import io.twofold.txn.model.RememberedId;
import io.twofold.txn.model.RoutedRequest;
import io.twofold.txn.model.TableFormat;
import io.twofold.txn.model.Value;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Writes the records of {@code <store>.transactions}: Debezium's END event with position and
 * outcome, and the progress of a shard.
 *
 * <pre>{@code
 * {"id":"t-1","position":7,"ts_ms":1760000000000,"status":"COMMITTED","event_count":2,
 *  "data_collections":[{"data_collection":"accounts","event_count":2}]}
 * {"id":"t-2","position":8,"ts_ms":1760000000001,"status":"ABORTED","reason":"OUT_OF_BOUNDS","op":1,
 *  "event_count":0,"data_collections":[]}
 * {"shard":3,"progress":9,"tables":{"accounts":"json"},"ends":{"accounts":4711}}
 * }</pre>
 */
public final class TransactionRecords {
  private TransactionRecords() {}

  /** The record of a finished transaction. */
  public static byte[] ended(RoutedRequest request, Outcome outcome) {
    return JsonBytes.of(out -> writeEnded(request, outcome, out));
  }

  private static void writeEnded(RoutedRequest request, Outcome outcome, JsonGenerator out)
      throws IOException {
    Map<String, Integer> counts =
        outcome instanceof Outcome.Committed ? request.recordsPerTable() : Map.of();
    int records = 0;
    for (int count : counts.values()) {
      records += count;
    }
    out.writeStartObject();
    out.writeStringField("id", request.id());
    out.writeNumberField("position", request.position());
    out.writeNumberField("ts_ms", request.timestampMs());
    if (outcome instanceof Outcome.Aborted aborted) {
      JsonResults.writeAborted(aborted, out);
    } else {
      out.writeStringField("status", "COMMITTED");
    }
    out.writeNumberField("event_count", records);
    out.writeArrayFieldStart("data_collections");
    for (Map.Entry<String, Integer> table : counts.entrySet()) {
      out.writeStartObject();
      out.writeStringField("data_collection", table.getKey());
      out.writeNumberField("event_count", table.getValue());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /**
   * Says that everything of this shard below x0 stands before this record, or was committed with
   * it; and which tables there are.
   *
   * @param ends for each table an offset in the shard's partition: before it stand all records
   *     below x0, and none of a later position
   */
  public static byte[] progress(
      int shard, long x0, Map<String, TableFormat> tables, Map<String, Long> ends) {
    Map<String, Value> formats = new LinkedHashMap<>();
    new TreeMap<>(tables)
        .forEach((name, format) -> formats.put(name, new Value.Text(format.label())));
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("shard", new Value.Whole(shard));
    fields.put("progress", new Value.Whole(x0));
    fields.put("tables", new Value.Obj(formats));
    Map<String, Value> offsets = new LinkedHashMap<>();
    new TreeMap<>(ends).forEach((name, end) -> offsets.put(name, new Value.Whole(end)));
    fields.put("ends", new Value.Obj(offsets));
    return JsonValues.write(new Value.Obj(fields));
  }

  /** The x0 that a record of the topic tells, if it is one of progress. */
  public static OptionalLong progressOf(byte[] record) {
    return read(record).get("progress") instanceof Value.Whole x0
        ? OptionalLong.of(x0.value())
        : OptionalLong.empty();
  }

  /** The tables that a record of the topic tells; none if it is not one of progress. */
  public static Map<String, TableFormat> tablesOf(byte[] record) {
    Map<String, TableFormat> tables = new TreeMap<>();
    if (read(record).get("tables") instanceof Value.Obj formats) {
      formats
          .fields()
          .forEach(
              (name, format) ->
                  TableFormat.of(format instanceof Value.Text text ? text.value() : "")
                      .ifPresent(known -> tables.put(name, known)));
    }
    return tables;
  }

  /** Where the tables that a record of the topic tells end; none if it does not say. */
  public static Map<String, Long> endsOf(byte[] record) {
    Map<String, Long> ends = new TreeMap<>();
    if (read(record).get("ends") instanceof Value.Obj offsets) {
      offsets
          .fields()
          .forEach(
              (name, offset) -> {
                if (offset instanceof Value.Whole whole) {
                  ends.put(name, whole.value());
                }
              });
    }
    return ends;
  }

  /** What a record of the topic tells to a shard that starts: an id of a client's, or nothing. */
  public static Optional<RememberedId> remembered(byte[] record) {
    Value.Obj object = read(record);
    if (object.get("id") instanceof Value.Text id
        && object.get("position") instanceof Value.Whole position
        && object.get("ts_ms") instanceof Value.Whole timestampMs
        && !id.value().equals(RoutedRequest.idAt(position.value()))) {
      return Optional.of(
          new RememberedId(id.value(), position.value(), timestampMs.value(), outcome(object)));
    }
    return Optional.empty();
  }

  private static Value.Obj read(byte[] record) {
    try {
      if (JsonValues.read(record) instanceof Value.Obj object) {
        return object;
      }
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("a record of the transactions topic is not Twofold's", e);
    }
    throw new IllegalStateException("a record of the transactions topic is not Twofold's");
  }

  private static Outcome outcome(Value.Obj object) {
    if (object.get("reason") instanceof Value.Text reason) {
      Integer op = object.get("op") instanceof Value.Whole index ? (int) index.value() : null;
      return new Outcome.Aborted(Reason.valueOf(reason.value()), op, "");
    }
    return Outcome.Committed.of(List.of());
  }
}
