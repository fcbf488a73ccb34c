package io.twofold.cache.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.cache.route.Hosts.Call;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HostsTest {
  private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 5);
  private final Hosts hosts = new Hosts(nowNs::get);

  @Test
  void begin_countsUntilTheCallEnds_onceEach() {
    Call first = hosts.begin("a");
    Call second = hosts.begin("a");
    assertThat(hosts.outstanding("a")).isEqualTo(2);
    first.answered();
    first.failed();
    first.abandoned();
    assertThat(hosts.outstanding("a")).isEqualTo(1);
    assertThat(hosts.beginUnlessLeftOut("a")).isPresent();
    second.abandoned();
    assertThat(hosts.outstanding("a")).isEqualTo(1);
    assertThat(hosts.outstanding("b")).isZero();
  }

  @Test
  void failed_isLeftOutForASecond_thenProbedByOne() {
    hosts.begin("a").failed();
    assertThat(hosts.beginUnlessLeftOut("a")).isEmpty();
    assertThat(hosts.beginUnlessLeftOut("b")).isPresent();
    nowNs.addAndGet(Hosts.LEFT_OUT_NS - 1);
    assertThat(hosts.beginUnlessLeftOut("a")).isEmpty();
    nowNs.addAndGet(1);
    Call probe = hosts.beginUnlessLeftOut("a").orElseThrow();
    assertThat(hosts.beginUnlessLeftOut("a")).isEmpty();
    probe.failed();
    assertThat(hosts.beginUnlessLeftOut("a")).isEmpty();
    nowNs.addAndGet(Hosts.LEFT_OUT_NS);
    hosts.beginUnlessLeftOut("a").orElseThrow().answered();
    assertThat(hosts.beginUnlessLeftOut("a")).isPresent();
    assertThat(hosts.beginUnlessLeftOut("a")).isPresent();
  }

  @Test
  void probeThatNobodyWaitsFor_leavesThePlaceToTheNext() {
    hosts.begin("a").failed();
    nowNs.addAndGet(Hosts.LEFT_OUT_NS);
    hosts.beginUnlessLeftOut("a").orElseThrow().abandoned();
    assertThat(hosts.beginUnlessLeftOut("a")).isPresent();
  }

  @Test
  void olderCallThatEnds_isNotTakenForTheProbe() {
    Call older = hosts.begin("a");
    hosts.begin("a").failed();
    nowNs.addAndGet(Hosts.LEFT_OUT_NS);
    assertThat(hosts.beginUnlessLeftOut("a")).isPresent();
    older.abandoned();
    assertThat(hosts.beginUnlessLeftOut("a")).isEmpty();
  }

  @Test
  void leftOut_canBeAskedAllTheSame_andComesBack() {
    hosts.begin("a").failed();
    hosts.begin("a").answered();
    assertThat(hosts.beginUnlessLeftOut("a")).isPresent();
  }
}
