package io.twofold.it.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the state of a store through the REST API. */
@Command(
    name = "status",
    description = "Shows the state of the store and its shards.",
    sortOptions = false)
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions store;

  @Override
  public Integer call() {
    return HttpAnswers.print(store.rest().get(store.path("status")), spec);
  }
}
