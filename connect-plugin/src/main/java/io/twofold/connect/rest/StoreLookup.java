package io.twofold.connect.rest;

import io.twofold.connect.rest.RunningEngines.StoreHere;
import jakarta.ws.rs.core.Response;

/** Finds a store, or the answer that there is none here. */
final class StoreLookup {
  private StoreLookup() {}

  static StoreHere find(RunningEngines engines, String store) throws Refusal {
    return engines.find(store).orElseThrow(() -> new Refusal(notHere(engines, store)));
  }

  private static Response notHere(RunningEngines engines, String store) {
    if (engines.isKnown(store)) {
      // Between two tasks: Connect restarts them, or moves them about.
      return Reply.later(
          "STORE_NOT_RUNNING",
          "no task of store " + store + " runs on this worker at the moment",
          out -> out.writeStringField("store", store));
    }
    return Reply.error(
        Response.Status.NOT_FOUND.getStatusCode(),
        "UNKNOWN_STORE",
        "no task of store " + store + " has run on this worker",
        out -> out.writeStringField("store", store));
  }
}
