package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a history was strictly serializable, and right in every detail.
 *
 * <p>In general that is NP-complete (Papadimitriou, JACM 1979), because a serial order has to be
 * guessed. Here the order is known: every request has a position. So it is enough that
 *
 * <ul>
 *   <li>the sequential model, given the requests by position, gives every result that was seen;
 *   <li>all copies of one result are the same;
 *   <li>what was sent after a result had been received has the larger position;
 *   <li>the tables at the end are those of the model, versions included.
 * </ul>
 *
 * <p>It takes n log n time, for sorting.
 */
public final class HistoryChecker {
  private static final List<String> COMPARED =
      List.of("id", "position", "status", "reason", "op", "duplicate", "reads");

  private final Violations violations = new Violations();

  private HistoryChecker() {}

  /**
   * Checks a history.
   *
   * @param settings the settings of the store, from its beginning
   * @param operations every request of the log, in any order; more than once if there was more than
   *     one copy of its result
   * @param finalTables what the tables hold after the last of these requests, by name and key
   * @return what is wrong, the first so many; empty if nothing is
   */
  public static List<String> check(
      ModelSettings settings,
      Collection<ClientOperation> operations,
      Map<String, ? extends Map<String, TableValue>> finalTables) {
    return check(new TreeMap<>(Map.of(0L, settings)), operations, finalTables);
  }

  /**
   * Checks a history of a store whose settings have changed.
   *
   * @param settings from which position on which hold; the lowest is the beginning
   */
  public static List<String> check(
      SortedMap<Long, ModelSettings> settings,
      Collection<ClientOperation> operations,
      Map<String, ? extends Map<String, TableValue>> finalTables) {
    HistoryChecker checker = new HistoryChecker();
    Deque<Map.Entry<Long, ModelSettings>> changes = new ArrayDeque<>(settings.entrySet());
    SequentialModel model = new SequentialModel(changes.remove().getValue());
    for (List<ClientOperation> copies : byPosition(operations).values()) {
      ClientOperation first = copies.get(0);
      while (!changes.isEmpty() && changes.peek().getKey() <= first.request().position()) {
        model.change(changes.remove().getValue());
      }
      checker.checkCopies(copies);
      checker.checkResult(copies, model.apply(first.request()));
    }
    checker.checkRealTime(operations);
    checker.checkTables(model.tables(), finalTables);
    return checker.violations.list();
  }

  private static SortedMap<Long, List<ClientOperation>> byPosition(
      Collection<ClientOperation> operations) {
    SortedMap<Long, List<ClientOperation>> groups = new TreeMap<>();
    for (ClientOperation operation : operations) {
      groups
          .computeIfAbsent(operation.request().position(), position -> new ArrayList<>())
          .add(operation);
    }
    return groups;
  }

  /** One position, one request, one outcome, message included. */
  private void checkCopies(List<ClientOperation> copies) {
    ClientOperation first = copies.get(0);
    ObjectNode firstResult = null;
    for (ClientOperation copy : copies) {
      if (!copy.request().isSameAs(first.request())) {
        violations.add(copy.name() + ": two different requests have this position");
      }
      if (firstResult == null) {
        firstResult = copy.result();
      } else if (copy.result() != null && !JsonValues.areEqualInOrder(copy.result(), firstResult)) {
        violations.add(copy.name() + ": copies differ: " + firstResult + " and " + copy.result());
      }
    }
  }

  private void checkResult(List<ClientOperation> copies, ObjectNode expected) {
    for (ClientOperation copy : copies) {
      if (copy.result() != null) {
        checkResult(copy, copy.result(), expected);
        return;
      }
    }
  }

  private void checkResult(ClientOperation operation, ObjectNode actual, ObjectNode expected) {
    for (String field : COMPARED) {
      JsonNode seen = fieldOf(actual, field);
      JsonNode right = fieldOf(expected, field);
      if (!areEqual(seen, right)) {
        violations.add(operation.name() + ": " + field + " is " + seen + ", should be " + right);
      }
    }
    for (String field : (Iterable<String>) actual::fieldNames) {
      if (!COMPARED.contains(field) && !field.equals("message")) {
        violations.add(operation.name() + ": field of no meaning: " + field);
      }
    }
  }

  /** A field that is null means the same as none, and so does a duplicate that is false. */
  private static @Nullable JsonNode fieldOf(ObjectNode result, String field) {
    JsonNode value = result.get(field);
    boolean saysNothing =
        value == null
            || value.isNull()
            || (field.equals("duplicate") && value.isBoolean() && !value.booleanValue());
    return saysNothing ? null : value;
  }

  private static boolean areEqual(@Nullable JsonNode left, @Nullable JsonNode right) {
    if (left == null || right == null) {
      return left == null && right == null;
    }
    return JsonValues.areEqualInOrder(left, right);
  }

  /** Goes through time, and remembers the largest position whose result was already received. */
  private void checkRealTime(Collection<ClientOperation> operations) {
    List<ClientOperation> bySending = new ArrayList<>(operations);
    bySending.sort(Comparator.comparingLong(ClientOperation::sentNs));
    List<ClientOperation> byReceiving = new ArrayList<>(operations);
    byReceiving.removeIf(operation -> operation.result() == null);
    byReceiving.sort(Comparator.comparingLong(ClientOperation::receivedNs));

    int received = 0;
    ClientOperation last = null;
    for (ClientOperation sent : bySending) {
      while (received < byReceiving.size()
          && byReceiving.get(received).receivedNs() < sent.sentNs()) {
        last = laterInLog(last, byReceiving.get(received));
        received++;
      }
      if (last != null && last.request().position() > sent.request().position()) {
        violations.add(
            sent.name() + ": was sent after the result of " + last.name() + " was received");
      }
    }
  }

  private static ClientOperation laterInLog(@Nullable ClientOperation left, ClientOperation right) {
    return left != null && left.request().position() > right.request().position() ? left : right;
  }

  private void checkTables(
      Map<String, ? extends Map<String, TableValue>> expected,
      Map<String, ? extends Map<String, TableValue>> actual) {
    for (String table : union(expected, actual)) {
      Map<String, TableValue> right = rowsOf(expected, table);
      Map<String, TableValue> seen = rowsOf(actual, table);
      for (String key : union(right, seen)) {
        checkRow("table " + table + ", key " + key, seen.get(key), right.get(key));
      }
    }
  }

  private void checkRow(String row, @Nullable TableValue seen, @Nullable TableValue right) {
    boolean isRight =
        areEqual(valueOf(seen), valueOf(right)) && versionOf(seen) == versionOf(right);
    if (!isRight) {
      violations.add(row + ": holds " + seen + ", should hold " + right);
    }
  }

  private static @Nullable JsonNode valueOf(@Nullable TableValue row) {
    return row == null ? null : row.value();
  }

  private static long versionOf(@Nullable TableValue row) {
    return row == null ? -1 : row.version();
  }

  private static Map<String, TableValue> rowsOf(
      Map<String, ? extends Map<String, TableValue>> tables, String table) {
    Map<String, TableValue> rows = tables.get(table);
    return rows == null ? Map.of() : rows;
  }

  private static Set<String> union(Map<String, ?> left, Map<String, ?> right) {
    Set<String> names = new TreeSet<>(left.keySet());
    names.addAll(right.keySet());
    return names;
  }
}
