package io.twofold.txn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results find their requests, in whatever order things come. */
class PendingRequestsTest {
  private final PendingRequests pending = new PendingRequests(2);

  private PendingRequest add(@Nullable String id) {
    return add(pending, id);
  }

  private static PendingRequest add(PendingRequests to, @Nullable String id) {
    PendingRequest request = new PendingRequest(id, 3_600_000);
    to.add(request);
    return request;
  }

  private static byte[] result(String id, long position) {
    return bytes(
        "{\"id\":\"%s\",\"position\":%d,\"status\":\"COMMITTED\"}".formatted(id, position));
  }

  private static byte[] duplicate(String id, long firstPosition) {
    return bytes("{\"id\":\"%s\",\"position\":%d,\"duplicate\":true}".formatted(id, firstPosition));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertAnswer(PendingRequest request, byte[] expected) {
    assertThat(request.result()).isCompleted();
    assertThat(request.result().join()).isEqualTo(expected);
  }

  @Test
  void answered_afterTheAcknowledgement_matchesByPosition() {
    PendingRequest named = add("a");
    PendingRequest unnamed = add(null);
    pending.acknowledged(named, 5);
    pending.acknowledged(unnamed, 6);
    assertThat(unnamed.id()).contains("requests@6");
    pending.answered(result("requests@6", 6));
    pending.answered(result("a", 5));
    assertAnswer(unnamed, result("requests@6", 6));
    assertAnswer(named, result("a", 5));
  }

  @Test
  void answered_beforeTheAcknowledgement_isKept() {
    PendingRequest named = add("a");
    PendingRequest unnamed = add(null);
    pending.answered(result("requests@6", 6));
    pending.answered(result("a", 5));
    assertThat(named.result()).isNotDone();
    pending.acknowledged(named, 5);
    pending.acknowledged(unnamed, 6);
    assertAnswer(named, result("a", 5));
    assertAnswer(unnamed, result("requests@6", 6));
  }

  @Test
  void answered_sameIdAtAnotherPosition_isSomebodyElses() {
    PendingRequest request = add("a");
    pending.answered(result("a", 3));
    pending.acknowledged(request, 5);
    pending.answered(result("a", 4));
    assertThat(request.result()).isNotDone();
    pending.answered(result("a", 5));
    assertAnswer(request, result("a", 5));
  }

  @Test
  void answered_copies_areIgnored() {
    PendingRequest request = add("a");
    pending.acknowledged(request, 5);
    pending.answered(result("a", 5));
    pending.forget(request);
    pending.answered(result("a", 5));
    assertAnswer(request, result("a", 5));
    assertThat(pending.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answered_asDuplicate_matchesByIdOfAnEarlierPosition(boolean isEarly) {
    PendingRequest request = add("a");
    if (isEarly) {
      pending.answered(duplicate("a", 2));
    }
    pending.acknowledged(request, 5);
    if (!isEarly) {
      pending.answered(duplicate("b", 2));
      pending.answered(duplicate("a", 7));
      assertThat(request.result()).isNotDone();
      pending.answered(duplicate("a", 2));
    }
    assertAnswer(request, duplicate("a", 2));
  }

  @Test
  void answered_twoWithOneId_eachGetsItsOwn() {
    PendingRequest first = add("a");
    PendingRequest retry = add("a");
    pending.acknowledged(first, 5);
    pending.acknowledged(retry, 6);
    pending.answered(result("a", 5));
    assertAnswer(first, result("a", 5));
    assertThat(retry.result()).isNotDone();
    pending.answered(duplicate("a", 5));
    assertAnswer(retry, duplicate("a", 5));
  }

  @Test
  void notAcknowledged_resultCameAllTheSame_isTheAnswer() {
    PendingRequest request = add("a");
    pending.answered(result("a", 5));
    pending.notAcknowledged(request, new IllegalStateException("lost"));
    assertAnswer(request, result("a", 5));
  }

  @Test
  void notAcknowledged_noResult_fails() {
    PendingRequest request = add("a");
    pending.notAcknowledged(request, new IllegalStateException("lost"));
    assertThat(request.result()).isCompletedExceptionally();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "hello", "{\"id\":\"a\"}", "{\"id\":5,\"position\":5}"})
  void answered_noResult_isIgnored(String text) {
    PendingRequest request = add("a");
    pending.acknowledged(request, 5);
    pending.answered(bytes(text));
    pending.answered(null);
    assertThat(request.result()).isNotDone();
  }

  @Test
  void add_tooMany_throws() {
    add("a");
    PendingRequest second = add("b");
    assertThatThrownBy(() -> add("c"))
        .isInstanceOf(NotSubmittedException.class)
        .hasMessageContaining("max=2");
    pending.forget(second);
    add("c");
  }

  @Test
  void close_failsWhatIsPendingAndAcceptsNoMore() {
    PendingRequest waiting = add("a");
    PendingRequest sent = add("b");
    assertThat(sent.claimForSending()).isTrue();
    pending.close(new IllegalStateException("the client was closed"));
    assertThatThrownBy(() -> waiting.result().join())
        .hasCauseInstanceOf(NotSubmittedException.class);
    assertThatThrownBy(() -> sent.result().join())
        .hasCauseInstanceOf(ResultNotKnownException.class)
        .hasMessageContaining("not lost");
    assertThat(waiting.claimForSending()).isFalse();
    assertThatThrownBy(() -> add("c")).hasMessageContaining("closed");
  }

  /** Acknowledgements come in order; results in any, also early and more than once. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyOrder_everyRequestGetsItsResult(long seed) {
    Random random = new Random(seed);
    PendingRequests many = new PendingRequests(200);
    List<PendingRequest> requests = new ArrayList<>();
    List<byte[]> results = new ArrayList<>();
    List<byte[]> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String id = random.nextBoolean() ? "id-" + i : null;
      requests.add(add(many, id));
      byte[] result = result(id == null ? "requests@" + (10 + 3 * i) : id, 10 + 3 * i);
      expected.add(result);
      results.addAll(List.of(result, result, result("other", 11 + 3 * i)));
    }
    Collections.shuffle(results, random);
    int acknowledged = 0;
    for (byte[] result : results) {
      if (random.nextInt(3) == 0 && acknowledged < 200) {
        many.acknowledged(requests.get(acknowledged), 10 + 3L * acknowledged++);
      }
      many.answered(result);
    }
    while (acknowledged < 200) {
      many.acknowledged(requests.get(acknowledged), 10 + 3L * acknowledged++);
    }
    for (int i = 0; i < 200; i++) {
      assertThat(requests.get(i).result()).as("seed=%d", seed).isCompleted();
      assertThat(requests.get(i).result().join()).isEqualTo(expected.get(i));
    }
  }
}
