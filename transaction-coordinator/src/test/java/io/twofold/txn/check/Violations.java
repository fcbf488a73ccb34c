package io.twofold.txn.check;

import java.util.ArrayList;
import java.util.List;

/** What was found wrong, of which only the first are kept. */
final class Violations {
  private static final int KEPT_MAX = 50;

  private final List<String> kept = new ArrayList<>();
  private long dropped;

  void add(String violation) {
    if (kept.size() < KEPT_MAX) {
      kept.add(violation);
    } else {
      dropped++;
    }
  }

  List<String> list() {
    List<String> list = new ArrayList<>(kept);
    if (dropped > 0) {
      list.add("and more like these (count=" + dropped + ")");
    }
    return list;
  }
}
