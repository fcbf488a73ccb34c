package io.twofold.connect.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.runtime.rest.RestServer;
import org.apache.kafka.connect.runtime.rest.RestServerConfig;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;

/** A Connect worker's own HTTP server with nothing but our resources, and a client to it. */
final class WorkerServer implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** By it, those that failed or were behind are left out. */
  volatile LongSupplier nanoClock = System::nanoTime;

  private final RunningEngines engines = new RunningEngines(() -> nanoClock.getAsLong());
  private final List<RunningEngines.Registration> served = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Serving serving;
  private final Server server = new Server();

  WorkerServer() {
    this(null);
  }

  /** A worker that can ask what there is in its cluster. */
  WorkerServer(@Nullable ConnectClusterState cluster) {
    this(cluster, Stage.READY);
  }

  private WorkerServer(@Nullable ConnectClusterState cluster, Stage stage) {
    serving = new Serving(engines, cluster);
    server.initializeServer();
    if (stage == Stage.READY) {
      server.begin();
    }
    engines.announce(url());
  }

  private enum Stage {
    STARTING,
    READY
  }

  /** A worker that listens already and serves nothing yet. */
  static WorkerServer starting() {
    return new WorkerServer(null, Stage.STARTING);
  }

  /** Its base URL, as others know it. */
  String url() {
    String url = server.advertisedUrl().toString();
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** As Connect calls it. */
  String workerId() {
    return url().substring("http://".length());
  }

  /** What came back, parsed: anything but JSON fails the test. */
  record Answer(int status, JsonNode body, HttpResponse<String> raw) {
    String text(String field) {
      return body.path(field).asText();
    }
  }

  /** Serves an engine that knows where it is. */
  FakeEngine serve(FakeEngine engine) {
    engine.url = url();
    serve(engine, new FakeSubmitter());
    return engine;
  }

  void serve(EngineView engine, TransactionSubmitter submitter) {
    served.add(engines.add(engine, () -> submitter));
  }

  void serveNothing() {
    served.forEach(RunningEngines.Registration::close);
    served.clear();
  }

  Answer get(String path) {
    return send("GET", path, BodyPublishers.noBody()).join();
  }

  Answer post(String path, String body) {
    return send("POST", path, BodyPublishers.ofString(body)).join();
  }

  CompletableFuture<Answer> send(String method, String path, BodyPublisher body) {
    HttpRequest request =
        HttpRequest.newBuilder(server.serverUrl().resolve(path)).method(method, body).build();
    return http.sendAsync(request, BodyHandlers.ofString()).thenApply(WorkerServer::answer);
  }

  /** Whatever comes back, with more in the request's head. */
  HttpResponse<byte[]> raw(String path, String... headers) {
    return raw(HttpRequest.newBuilder(URI.create(url() + path)), headers);
  }

  HttpResponse<byte[]> rawPost(String path, String body, String... headers) {
    return raw(
        HttpRequest.newBuilder(URI.create(url() + path)).POST(BodyPublishers.ofString(body)),
        headers);
  }

  private HttpResponse<byte[]> raw(HttpRequest.Builder request, String... headers) {
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.sendAsync(request.build(), BodyHandlers.ofByteArray()).join();
  }

  @Override
  public void close() {
    server.stop();
    serving.close();
  }

  private static Answer answer(HttpResponse<String> response) {
    return new Answer(response.statusCode(), body(response, response.body()), response);
  }

  /** The body, which must be JSON. */
  static JsonNode body(HttpResponse<byte[]> response) {
    return body(response, new String(response.body(), StandardCharsets.UTF_8));
  }

  private static JsonNode body(HttpResponse<?> response, String text) {
    String type = response.headers().firstValue("Content-Type").orElse("none");
    if (!type.equals("application/json")) {
      throw new AssertionError("answered " + type + ": " + text);
    }
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Server extends RestServer {
    Server() {
      super(
          RestServerConfig.forPublic(
              null, Map.of("bootstrap.servers", "unused:1", "listeners", "http://localhost:0")));
    }

    void begin() {
      initializeResources();
    }

    @Override
    protected Collection<Class<?>> regularResources() {
      return List.of();
    }

    @Override
    protected Collection<Class<?>> adminResources() {
      return List.of();
    }

    @Override
    protected void configureRegularResources(ResourceConfig resources) {
      serving.addTo(resources);
    }
  }
}
