package io.twofold.txn.machine;

import io.twofold.txn.model.Vote;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Votes for positions that the request log has not shown yet. A repeat takes no room. */
final class VotesAhead {
  private final Map<Long, List<Vote>> byPosition = new HashMap<>();

  /** Votes that contradict are both kept: the part that takes them will find out. */
  void add(Vote vote) {
    List<Vote> votes = byPosition.computeIfAbsent(vote.position(), unused -> new ArrayList<>(2));
    if (!votes.contains(vote)) {
      votes.add(vote);
    }
  }

  /** Takes the votes for a position out. */
  List<Vote> takeFor(long position) {
    List<Vote> votes = byPosition.remove(position);
    // Mostly there are none; iterating over this list makes no garbage.
    return votes == null ? Collections.emptyList() : votes;
  }
}
