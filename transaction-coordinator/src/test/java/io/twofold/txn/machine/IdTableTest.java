package io.twofold.txn.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdTableTest {
  private static final int NOT_ENDED = 0;

  private record Row(long position, long timestampMs, int ending) {}

  private final Map<String, Row> model = new LinkedHashMap<>();
  private IdTable table = new IdTable(7);

  /** Ids come, some of them again, leave at the front, and now and then in the middle. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomChanges_rowsAreAsInAMapInOrder(int seed) {
    Random random = new Random(seed);
    int most = 1 + random.nextInt(2_000);
    int choice = 1 + random.nextInt(4_000);
    for (int step = 0; step < 20_000; step++) {
      String id = id(random.nextInt(choice));
      put(id, step, random.nextInt(3));
      while (model.size() > most) {
        remove(model.keySet().iterator().next());
      }
      if (random.nextInt(5) == 0) {
        remove(id(random.nextInt(choice)));
      }
      if (step % 500 == 0) {
        assertSame(choice);
      }
    }
    assertSame(choice);
  }

  @Test
  void oneIdThatComesAgainAndAgainBehindAnother_takesNoRoom() {
    put("stays", 1, NOT_ENDED);
    put("returns", 2, NOT_ENDED);
    for (int position = 3; position < 1_000_000; position++) {
      put("returns", position, NOT_ENDED);
    }
    assertThat(table.size()).isEqualTo(2);
    assertThat(table.rows()).isLessThanOrEqualTo(64);
    assertThat(table.position(table.first())).isEqualTo(1);
    assertThat(table.position(find("returns"))).isEqualTo(999_999);
  }

  @Test
  void idsOfOneLength_areFoundAfterOthersLeft() {
    for (int number = 0; number < 500_000; number++) {
      put("id-%08d".formatted(number), number, NOT_ENDED);
      if (number >= 1_000) {
        remove("id-%08d".formatted(number - 1_000));
      }
    }
    assertThat(table.rows()).isLessThanOrEqualTo(2_048);
    for (int number = 499_000; number < 500_000; number++) {
      assertThat(table.position(find("id-%08d".formatted(number)))).isEqualTo(number);
    }
    assertThat(find("id-%08d".formatted(498_999))).isEqualTo(IdTable.NONE);
  }

  @Test
  void ended_isKept() {
    put("a", 1, NOT_ENDED);
    put("b", 2, NOT_ENDED);
    table.end(find("b"), 9);
    assertThat(table.ending(find("a"))).isZero();
    assertThat(table.ending(find("b"))).isEqualTo(9);
  }

  /** From empty to longer than the table's first room. */
  private static String id(int number) {
    return number == 0 ? "" : number + "x".repeat(number % 7 == 0 ? number : number % 50);
  }

  private void put(String id, long position, int ending) {
    remove(id);
    byte[] bytes = id.getBytes(UTF_8);
    table = table.withRoomFor(bytes);
    table.add(bytes, position, position * 10, ending);
    model.put(id, new Row(position, position * 10, ending));
  }

  private void remove(String id) {
    int row = find(id);
    assertThat(row != IdTable.NONE).isEqualTo(model.remove(id) != null);
    if (row != IdTable.NONE) {
      table.remove(row);
    }
  }

  private int find(String id) {
    return table.find(id.getBytes(UTF_8));
  }

  private void assertSame(int choice) {
    assertThat(table.size()).isEqualTo(model.size());
    List<String> ids = new ArrayList<>(model.keySet());
    assertThat(table.first()).isEqualTo(ids.isEmpty() ? IdTable.NONE : find(ids.get(0)));
    for (int number = 0; number < choice; number++) {
      int row = find(id(number));
      Row found =
          row == IdTable.NONE
              ? null
              : new Row(table.position(row), table.timestampMs(row), table.ending(row));
      assertThat(found).isEqualTo(model.get(id(number)));
    }
  }
}
