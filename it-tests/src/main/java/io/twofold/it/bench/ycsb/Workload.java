package io.twofold.it.bench.ycsb;

import java.util.List;

/** How often which operation, as in YCSB's core workloads of the same letters. */
public enum Workload {
  /** Half reads, half updates. */
  A(50, OperationKind.UPDATE),
  /** Mostly reads. */
  B(95, OperationKind.UPDATE),
  /** Nothing but reads. */
  C(100, OperationKind.READ),
  /** Half reads, half writes of what was read. */
  F(50, OperationKind.READ_MODIFY_WRITE);

  /** Bound of what {@link #kind} takes. */
  static final int PERCENT = 100;

  private final int readPercent;
  private final OperationKind other;

  Workload(int readPercent, OperationKind other) {
    this.readPercent = readPercent;
    this.other = other;
  }

  /**
   * Which kind an operation is.
   *
   * @param draw evenly from 0 to 99
   */
  OperationKind kind(int draw) {
    return draw < readPercent ? OperationKind.READ : other;
  }

  /** Which there are. */
  List<OperationKind> kinds() {
    return readPercent == PERCENT
        ? List.of(OperationKind.READ)
        : List.of(OperationKind.READ, other);
  }
}
