package io.twofold.txn.machine;

import io.twofold.txn.model.Key;
import java.util.ArrayDeque;
import java.util.Deque;

/** The parts that wait on one key, in position order. */
final class KeyQueue {
  final Key key;
  final Deque<Part> parts = new ArrayDeque<>(2);

  KeyQueue(Key key) {
    this.key = key;
  }
}
