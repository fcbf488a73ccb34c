package io.twofold.it.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.twofold.it.kit.ConnectWorker;
import io.twofold.it.kit.FixtureException;
import io.twofold.txn.check.ClientRead;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Clients that read keys of a table over HTTP, one after another, until told to end. Of each level
 * there are some; those of {@code at_least} ask for what they have seen, so that they are sessions.
 */
final class ReadLoad {
  static final List<String> LEVELS = List.of("local", "at_least", "latest", "linearizable");

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(40);

  /** A read that had no answer: the worker said so, or nothing. */
  record Unanswered(
      String level, String key, String worker, long startNs, long endNs, String why) {}

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final String table;
  private final List<String> keys;
  private final String path;
  private final CopyOnWriteArrayList<ConnectWorker> workers;
  private final List<Client> clients = new ArrayList<>();
  private final List<CompletableFuture<Void>> running = new ArrayList<>();
  private volatile boolean ends;

  private ReadLoad(
      StoreClient store, String table, List<String> keys, List<ConnectWorker> workers) {
    this.table = table;
    this.keys = List.copyOf(keys);
    this.path = "/twofold/%s/tables/%s/".formatted(store.name(), table);
    this.workers = new CopyOnWriteArrayList<>(workers);
  }

  /** Starts so many clients for each level. */
  static ReadLoad start(
      StoreClient store,
      String table,
      List<String> keys,
      List<ConnectWorker> workers,
      int clientsPerLevel,
      long seed) {
    ReadLoad load = new ReadLoad(store, table, keys, workers);
    for (int i = 0; i < clientsPerLevel; i++) {
      for (String level : LEVELS) {
        Client client = load.new Client(level + "-" + i, level, seed * 31 + load.clients.size());
        load.clients.add(client);
      }
    }
    for (Client client : load.clients) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      Thread thread = new Thread(() -> load.run(client, done), "reads-" + client.name);
      thread.setDaemon(true);
      thread.start();
      load.running.add(done);
    }
    return load;
  }

  /** From now on that worker is not asked. */
  void leaveOut(ConnectWorker worker) {
    workers.remove(worker);
  }

  /** Ends it, and returns when all reads have been answered. */
  void end() {
    ends = true;
    running.forEach(CompletableFuture::join);
  }

  /** What was read until now, those of each session in their order. */
  List<ClientRead> reads() {
    return clients.stream().flatMap(client -> List.copyOf(client.reads).stream()).toList();
  }

  /** What was not answered until now. */
  List<Unanswered> unanswered() {
    return clients.stream().flatMap(client -> List.copyOf(client.unanswered).stream()).toList();
  }

  private void run(Client client, CompletableFuture<Void> done) {
    try {
      while (!ends) {
        client.readOne();
      }
      done.complete(null);
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  /** One after another; of one thread. */
  private final class Client {
    private final String name;
    private final String level;
    private final Random random;
    private final List<ClientRead> reads = Collections.synchronizedList(new ArrayList<>());
    private final List<Unanswered> unanswered = Collections.synchronizedList(new ArrayList<>());
    private long seen;

    Client(String name, String level, long seed) {
      this.name = name;
      this.level = level;
      this.random = new Random(seed);
    }

    void readOne() {
      String key = keys.get(random.nextInt(keys.size()));
      String url = workers.get(random.nextInt(workers.size())).restUrl();
      String query =
          "?consistency=" + level + (level.equals("at_least") ? "&position=" + seen : "");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + path + key + query))
              .timeout(ANSWER_TIMEOUT)
              .build();
      long startNs = System.nanoTime();
      String why;
      try {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        long endNs = System.nanoTime();
        why = "HTTP " + answer.statusCode() + ": " + answer.body();
        if (answer.statusCode() == 200 || answer.body().contains("UNKNOWN_KEY")) {
          took(key, Json.read(answer.body().getBytes(UTF_8)), startNs, endNs);
          return;
        }
        if (answer.statusCode() != 503) {
          throw new FixtureException("neither an answer nor a request to wait: " + why);
        }
      } catch (IOException e) {
        why = e.toString();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FixtureException("interrupted while reading", e);
      }
      unanswered.add(new Unanswered(level, key, url, startNs, System.nanoTime(), why));
    }

    private void took(String key, JsonNode answer, long startNs, long endNs) {
      long position = answer.path("position").asLong(-1);
      reads.add(
          new ClientRead(
              name,
              table,
              key,
              level,
              seen,
              startNs,
              endNs,
              answer.get("value"),
              answer.path("version").asLong(-1),
              position,
              answer.path("lag_ms").asLong(-1)));
      seen = Math.max(seen, position);
    }
  }
}
