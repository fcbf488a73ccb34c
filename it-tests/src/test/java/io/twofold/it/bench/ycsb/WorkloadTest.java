package io.twofold.it.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadTest {
  @ParameterizedTest
  @CsvSource({"A,50,UPDATE", "B,95,UPDATE", "C,100,READ", "F,50,READ_MODIFY_WRITE"})
  void shares_areThoseOfYcsb(Workload workload, int reads, OperationKind other) {
    long count =
        IntStream.range(0, 100).filter(draw -> workload.kind(draw) == OperationKind.READ).count();
    assertThat(count).isEqualTo(reads);
    assertThat(workload.kind(99)).isEqualTo(other);
    assertThat(workload.kinds()).containsOnlyOnce(OperationKind.READ).contains(other);
  }
}
