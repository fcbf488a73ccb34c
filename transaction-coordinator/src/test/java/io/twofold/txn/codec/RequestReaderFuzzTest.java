package io.twofold.txn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.check.ModelSettings;
import io.twofold.txn.check.PublishedAvro;
import io.twofold.txn.check.RequestGenerator;
import io.twofold.txn.model.Encoding;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Operation;
import io.twofold.txn.model.Outcome;
import io.twofold.txn.model.Request;
import io.twofold.txn.model.Result;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever stands in a record gives a request, and a refusal can always be written as a result. */
class RequestReaderFuzzTest {
  private static final int INPUTS = 30_000;
  private static final long SEED = 20261120;

  private static final byte[][] SNIPPETS = {
    bytes(0xC3, 0x01),
    bytes(0xFF),
    bytes(0xED, 0xA0, 0x80),
    bytes(0xC0, 0x80),
    bytes(0),
    bytes(1),
    bytes(0x80, 0x80, 0x80, 0x80, 0x10),
    bytes(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01),
    text("\\ud800"),
    text("1e99999999999"),
    text("-"),
    text("\""),
    text("{"),
    text("[[[["),
    text("\"id\":"),
    text("00"),
    text("\\u0000"),
    text("NaN"),
    text("//"),
    text("\uFEFF")
  };

  private final RequestReader reader = new RequestReader(Limits.DEFAULT);

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void anyBytes_giveARequest_andARefusalIsAResult(Encoding encoding) {
    Random random = new Random(SEED);
    RequestGenerator generator = new RequestGenerator(random, ModelSettings.ofConformanceStore(3));
    int refused = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] json = generator.next(1_000_000);
      boolean isAvro = encoding == Encoding.AVRO;
      byte[] input = mutate(isAvro ? PublishedAvro.request(json).orElse(json) : json, random);
      Request request = reader.read(input);
      if (request instanceof Request.Refused no) {
        refused++;
        ResultWriter.write(
            new Result(
                no.id() == null ? "requests@1" : no.id(),
                1,
                new Outcome.Aborted(no.reason(), no.op(), no.message()),
                false),
            Encoding.of(input));
      }
    }
    assertThat(refused).isBetween(INPUTS / 4, INPUTS);
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void aRequestThatCreatesATable_isAlwaysTakenForOne_andOthersSeldom(Encoding encoding) {
    Random random = new Random(SEED);
    RequestGenerator generator = new RequestGenerator(random, ModelSettings.ofConformanceStore(3));
    int creating = 0;
    int taken = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] json = spellLetters(generator.next(1_000_000), random);
      byte[] input = encoding == Encoding.AVRO ? PublishedAvro.request(json).orElse(json) : json;
      if (createsTable(reader.read(input))) {
        creating++;
        assertThat(RequestReader.mayCreateTable(input)).isTrue();
      }
      taken += RequestReader.mayCreateTable(input) ? 1 : 0;
    }
    assertThat(creating).isGreaterThan(INPUTS / 1_000);
    assertThat(taken).isLessThan(INPUTS / 2);
  }

  private static boolean createsTable(Request request) {
    return request instanceof Request.Transaction transaction
        && transaction.ops().get(0) instanceof Operation.CreateTable;
  }

  /** The same request, some of the time with letters that are spelled by number. */
  private static byte[] spellLetters(byte[] json, Random random) {
    String text = new String(json, StandardCharsets.UTF_8);
    String spelled =
        random.nextInt(4) > 0 ? text : text.replace("create_table", "cre\\u0061te_table");
    return spelled.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mutate(byte[] request, Random random) {
    byte[] mutated = request.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0 && mutated.length > 0; changes--) {
      int at = random.nextInt(mutated.length);
      mutated =
          switch (random.nextInt(4)) {
            case 0 -> splice(mutated, at, at + 1, bytes(random.nextInt(256)));
            case 1 -> splice(mutated, at, Math.min(mutated.length, at + 1 + random.nextInt(8)));
            case 2 -> splice(mutated, at, at, SNIPPETS[random.nextInt(SNIPPETS.length)]);
            default -> splice(mutated, at, mutated.length);
          };
    }
    return mutated;
  }

  private static byte[] splice(byte[] from, int start, int end, byte... replacement) {
    byte[] to = new byte[from.length - (end - start) + replacement.length];
    System.arraycopy(from, 0, to, 0, start);
    System.arraycopy(replacement, 0, to, start, replacement.length);
    System.arraycopy(from, end, to, start + replacement.length, from.length - end);
    return to;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
