package io.twofold.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResultMatcherTest {
  private final ResultMatcher matcher = new ResultMatcher();

  @Test
  void result_ofAnAcknowledgedRequest_isFoundByPosition() {
    var pending = matcher.sending(null);
    matcher.acknowledged(pending, 5);
    matcher.received(result("requests@4", 4, false));
    assertThat(pending.answer()).isNotDone();
    matcher.received(result("requests@5", 5, false));
    assertThat(pending.answer()).isCompletedWithValueMatching(found -> found.position() == 5);
  }

  @Test
  void result_beforeTheAcknowledgement_isKept() {
    var pending = matcher.sending("a");
    matcher.received(result("a", 5, false));
    assertThat(pending.answer()).isNotDone();
    matcher.acknowledged(pending, 5);
    assertThat(pending.answer()).isCompleted();
  }

  @Test
  void duplicate_isFoundById_theOldestFirst() {
    var first = matcher.sending("a");
    var second = matcher.sending("a");
    matcher.acknowledged(first, 5);
    matcher.acknowledged(second, 6);
    matcher.received(result("a", 5, false));
    assertThat(first.answer()).isCompleted();
    assertThat(second.answer()).isNotDone();
    matcher.received(result("a", 5, true));
    assertThat(second.answer()).isCompletedWithValueMatching(ReceivedResult::duplicate);
  }

  @Test
  void copy_isCounted_contradictionToo() {
    var pending = matcher.sending("a");
    matcher.acknowledged(pending, 5);
    matcher.received(result("a", 5, false));
    matcher.received(result("a", 5, false));
    assertThat(matcher.copies()).isEqualTo(1);
    assertThat(matcher.contradictions()).isZero();
    matcher.received(parse("{\"id\":\"a\",\"position\":5,\"status\":\"ABORTED\"}"));
    assertThat(matcher.contradictions()).isEqualTo(1);
  }

  @Test
  void refusedOrFailed_completesExceptionally() {
    var refused = matcher.sending("a");
    matcher.refused(refused, new IllegalStateException("too large"));
    assertThat(refused.answer()).isCompletedExceptionally();
    var waiting = matcher.sending("b");
    matcher.failed(new IllegalStateException("reader ended"));
    assertThat(waiting.answer()).isCompletedExceptionally();
  }

  private static ReceivedResult result(String id, long position, boolean duplicate) {
    return parse(
        "{\"id\":\"%s\",\"position\":%d,\"status\":\"COMMITTED\",\"duplicate\":%s}"
            .formatted(id, position, duplicate));
  }

  private static ReceivedResult parse(String json) {
    return ReceivedResult.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
