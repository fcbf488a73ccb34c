package io.twofold.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.txn.runtime.OpenTransaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Status through the HTTP server of a real worker. */
@Timeout(60)
class StatusResourceTest {
  @Test
  void get_listsTasksAndTheirShards() {
    try (WorkerServer worker = new WorkerServer()) {
      worker.serve(
          new FakeEngine("bank", "0")
              .heldBackBy(new OpenTransaction("client", 17, 9))
              .knowing(0, "http://a:1", "http://b:1"),
          new FakeSubmitter());
      FakeEngine failed = new FakeEngine("bank", "1").withoutShards();
      worker.serve(failed.failed(new IllegalStateException("why")), new FakeSubmitter());
      assertThat(worker.get("/twofold/bank/status").raw().body())
          .isEqualTo(
              "{\"store\":\"bank\",\"shards\":1,\"partitioner\":\"hash\",\"hosts\":["
                  + "{\"shard\":0,\"owner\":\"http://a:1\",\"replicas\":[\"http://b:1\"]}],"
                  + "\"tasks\":["
                  + "{\"task\":\"1\",\"failure\":\"java.lang.IllegalStateException: why\","
                  + "\"held_back_by\":[],\"shards\":[]},"
                  + "{\"task\":\"0\",\"failure\":null,\"held_back_by\":["
                  + "{\"transactional_id\":\"client\",\"producer_id\":17,\"start\":9}],"
                  + "\"shards\":[{\"shard\":0,"
                  + "\"phase\":\"ACTIVE\",\"position\":10,\"checkpoint\":8,\"open_parts\":2,"
                  + "\"keys\":3,\"lag_ms\":4}]}]}");
      assertThat(worker.get("/twofold/bonk/status").status()).isEqualTo(404);
      worker.serveNothing();
      assertThat(worker.get("/twofold/bank/status").status()).isEqualTo(503);
    }
  }
}
