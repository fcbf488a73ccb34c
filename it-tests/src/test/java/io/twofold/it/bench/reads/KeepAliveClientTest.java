package io.twofold.it.bench.reads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.twofold.it.kit.FixtureException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KeepAliveClientTest {
  private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
  private HttpServer server;
  private URI url;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    url = URI.create("http://localhost:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** With a length, in chunks, or without a body. */
  private void answer(HttpExchange exchange) throws IOException {
    connections.add(exchange.getRemoteAddress());
    String path = exchange.getRequestURI().getPath();
    byte[] body = "\r\n0\r\n\r\nHTTP/1.1 500\r\n".repeat(2_000).getBytes(UTF_8);
    switch (path) {
      case "/length" -> {
        exchange.getResponseHeaders().add("ETag", "\"17\"");
        exchange.sendResponseHeaders(200, body.length);
      }
      case "/chunks" -> exchange.sendResponseHeaders(201, 0);
      default -> exchange.sendResponseHeaders(404, -1);
    }
    if (!path.equals("/missing")) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Test
  void get_readsEachAnswerToItsEnd_onOneConnection() throws IOException {
    try (KeepAliveClient client = new KeepAliveClient(url)) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.get("/length")).isEqualTo(200);
        assertThat(client.get("/chunks")).isEqualTo(201);
        assertThat(client.get("/missing")).isEqualTo(404);
      }
    }
    assertThat(connections).hasSize(1);
  }

  @Test
  void entityTag_isThatOfTheLastAnswer() throws IOException {
    try (KeepAliveClient client = new KeepAliveClient(url)) {
      assertThat(client.get("/length")).isEqualTo(200);
      assertThat(client.entityTag()).isEqualTo("\"17\"");
      assertThat(client.get("/chunks")).isEqualTo(201);
      assertThat(client.entityTag()).isNull();
    }
  }

  @Test
  void load_hasAConnectionForEachClient_andEveryRequestInTheHistogram() {
    HttpLoad.Outcome outcome =
        HttpLoad.run(url, new String[] {"/length"}, 3, Duration.ofMillis(200));
    assertThat(connections).hasSize(3);
    assertThat(outcome.latenciesNs().getTotalCount()).isPositive();
    assertThat(outcome.rate()).isPositive();
    assertThat(outcome.latencyUs(99)).isGreaterThanOrEqualTo(outcome.latencyUs(50));
  }

  @Test
  void load_endsWithTheFirstAnswerThatIsNotRight() {
    assertThatThrownBy(
            () -> HttpLoad.run(url, new String[] {"/missing"}, 1, Duration.ofMillis(200)))
        .isInstanceOf(FixtureException.class)
        .hasMessageContaining("HTTP 404 for /missing");
  }

  @Test
  @Timeout(60)
  void load_endsThoughOthersWaitToBegin() {
    String[] paths = {"/length", "/missing"};
    assertThatThrownBy(() -> HttpLoad.run(url, paths, 2, Duration.ofMillis(200)))
        .isInstanceOf(FixtureException.class)
        .hasMessageContaining("HTTP 404 for /missing");
  }
}
