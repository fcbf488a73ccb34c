package io.twofold.it.bench.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.it.kit.FixtureException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A right history passes; each planted fault is found. */
class TransferAuditTest {
  private static final int TRANSFERS = 300;

  private final Transfers transfers = new Transfers(40, 0, 8, 1);
  private final Sample sample = new Sample(transfers);
  private final List<Sample.Entry> entries = new ArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> table = new ArrayList<>();
  private final TransferAudit audit = new TransferAudit(transfers, sample);

  @BeforeEach
  void play() {
    long[] balances = new long[40];
    Arrays.fill(balances, Transfers.INITIAL_BALANCE);
    for (int number = 0; number < TRANSFERS; number++) {
      int amount = transfers.amount(number);
      long position = 2L * number;
      entries.add(new Sample.Entry(number, position, true));
      balances[transfers.from(number)] -= amount;
      balances[transfers.to(number)] += amount;
      write(transfers.from(number), balances[transfers.from(number)], position);
      write(transfers.to(number), balances[transfers.to(number)], position);
    }
  }

  private void write(int account, long balance, long position) {
    table.add(record(account, balance, position));
  }

  private static ConsumerRecord<byte[], byte[]> record(int account, long balance, long position) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            "t",
            0,
            0,
            Transfers.key(account).getBytes(UTF_8),
            ByteBuffer.allocate(Long.BYTES).putLong(balance).array());
    record.headers().add("twofold.position", Long.toString(position).getBytes(UTF_8));
    return record;
  }

  private void check() {
    audit.expect(entries);
    table.forEach(audit::take);
    audit.requireComplete();
  }

  @Test
  void rightHistory_passes() {
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void writeThatIsMissingAtTheEnd_isFound() {
    table.remove(table.size() - 1);
    assertThatThrownBy(this::check).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void writeThatIsMissingInBetween_isFound() {
    table.remove(10);
    assertThatThrownBy(this::check).isInstanceOf(FixtureException.class);
  }

  @Test
  void writeThatIsThereTwice_isFound() {
    table.add(11, table.get(10));
    assertThatThrownBy(this::check).isInstanceOf(FixtureException.class);
  }

  @Test
  void lostUpdate_isFound() {
    int account = transfers.from(200);
    table.set(400, record(account, Transfers.INITIAL_BALANCE, 400));
    assertThatThrownBy(this::check).isInstanceOf(FixtureException.class);
  }

  @Test
  void commitThatOverdraws_isFound() {
    for (int number = 0; number < 400; number++) {
      // The first transfer again and again.
      entries.add(new Sample.Entry(0, 10_000 + number, true));
    }
    assertThatThrownBy(this::check)
        .isInstanceOf(FixtureException.class)
        .hasMessageContaining("committed a transfer");
  }

  @Test
  void refusalWithoutReason_isFound() {
    entries.set(5, new Sample.Entry(5, 10, false));
    assertThatThrownBy(this::check)
        .isInstanceOf(FixtureException.class)
        .hasMessageContaining("refused a transfer");
  }
}
