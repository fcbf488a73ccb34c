package io.twofold.txn.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.twofold.txn.check.ReadChecker.Write;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Times: the write at position p is appended at p ms, sent at 10 p - 5 and known at 10 p + 5 ns.
 */
class ReadCheckerTest {
  private static final long MS = 1_000_000;
  private static final List<Write> WRITES = List.of(put(10), put(20), delete(30), put(40));

  @Test
  void check_rightReads_findsNothing() {
    assertThat(
            check(
                read("linearizable", 206, 10).shows(20),
                read("linearizable", 204, 10).shows(10),
                read("latest", 306, 10).shows(-1),
                read("local", 500, 100).of(31, 250).shows(-1),
                read("local", 500, 100).of(100, 500).shows(-1),
                read("at_least", 50, 500).atLeast(20).of(21, 500).shows(20),
                read("at_least", 560, 5).atLeast(40).of(45, 5).shows(40)))
        .isEmpty();
  }

  @Test
  void check_staleRead_isFound() {
    finds("is stale, it misses the write at 20", read("linearizable", 206, 10).shows(10));
    finds("is stale, it misses the write at 30", read("latest", 306, 10).shows(20));
    finds("is stale, it misses the write at 40", read("linearizable", 500, 10).shows(-1));
  }

  @Test
  void check_readBelowWhatWasAskedFor_isFound() {
    finds(
        "below what was asked for, it misses the write at 20",
        read("at_least", 250, 10).atLeast(20).of(20, 500).shows(10));
    finds("is not beyond 25", read("at_least", 260, 10).atLeast(25).of(25, 500).shows(20));
  }

  @Test
  void check_answerThatLies_isFound() {
    finds("beyond its own position", read("local", 260, 10).of(20, 500).shows(20));
    finds("older than its lag", read("local", 260, 10).of(15, 5).shows(10));
    finds("does not know its lag", read("local", 260, 10).of(15, -1).shows(10));
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 30})
  void check_stateThatNeverWas_isFound(int version) {
    finds("a state that never was", read("local", 500, 10).shows(version));
    ClientRead right = read("local", 206, 10).shows(20);
    finds(
        "a state that never was",
        new ClientRead(
            "s", "t", "k", "local", 0, 206 * MS, 216 * MS, IntNode.valueOf(version), 20, 100, 500));
    assertThat(check(right)).isEmpty();
  }

  @Test
  void check_future_isFound() {
    finds("shows the future", read("local", 100, 20).of(100, 500).shows(20));
  }

  @Test
  void check_sessionThatGoesBack_isFound() {
    finds(
        "a session goes back",
        read("local", 410, 1).of(100, 500).shows(40),
        read("at_least", 420, 1).atLeast(5).of(6, 500).shows(20));
  }

  @Test
  void check_realTimeThatGoesBack_isFound() {
    // The result of the write is not known yet, but the first read has shown it.
    finds(
        "real time goes back",
        read("linearizable", 196, 3).shows(20),
        read("linearizable", 200, 3).shows(10));
  }

  private static void finds(String violation, ClientRead... reads) {
    assertThat(check(reads)).anySatisfy(found -> assertThat(found).contains(violation));
  }

  private static List<String> check(ClientRead... reads) {
    return ReadChecker.check(WRITES, List.of(reads));
  }

  private static Asked read(String level, long startMs, long tookMs) {
    return new Asked(level, startMs, tookMs, 0, 100, 500);
  }

  private record Asked(
      String level, long startMs, long tookMs, long atLeast, long position, long lagMs) {
    Asked atLeast(long wanted) {
      return new Asked(level, startMs, tookMs, wanted, position, lagMs);
    }

    Asked of(long nowAt, long lag) {
      return new Asked(level, startMs, tookMs, atLeast, nowAt, lag);
    }

    ClientRead shows(long version) {
      return new ClientRead(
          "s",
          "t",
          "k",
          level,
          atLeast,
          startMs * MS,
          (startMs + tookMs) * MS,
          version < 0 ? null : value(version),
          version,
          position,
          lagMs);
    }
  }

  private static Write put(long position) {
    return write(position, value(position));
  }

  private static Write delete(long position) {
    return write(position, null);
  }

  private static Write write(long position, @Nullable JsonNode value) {
    return new Write(
        "t", "k", value, position, at(position) - 5 * MS, at(position), at(position) + 5 * MS);
  }

  private static long at(long position) {
    return 10 * position * MS;
  }

  private static JsonNode value(long position) {
    return IntNode.valueOf((int) position);
  }
}
