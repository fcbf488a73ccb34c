package io.twofold.connect.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.runtime.rest.RestServer;
import org.apache.kafka.connect.runtime.rest.RestServerConfig;
import org.glassfish.jersey.server.ResourceConfig;

/** A Connect worker's own HTTP server with nothing but our resources, and a client to it. */
final class WorkerServer implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final RunningEngines engines = new RunningEngines();
  private final List<RunningEngines.Registration> served = new ArrayList<>();
  private final Waiting waiting = new Waiting();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Server server = new Server();

  WorkerServer() {
    server.initializeServer();
    server.begin();
  }

  /** What came back, parsed: anything but JSON fails the test. */
  record Answer(int status, JsonNode body, HttpResponse<String> raw) {
    String text(String field) {
      return body.path(field).asText();
    }
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

  @Override
  public void close() {
    waiting.close();
    server.stop();
  }

  private static Answer answer(HttpResponse<String> response) {
    String type = response.headers().firstValue("Content-Type").orElse("none");
    if (!type.equals("application/json")) {
      throw new AssertionError("answered " + type + ": " + response.body());
    }
    try {
      return new Answer(response.statusCode(), MAPPER.readTree(response.body()), response);
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
      new Serving(engines, waiting).addTo(resources);
    }
  }
}
