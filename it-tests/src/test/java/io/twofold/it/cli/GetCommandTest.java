package io.twofold.it.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command asks a worker for: here, a server that answers everything alike. */
class GetCommandTest {
  private static final byte[] NOT_TEXT = {(byte) 0xff, 0, 10};

  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer worker;
  private volatile int status = 200;

  @BeforeEach
  void start() throws IOException {
    worker = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
    worker.createContext("/", this::answer);
    worker.start();
  }

  @AfterEach
  void stop() {
    worker.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(
        "%s %s %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                new String(exchange.getRequestBody().readAllBytes(), UTF_8))
            .trim());
    boolean raw =
        "application/octet-stream".equals(exchange.getRequestHeaders().getFirst("Accept"));
    byte[] body = raw && status == 200 ? NOT_TEXT : "{\"what\":\"ever\"}".getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private int get(String arguments) {
    String url = "http://localhost:" + worker.getAddress().getPort();
    return TwofoldCli.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(("get --rest " + url + " " + arguments).split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "accounts alice | GET /twofold/bank/tables/accounts?key=alice",
        "accounts a/%&b | GET /twofold/bank/tables/accounts?key=a%2F%25%26b",
        "--store s t a --consistency at_least --position 7 --max-lag-ms 9"
            + "| GET /twofold/s/tables/t?key=a&consistency=at_least&position=7&max_lag_ms=9",
        "accounts a b --consistency latest"
            + "| POST /twofold/bank/tables/accounts/get?consistency=latest {\"keys\":[\"a\",\"b\"]}",
        "accounts | GET /twofold/bank/tables/accounts",
        "accounts --prefix o/ --limit 5 --page-token xy"
            + "| GET /twofold/bank/tables/accounts?prefix=o%2F&limit=5&page_token=xy",
      })
  void get_asksForWhatIsWanted_andPrintsTheAnswer(String arguments, String request) {
    assertThat(get(arguments)).isZero();
    assertThat(asked).containsExactly(request);
    assertThat(out.toString().trim()).isEqualTo("{\"what\":\"ever\"}");
  }

  @Test
  void getRaw_printsTheBytesAlone() {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes));
    try {
      assertThat(get("accounts alice --raw")).isZero();
    } finally {
      System.setOut(before);
    }
    assertThat(bytes.toByteArray()).isEqualTo(NOT_TEXT);
    status = 404;
    assertThat(get("accounts nobody --raw")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString()).contains("HTTP 404", "ever");
  }

  @ParameterizedTest
  @CsvSource({
    "accounts a --prefix b, do not go with keys",
    "accounts --raw, needs one key",
    "accounts a b --raw, needs one key",
    "accounts a --consistency strong, LINEARIZABLE",
  })
  void get_whatDoesNotGoTogether_isWrongUsage(String arguments, String why) {
    assertThat(get(arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).containsIgnoringCase(why);
    assertThat(asked).isEmpty();
  }
}
