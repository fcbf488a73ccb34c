package io.twofold.connect.rest;

/** Paths below a worker's base URL, for one worker to ask another. */
final class Paths {
  private Paths() {}

  static String status(String store) {
    return store(store) + "/status";
  }

  static String transactions(String store) {
    return store(store) + "/transactions";
  }

  static String table(String store, String table) {
    return store(store) + "/tables/" + Percent.encodePath(table);
  }

  private static String store(String store) {
    return "/twofold/" + Percent.encodePath(store);
  }
}
