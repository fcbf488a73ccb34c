package io.twofold.txn.codec;

import io.twofold.txn.model.Limits;
import io.twofold.txn.model.StoreSettings;
import io.twofold.txn.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings records of the request log: a JSON object of text and whole numbers, told from
 * requests by its header {@value #KIND_HEADER}.
 */
public final class SettingsCodec {
  /** Header of the request log's records that are not requests. */
  public static final String KIND_HEADER = "twofold.kind";

  /** Its value, in UTF-8, for a settings record. */
  public static final String KIND_SETTINGS = "settings";

  private static final String FORMAT = "format";
  private static final long FORMAT_VERSION = 1;

  /** What holds where settings do not say it, because they are older than the limit: for ever. */
  private static final int ARRAY_ITEMS_UNSAID = 100_000;

  private static final int RECORD_BYTES_UNSAID = 1_000_000;

  private SettingsCodec() {}

  /** The value of the settings record. */
  public static byte[] write(StoreSettings settings) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put(FORMAT, new Value.Whole(FORMAT_VERSION));
    fields.put("machine_version", new Value.Whole(settings.machineVersion()));
    fields.put("shards", new Value.Whole(settings.shards()));
    fields.put("partitioner", new Value.Text(settings.partitioner()));
    fields.put("dedupe_window_ms", new Value.Whole(settings.dedupe().windowMs()));
    fields.put("dedupe_ids_max", new Value.Whole(settings.dedupe().idsMax()));
    fields.put("request_bytes_max", new Value.Whole(settings.limits().requestBytesMax()));
    fields.put("ops_max", new Value.Whole(settings.limits().opsMax()));
    fields.put("key_bytes_max", new Value.Whole(settings.limits().keyBytesMax()));
    fields.put("depth_max", new Value.Whole(settings.limits().depthMax()));
    fields.put("value_bytes_max", new Value.Whole(settings.limits().valueBytesMax()));
    fields.put("array_items_max", new Value.Whole(settings.limits().arrayItemsMax()));
    fields.put("result_bytes_max", new Value.Whole(settings.limits().resultBytesMax()));
    fields.put("vote_bytes_max", new Value.Whole(settings.limits().voteBytesMax()));
    fields.put("emit_bytes_max", new Value.Whole(settings.limits().emitBytesMax()));
    fields.put(
        "emit_topics",
        new Value.Array(settings.emitTopics().stream().<Value>map(Value.Text::new).toList()));
    fields.put("secret", new Value.Text(settings.secret()));
    return JsonValues.write(new Value.Obj(fields));
  }

  /**
   * The settings that this record holds; empty if it is not valid, so that garbage with the right
   * header harms nobody. The machine version is not judged here.
   */
  public static Optional<StoreSettings> read(byte[] record) {
    try {
      if (!(JsonValues.read(record) instanceof Value.Obj object)
          || number(object, FORMAT) != FORMAT_VERSION) {
        return Optional.empty();
      }
      Limits limits =
          new Limits(
              number(object, "request_bytes_max"),
              number(object, "ops_max"),
              number(object, "key_bytes_max"),
              number(object, "depth_max"),
              number(object, "value_bytes_max"),
              number(object, "array_items_max", ARRAY_ITEMS_UNSAID),
              number(object, "result_bytes_max", RECORD_BYTES_UNSAID),
              number(object, "vote_bytes_max", RECORD_BYTES_UNSAID),
              number(object, "emit_bytes_max", RECORD_BYTES_UNSAID));
      if (limits.depthMax() > Limits.DEPTH_CEILING) {
        return Optional.empty();
      }
      return Optional.of(
          new StoreSettings(
              number(object, "machine_version"),
              number(object, "shards"),
              text(object, "partitioner"),
              new StoreSettings.Dedupe(
                  wide(object, "dedupe_window_ms"), number(object, "dedupe_ids_max")),
              limits,
              texts(object, "emit_topics"),
              text(object, "secret")));
    } catch (MalformedJsonException notSettings) {
      return Optional.empty();
    }
  }

  private static int number(Value.Obj object, String name, int unsaid)
      throws MalformedJsonException {
    return object.get(name) == null ? unsaid : number(object, name);
  }

  private static int number(Value.Obj object, String name) throws MalformedJsonException {
    long wide = wide(object, name);
    if (wide == 0 || wide > Integer.MAX_VALUE) {
      throw new MalformedJsonException("number out of range: " + name);
    }
    return (int) wide;
  }

  private static long wide(Value.Obj object, String name) throws MalformedJsonException {
    if (object.get(name) instanceof Value.Whole whole && whole.value() >= 0) {
      return whole.value();
    }
    throw new MalformedJsonException("no such number: " + name);
  }

  private static List<String> texts(Value.Obj object, String name) throws MalformedJsonException {
    if (!(object.get(name) instanceof Value.Array array)) {
      throw new MalformedJsonException("no such array: " + name);
    }
    List<String> texts = new ArrayList<>();
    for (Value item : array.items()) {
      if (!(item instanceof Value.Text text)) {
        throw new MalformedJsonException("not text: " + name);
      }
      texts.add(text.value());
    }
    return List.copyOf(texts);
  }

  private static String text(Value.Obj object, String name) throws MalformedJsonException {
    if (object.get(name) instanceof Value.Text text) {
      return text.value();
    }
    throw new MalformedJsonException("no such text: " + name);
  }
}
