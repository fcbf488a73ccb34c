package io.twofold.it.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The REST API of a Connect worker, with all that extensions add to it. Thread-safe. */
public final class ConnectRest {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(95);
  private static final Duration ACCEPT_TIMEOUT = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String url;

  /**
   * @param url of a worker's listener, such as {@code http://localhost:8083}
   */
  public ConnectRest(String url) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** What a worker answered. */
  public record Response(int status, String body) {
    /** The body as JSON. */
    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new FixtureException("not JSON (HTTP " + status + "): " + body, e);
      }
    }
  }

  /** URL of the worker, without a slash at the end. */
  public String url() {
    return url;
  }

  /** True if the worker serves connectors: it has joined its group and read its topics. */
  boolean isReady() {
    return get("/connectors").status() == 200;
  }

  /** Sends GET. */
  public Response get(String path) {
    return send(request(path).GET());
  }

  /**
   * Sends GET.
   *
   * @param timeout how long to wait for the answer
   */
  public Response get(String path, Duration timeout) {
    return send(request(path).timeout(timeout).GET());
  }

  /** Sends GET for something that need not be text. */
  public HttpResponse<byte[]> getBytes(String path, String accept) {
    return send(request(path).header("Accept", accept).GET(), BodyHandlers.ofByteArray());
  }

  /** Sends POST with a JSON body. */
  public Response post(String path, String json) {
    return send(withBody(path, "POST", json));
  }

  /** Sends PUT with a JSON body. */
  public Response put(String path, String json) {
    return send(withBody(path, "PUT", json));
  }

  /** Sends DELETE. */
  public Response delete(String path) {
    return send(request(path).DELETE());
  }

  /**
   * Creates a connector, or changes the one of that name, and returns when the worker has accepted
   * it. Whether it runs is another matter: see {@link #awaitRunning}.
   *
   * @param config with {@code name} and {@code connector.class}
   * @throws FixtureException with the worker's answer if it refuses
   */
  public void createConnector(Map<String, String> config) {
    String name = config.get("name");
    if (name == null) {
      throw new IllegalArgumentException("the connector has no name");
    }
    Response response =
        Await.value(
            "the worker to accept connector " + name,
            ACCEPT_TIMEOUT,
            () -> {
              Response answer = put("/connectors/" + encode(name) + "/config", toJson(config));
              // While the workers rebalance.
              return answer.status() == 409 ? Optional.empty() : Optional.of(answer);
            });
    if (response.status() != 200 && response.status() != 201) {
      throw new FixtureException(
          "connector " + name + " refused (HTTP " + response.status() + "): " + response.body());
    }
  }

  /** The status of a connector, if the worker knows it. */
  public Optional<ConnectorStatus> connectorStatus(String name) {
    Response response = get("/connectors/" + encode(name) + "/status");
    return response.status() == 200
        ? Optional.of(ConnectorStatus.of(response.json()))
        : Optional.empty();
  }

  /**
   * Waits until a connector and all its tasks run.
   *
   * @throws FixtureException with the stack traces if one of them fails
   */
  public void awaitRunning(String name, Duration timeout) {
    Await.until(
        "connector " + name + " and its tasks to run",
        timeout,
        () -> {
          Optional<ConnectorStatus> status = connectorStatus(name);
          if (status.isPresent() && status.get().hasFailed()) {
            throw new FixtureException(
                "connector "
                    + name
                    + " failed: "
                    + status.get()
                    + String.join("\n", status.get().traces()));
          }
          return status.isPresent() && status.get().isRunning();
        });
  }

  /**
   * Deletes a connector and returns when the worker no longer knows it; no error if there is none.
   */
  public void deleteConnector(String name) {
    Response response = delete("/connectors/" + encode(name));
    if (response.status() != 204 && response.status() != 404) {
      throw new FixtureException(
          "connector "
              + name
              + " not deleted (HTTP "
              + response.status()
              + "): "
              + response.body());
    }
    Await.until(
        "connector " + name + " to be gone", ACCEPT_TIMEOUT, () -> connectorStatus(name).isEmpty());
  }

  /** Text as one segment of a path. */
  public static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(CALL_TIMEOUT);
  }

  private HttpRequest.Builder withBody(String path, String method, String json) {
    return request(path)
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(json));
  }

  private Response send(HttpRequest.Builder request) {
    HttpResponse<String> response = send(request, BodyHandlers.ofString());
    return new Response(response.statusCode(), response.body());
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body) {
    try {
      return http.send(request.build(), body);
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from " + url + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted while waiting for " + url, e);
    }
  }

  private static String toJson(Map<String, String> config) {
    try {
      return JSON.writeValueAsString(config);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
