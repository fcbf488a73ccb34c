package io.twofold.it.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twofold.it.store.RequestSubmitter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends requests from standard input and prints their results as they arrive. */
@Command(
    name = "submit",
    description = "Reads requests from standard input, a JSON object a line, and prints results.",
    sortOptions = false)
final class SubmitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions store;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Most requests without a result at any time (default: ${DEFAULT-VALUE}).")
  private int inFlight;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to wait for the next result (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Semaphore free = new Semaphore(inFlight);
    AtomicInteger unwritten = new AtomicInteger();
    try (RequestSubmitter submitter =
            RequestSubmitter.open(store.bootstrapServers(), store.topics());
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        if (line.isBlank()) {
          continue;
        }
        if (!take(free, 1)) {
          return timedOut(free);
        }
        var unused =
            submitter
                .submit(line)
                .whenComplete(
                    (reply, failure) -> {
                      if (reply != null) {
                        print(reply.result().text());
                      } else {
                        unwritten.incrementAndGet();
                        err().println("error: " + failure);
                      }
                      free.release();
                    });
      }
      if (!take(free, inFlight)) {
        return timedOut(free);
      }
    }
    return unwritten.get() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** Waits until so many requests are answered; gives up when no result comes for a while. */
  private boolean take(Semaphore free, int permits) throws InterruptedException {
    long timeoutMs = Duration.ofSeconds(timeoutSeconds).toMillis();
    while (true) {
      int before = free.availablePermits();
      if (free.tryAcquire(permits, timeoutMs, TimeUnit.MILLISECONDS)) {
        return true;
      }
      if (free.availablePermits() == before) {
        return false;
      }
    }
  }

  private int timedOut(Semaphore free) {
    err()
        .println(
            "error: no result for "
                + timeoutSeconds
                + " s; "
                + (inFlight - free.availablePermits())
                + " request(s) are in the log and their outcome is not yet known");
    return ExitCode.SOFTWARE;
  }

  private void print(String result) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(result);
    out.flush();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
