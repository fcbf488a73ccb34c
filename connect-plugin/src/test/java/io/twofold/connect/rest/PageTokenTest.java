package io.twofold.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokenTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a/b?c&d=%", "ü\ud83d\ude00\0", "\u007f???>>>"})
  void read_givesTheKeyBack_andFitsAUrlAsItIs(String key) throws Refusal {
    String token = PageToken.after("p" + key, "bank", "t", "p");
    assertThat(token).matches("[A-Za-z0-9_-]+");
    assertThat(PageToken.read(token, "bank", "t", "p")).isEqualTo("p" + key);
  }

  @Test
  void read_ofAnotherScan_saysSo() {
    String token = PageToken.after("pkey", "bank", "t", "p");
    assertThat(refusal(token, "bank", "t", "")).contains("another table or prefix");
    assertThat(refusal(token, "bank", "tp", "")).contains("another table or prefix");
    assertThat(refusal(token, "bonk", "t", "p")).contains("another table or prefix");
  }

  @Test
  void read_broken_saysSo() {
    String token = PageToken.after("pkey", "bank", "t", "p");
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'Q' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(refusal(changed, "bank", "t", "p")).contains("page_token is broken");
      assertThat(refusal(token.substring(0, i), "bank", "t", "p")).contains("is broken");
    }
    assertThat(refusal("not base64!", "bank", "t", "p")).contains("is broken");
  }

  private static String refusal(String token, String store, String table, String prefix) {
    Refusal[] refused = new Refusal[1];
    assertThatThrownBy(() -> PageToken.read(token, store, table, prefix))
        .isInstanceOfSatisfying(Refusal.class, refusal -> refused[0] = refusal);
    assertThat(refused[0].response().getStatus()).isEqualTo(400);
    return new String((byte[]) refused[0].response().getEntity(), StandardCharsets.UTF_8);
  }
}
