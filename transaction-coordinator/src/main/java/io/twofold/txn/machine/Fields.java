package io.twofold.txn.machine;

import io.twofold.txn.model.FieldPath;
import io.twofold.txn.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reading and replacing inside values; values are immutable, so replacing copies the path. */
final class Fields {
  private static final Value.Obj EMPTY = new Value.Obj(Map.of());

  private Fields() {}

  /** What stands at the path, or null where nothing does; no path means the value itself. */
  static @Nullable Value find(@Nullable Value value, @Nullable FieldPath path) {
    if (path == null) {
      return value;
    }
    Value at = value;
    for (String step : path.steps()) {
      if (at instanceof Value.Obj object) {
        at = object.get(step);
      } else if (at instanceof Value.Array array && path.isPointer()) {
        int index = index(step, array.items().size());
        at = index < 0 ? null : array.items().get(index);
      } else {
        return null;
      }
    }
    return at;
  }

  /** Whether a value can be put at the path: every step leads through an object or array. */
  static boolean reaches(@Nullable Value value, @Nullable FieldPath path) {
    if (path == null) {
      return true;
    }
    Value at = value;
    for (String step : path.steps()) {
      if (at == null) {
        return true;
      }
      if (at instanceof Value.Obj object) {
        at = object.get(step);
      } else if (at instanceof Value.Array array && path.isPointer()) {
        int index = index(step, array.items().size());
        if (index < 0) {
          return false;
        }
        at = array.items().get(index);
      } else {
        return false;
      }
    }
    return true;
  }

  /** The value with the path set to that; objects that are missing on the way are made. */
  static Value replace(@Nullable Value value, @Nullable FieldPath path, Value replacement) {
    return path == null ? replacement : replace(value, path.steps(), replacement);
  }

  private static Value replace(@Nullable Value value, List<String> steps, Value replacement) {
    if (steps.isEmpty()) {
      return replacement;
    }
    String step = steps.get(0);
    List<String> rest = steps.subList(1, steps.size());
    if (value instanceof Value.Array array) {
      List<Value> items = new ArrayList<>(array.items());
      int index = index(step, items.size());
      items.set(index, replace(items.get(index), rest, replacement));
      return new Value.Array(items);
    }
    Value.Obj object = value == null ? EMPTY : (Value.Obj) value;
    Map<String, Value> fields = new LinkedHashMap<>(object.fields());
    fields.put(step, replace(object.get(step), rest, replacement));
    return new Value.Obj(fields);
  }

  /** RFC 7396, section 2. */
  static Value merge(@Nullable Value target, Value patch) {
    if (!(patch instanceof Value.Obj patchObject)) {
      return patch;
    }
    Map<String, Value> fields =
        target instanceof Value.Obj object
            ? new LinkedHashMap<>(object.fields())
            : new LinkedHashMap<>();
    patchObject
        .fields()
        .forEach(
            (name, value) -> {
              if (value instanceof Value.Null) {
                fields.remove(name);
              } else {
                fields.put(name, merge(fields.get(name), value));
              }
            });
    return new Value.Obj(fields);
  }

  /** RFC 6901, section 4: digits without leading zero; -1 for all that names no existing item. */
  private static int index(String step, int size) {
    boolean leadingZero = step.length() > 1 && step.charAt(0) == '0';
    if (step.isEmpty() || step.length() > 9 || leadingZero) {
      return -1;
    }
    for (int i = 0; i < step.length(); i++) {
      if (step.charAt(i) < '0' || step.charAt(i) > '9') {
        return -1;
      }
    }
    int index = Integer.parseInt(step);
    return index < size ? index : -1;
  }
}
