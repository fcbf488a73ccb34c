package io.twofold.it.bench.reads;

import io.twofold.it.bench.KeyLoad;
import io.twofold.it.bench.LocalStore;
import io.twofold.it.bench.StorePlan;
import io.twofold.it.bench.empty.EmptyPlugin;
import io.twofold.it.bench.empty.EmptyResource;
import io.twofold.it.bench.measure.Comparison;
import io.twofold.it.bench.measure.Rounds;
import io.twofold.it.bench.measure.Rounds.Candidate;
import io.twofold.it.kit.ProjectLayout;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Gets over HTTP beside an empty resource of the same worker. */
final class HttpBench {
  private static final String GET = "GET of a key, consistency=local";
  private static final String EMPTY = "GET of an empty resource";
  private static final String EXTENSIONS = "rest.extension.classes";
  private static final String PLUGINS = "plugins";
  private static final int[] CLIENTS = {1, 8};

  private HttpBench() {}

  static List<Comparison> run(ReadBench.Settings settings, Rounds rounds, Path directory) {
    int keys = settings.keys(ReadBench.Section.HTTP);
    Path empty = directory.resolve("empty");
    EmptyPlugin.writeInto(empty);
    StorePlan plan =
        StorePlan.of("bench", settings.shards(), 2)
            .withWorker(
                Map.of(
                    // The worker unpacks the archive below its own directory, where it runs.
                    "plugin.path",
                    PLUGINS + "," + empty.toAbsolutePath(),
                    EXTENSIONS,
                    productExtensions() + "," + EmptyPlugin.EXTENSION));
    rounds.say("broker and worker start");
    try (LocalStore store = LocalStore.start(directory, plan)) {
      long position =
          KeyLoad.write(store.bootstrapServers(), store.topics(), KeyLoad.TABLE, keys, rounds);
      String table = "/twofold/%s/tables/%s/".formatted(store.topics().store(), KeyLoad.TABLE);
      URI url = URI.create(store.worker().restUrl());
      String[] names = KeyLoad.names(keys);
      String[] paths =
          Arrays.stream(
                  KeyChoices.draw(
                      settings.distribution(), keys, ReadBench.CHOICES, settings.seed()))
              .mapToObj(key -> table + names[key])
              .toArray(String[]::new);
      store.worker().rest().get(paths[0] + "?consistency=at_least&position=" + position);
      List<Comparison> comparisons = new ArrayList<>();
      for (int clients : CLIENTS) {
        String what =
            "HTTP on this machine, clients: %d, %,d keys, %s"
                .formatted(clients, keys, settings.distributionName());
        Figures figures = new Figures(what);
        comparisons.addAll(figures.all());
        rounds.runWarm(
            what,
            List.of(
                candidate(GET, url, paths, clients, settings, figures),
                candidate(
                    EMPTY, url, new String[] {EmptyResource.PATH}, clients, settings, figures)));
      }
      return comparisons;
    }
  }

  private static String productExtensions() {
    return ProjectLayout.config("connect-distributed.properties").getProperty(EXTENSIONS);
  }

  private static Candidate candidate(
      String name,
      URI url,
      String[] paths,
      int clients,
      ReadBench.Settings settings,
      Figures figures) {
    return new Candidate(
        name, () -> figures.of(HttpLoad.run(url, paths, clients, settings.duration())));
  }

  /** What is told of each candidate. */
  private static final class Figures {
    private final Comparison median;
    private final Comparison p99;
    private final Comparison p999;
    private final Comparison rate;

    Figures(String what) {
      median = of(what + ", latency p50", "µs");
      p99 = of(what + ", latency p99", "µs");
      p999 = of(what + ", latency p99.9", "µs");
      rate = of(what, "requests a second");
    }

    private static Comparison of(String title, String unit) {
      return new Comparison(title, unit).ratio(GET, EMPTY);
    }

    List<Comparison> all() {
      return List.of(median, p99, p999, rate);
    }

    Map<Comparison, Double> of(HttpLoad.Outcome outcome) {
      return Map.of(
          median, outcome.latencyUs(50),
          p99, outcome.latencyUs(99),
          p999, outcome.latencyUs(99.9),
          rate, outcome.rate());
    }
  }
}
