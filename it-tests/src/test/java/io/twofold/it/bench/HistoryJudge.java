package io.twofold.it.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges a history by what stands in it alone, as Elle does (Kingsbury and Alvaro, VLDB 2020):
 * whoever wrote, read and overwrote a version, and whoever ended before another began, must come in
 * that order; a cycle means that no serial order in real time exists.
 */
final class HistoryJudge {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An entry of the history; its number is its place in the graph. */
  private record Entry(int number, String type, long startNs, long endNs, JsonNode ops) {
    boolean isOk() {
      return type.equals("ok");
    }
  }

  private record Version(String key, long value) {}

  private final List<Entry> entries = new ArrayList<>();
  private final Map<Version, Entry> writers = new HashMap<>();

  /** The longest list that was read of each key: the order of its versions. */
  private final Map<String, List<Long>> lists = new LinkedHashMap<>();

  private final List<String> violations = new ArrayList<>();
  private final List<Set<Integer>> later = new ArrayList<>();

  private HistoryJudge(List<String> lines) {
    for (String line : lines) {
      JsonNode json = parse(line);
      entries.add(
          new Entry(
              entries.size(),
              json.path("type").asText(),
              json.path("start").asLong(),
              json.path("end").asLong(),
              json.path("value")));
    }
  }

  /** What is wrong with a history; empty if it was strictly serializable. */
  static List<String> violations(List<String> lines) {
    HistoryJudge judge = new HistoryJudge(lines);
    judge.noteWrites();
    judge.noteLists();
    judge.entries.forEach(entry -> judge.later.add(new HashSet<>()));
    judge.orderVersions();
    judge.entries.stream().filter(Entry::isOk).forEach(judge::orderReads);
    judge.orderRealTime();
    judge.requireNoCycle();
    return judge.violations;
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new IllegalArgumentException("no JSON: " + line, e);
    }
  }

  private void noteWrites() {
    for (Entry entry : entries) {
      for (JsonNode op : entry.ops()) {
        if (!op.path(0).asText().equals("r")) {
          writers.put(new Version(op.path(1).asText(), op.path(2).asLong()), entry);
        }
      }
    }
  }

  private void noteLists() {
    for (Entry entry : entries) {
      for (JsonNode op : entry.ops()) {
        if (entry.isOk() && op.path(2).isArray()) {
          List<Long> seen = listOf(op.path(2));
          lists.merge(op.path(1).asText(), seen, (a, b) -> a.size() >= b.size() ? a : b);
        }
      }
    }
  }

  private void orderVersions() {
    lists.forEach(
        (key, versions) -> {
          for (int i = 1; i < versions.size(); i++) {
            order(writerOf(key, versions.get(i - 1)), writerOf(key, versions.get(i)));
          }
        });
  }

  /** After who wrote what it read, before who wrote what it did not read yet. */
  private void orderReads(Entry reader) {
    Map<String, Long> written = new HashMap<>();
    for (JsonNode op : reader.ops()) {
      String key = op.path(1).asText();
      JsonNode value = op.path(2);
      if (!op.path(0).asText().equals("r")) {
        written.put(key, value.asLong());
        continue;
      }
      if (written.containsKey(key) && !tells(value, written.get(key))) {
        violations.add("its own write is not read: " + reader);
      }
      if (value.isArray()) {
        orderRead(reader, key, listOf(value));
      } else if (!value.isNull()) {
        order(writerOf(key, value.asLong()), reader);
      }
    }
  }

  private static boolean tells(JsonNode read, long written) {
    return read.isArray() ? listOf(read).contains(written) : read.asLong(-1) == written;
  }

  private void orderRead(Entry reader, String key, List<Long> seen) {
    List<Long> versions = lists.getOrDefault(key, List.of());
    if (!versions.subList(0, seen.size()).equals(seen)) {
      violations.add("reads of " + key + " are not of one list: " + seen + " and " + versions);
      return;
    }
    if (!seen.isEmpty()) {
      order(writerOf(key, seen.get(seen.size() - 1)), reader);
    }
    if (seen.size() < versions.size()) {
      order(reader, writerOf(key, versions.get(seen.size())));
    }
  }

  private Entry writerOf(String key, long value) {
    Entry writer = writers.get(new Version(key, value));
    if (writer == null || writer.type().equals("fail")) {
      throw new AssertionError("read what nobody has committed: " + key + " " + value);
    }
    return writer;
  }

  private void order(Entry before, Entry after) {
    if (before.number() != after.number()) {
      later.get(before.number()).add(after.number());
    }
  }

  /** A chain of moments stands for the square of all pairs. */
  private void orderRealTime() {
    List<Entry> byStart = new ArrayList<>(entries);
    byStart.sort(Comparator.comparingLong(Entry::startNs));
    List<Entry> byEnd = new ArrayList<>(entries);
    byEnd.removeIf(entry -> !entry.isOk());
    byEnd.sort(Comparator.comparingLong(Entry::endNs));
    int ended = 0;
    int moment = -1;
    for (Entry entry : byStart) {
      Set<Integer> justEnded = new HashSet<>();
      for (; ended < byEnd.size() && byEnd.get(ended).endNs() < entry.startNs(); ended++) {
        justEnded.add(byEnd.get(ended).number());
      }
      if (!justEnded.isEmpty()) {
        int next = later.size();
        later.add(new HashSet<>());
        justEnded.forEach(before -> later.get(before).add(next));
        if (moment >= 0) {
          later.get(moment).add(next);
        }
        moment = next;
      }
      if (moment >= 0) {
        later.get(moment).add(entry.number());
      }
    }
  }

  private void requireNoCycle() {
    int[] before = new int[later.size()];
    later.forEach(nodes -> nodes.forEach(node -> before[node]++));
    Deque<Integer> free = new ArrayDeque<>();
    for (int node = 0; node < before.length; node++) {
      if (before[node] == 0) {
        free.add(node);
      }
    }
    int ordered = 0;
    for (; !free.isEmpty(); ordered++) {
      for (int node : later.get(free.remove())) {
        if (--before[node] == 0) {
          free.add(node);
        }
      }
    }
    if (ordered < before.length) {
      violations.add("no serial order exists: " + (before.length - ordered) + " in cycles");
    }
  }

  private static List<Long> listOf(JsonNode array) {
    List<Long> list = new ArrayList<>();
    array.forEach(element -> list.add(element.asLong()));
    return list;
  }
}
