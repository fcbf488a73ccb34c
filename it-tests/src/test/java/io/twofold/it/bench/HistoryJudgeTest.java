package io.twofold.it.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories with and without a fault. */
class HistoryJudgeTest {
  private final List<String> history = new ArrayList<>();

  @Test
  void serialHistory_isRight() {
    entry("ok", 0, 1, "[\"append\",\"x\",1]");
    entry("fail", 2, 3, "[\"append\",\"x\",2]");
    entry("ok", 4, 5, "[\"r\",\"x\",[1]],[\"append\",\"x\",3],[\"r\",\"x\",[1,3]]");
    entry("info", 4, 9, "[\"append\",\"x\",4],[\"r\",\"y\",null]");
    entry("ok", 6, 7, "[\"r\",\"x\",[1,3,4]],[\"r\",\"y\",[]]");
    assertThat(HistoryJudge.violations(history)).isEmpty();
  }

  @Test
  void lostUpdate_isFound() {
    entry("ok", 0, 9, "[\"r\",\"x\",[]],[\"append\",\"x\",1]");
    entry("ok", 0, 9, "[\"r\",\"x\",[]],[\"append\",\"x\",2]");
    entry("ok", 10, 11, "[\"r\",\"x\",[1,2]]");
    assertThat(HistoryJudge.violations(history)).isNotEmpty();
  }

  @Test
  void writeSkew_isFound() {
    entry("ok", 0, 9, "[\"r\",\"x\",[]],[\"append\",\"y\",1]");
    entry("ok", 0, 9, "[\"r\",\"y\",[]],[\"append\",\"x\",1]");
    entry("ok", 10, 11, "[\"r\",\"x\",[1]],[\"r\",\"y\",[1]]");
    assertThat(HistoryJudge.violations(history)).isNotEmpty();
  }

  @Test
  void staleRead_isFound() {
    entry("ok", 0, 1, "[\"append\",\"x\",1]");
    entry("ok", 2, 3, "[\"r\",\"x\",[]]");
    entry("ok", 4, 5, "[\"r\",\"x\",[1]]");
    assertThat(HistoryJudge.violations(history)).isNotEmpty();
  }

  @Test
  void staleReadOfARegister_isFound() {
    entry("ok", 0, 1, "[\"w\",\"x\",1]");
    entry("ok", 4, 5, "[\"w\",\"x\",2]");
    entry("ok", 2, 3, "[\"r\",\"x\",2]");
    assertThat(HistoryJudge.violations(history)).isNotEmpty();
  }

  @Test
  void twoOrders_areFound() {
    entry("ok", 0, 9, "[\"append\",\"x\",1]");
    entry("ok", 0, 9, "[\"append\",\"x\",2]");
    entry("ok", 0, 9, "[\"r\",\"x\",[2]]");
    entry("ok", 10, 11, "[\"r\",\"x\",[1,2]]");
    assertThat(HistoryJudge.violations(history)).isNotEmpty();
  }

  @Test
  void ownWriteNotRead_isFound() {
    entry("ok", 0, 1, "[\"append\",\"x\",1],[\"r\",\"x\",[]]");
    entry("ok", 2, 3, "[\"r\",\"x\",[1]]");
    assertThat(HistoryJudge.violations(history)).isNotEmpty();
  }

  @Test
  void readOfWhatWasAborted_isFound() {
    entry("fail", 0, 1, "[\"append\",\"x\",1]");
    entry("ok", 2, 3, "[\"r\",\"x\",[1]]");
    assertThatThrownBy(() -> HistoryJudge.violations(history))
        .hasMessageContaining("nobody has committed");
  }

  private void entry(String type, long start, long end, String ops) {
    history.add(
        "{\"process\":0,\"type\":\"%s\",\"start\":%d,\"end\":%d,\"value\":[%s]}"
            .formatted(type, start, end, ops));
  }
}
