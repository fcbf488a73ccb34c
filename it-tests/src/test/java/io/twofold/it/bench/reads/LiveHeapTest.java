package io.twofold.it.bench.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.kit.FixtureException;
import org.junit.jupiter.api.Test;

class LiveHeapTest {
  @Test
  void totalBytes_isTheLastColumnOfTheLastLine() {
    assertThat(
            LiveHeap.totalBytes(
                """
                4711:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         24000        1951112  [B (java.base@17)
                Total        110417        6341136
                """))
        .isEqualTo(6_341_136);
    assertThatThrownBy(() -> LiveHeap.totalBytes("com.sun.tools.attach.AttachNotSupported"))
        .isInstanceOf(FixtureException.class)
        .hasMessageContaining("AttachNotSupported");
  }
}
