package io.twofold.cache.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twofold.cache.route.HashPartitioner;
import io.twofold.cache.store.MemoryStore;
import io.twofold.cache.store.TieredStates;
import io.twofold.txn.model.VersionedValue;
import io.twofold.txn.runtime.NotServingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reader of a store with two shards, on topics in memory. */
class TableReaderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SHARDS = 2;
  private static final HashPartitioner HASH = new HashPartitioner(SHARDS);

  private final FakeLogs logs = new FakeLogs();
  private final TableReader reader = reader(List.of(0, 1));
  private final BlockingQueue<TableChange> told = new LinkedBlockingQueue<>();
  private long position;

  @BeforeEach
  void makeTables() {
    logs.makeTable("accounts");
    logs.makeTable("orders");
  }

  @AfterEach
  void close() {
    reader.close();
  }

  private TableReader reader(List<Integer> partitions) {
    StoreLogs followed = new StoreLogs(logs.topics, Set.of(), Set.of());
    return new TableReader(
        SHARDS,
        partitions,
        HASH,
        new TieredStates(1 << 20, MemoryStore::new),
        new Follower(
            "reader-under-test", followed, logs, logs, System::nanoTime, System::currentTimeMillis),
        () -> 1_000);
  }

  @Test
  void reads_findWhatWasCommitted() throws InterruptedException {
    put("accounts", "a");
    put("accounts", "b");
    put("accounts", "c");
    commitAndAwait();
    assertThat(reader.get("accounts", "a")).map(VersionedValue::version).contains(0L);
    assertThat(reader.get("accounts", "none")).isEmpty();
    assertThat(reader.get("orders", "a")).isEmpty();
    assertThat(reader.getAll("accounts", List.of("c", "none", "a")))
        .containsOnlyKeys("c", "a")
        .containsEntry("c", new VersionedValue(FakeLogs.whole(2), 2));
    assertThat(reader.position()).isEqualTo(3);
    assertThat(reader.positions()).isEqualTo(Map.of(0, 3L, 1, 3L));
    // The progress record was written at 30, and it is 1000 now.
    assertThat(reader.lag()).contains(Duration.ofMillis(970));
  }

  @Test
  void scan_mergesShardsInTheOrderOfKeys() throws InterruptedException {
    List<String> keys = new ArrayList<>();
    for (int i = 10; i < 60; i++) {
      keys.add("k-" + i);
      put("accounts", "k-" + i);
    }
    put("accounts", "other");
    commitAndAwait();
    assertThat(keysOf(reader.scan("accounts", "k-", 100))).isEqualTo(keys);
    List<String> paged = new ArrayList<>();
    List<String> page = keysOf(reader.scan("accounts", "k-", 7));
    while (!page.isEmpty()) {
      paged.addAll(page);
      page = keysOf(reader.scan("accounts", "k-", 7, paged.get(paged.size() - 1)));
    }
    assertThat(paged).isEqualTo(keys);
  }

  @Test
  void whatCannotBeRead_saysWhy() throws InterruptedException {
    assertThatThrownBy(() -> reader.get("accounts", "a")).isInstanceOf(NotServingException.class);
    assertThat(reader.position()).isEqualTo(-1);
    assertThat(reader.lag()).isEmpty();
    assertThat(reader.awaitReady(Duration.ZERO)).isFalse();
    commitAndAwait();
    assertThat(reader.awaitReady(PATIENCE)).isTrue();
    assertThatThrownBy(() -> reader.get("acounts", "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[accounts, orders]");
    assertThatThrownBy(() -> reader.scan("accounts", "", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(reader.awaitPosition(100, Duration.ofMillis(1))).isFalse();
    reader.close();
    assertThatThrownBy(() -> reader.get("accounts", "a")).isInstanceOf(NotServingException.class);
    assertThatThrownBy(() -> reader.awaitPosition(100, PATIENCE))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void onePartition_isReadAlone() throws InterruptedException {
    reader.close();
    int shard = HASH.shardOf("a");
    try (TableReader one = reader(List.of(shard))) {
      put("accounts", "a");
      logs.commit(shard, ++position);
      assertThat(one.awaitPosition(0, PATIENCE)).isTrue();
      assertThat(one.get("accounts", "a")).isPresent();
      assertThat(one.positions()).containsOnlyKeys(shard);
      String elsewhere =
          IntStream.range(0, 100)
              .mapToObj(Integer::toString)
              .filter(key -> HASH.shardOf(key) != shard)
              .findFirst()
              .orElseThrow();
      assertThatThrownBy(() -> one.get("accounts", elsewhere))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("partition that is not followed");
    }
  }

  @Test
  void listener_isToldEachChangeOnceInOrderAcrossTables() throws InterruptedException {
    put("accounts", "a");
    commitAndAwait();
    TableReader.Registration registration = reader.addListener(told::add);
    int shard = HASH.shardOf("a");
    // The orders' records come to the reader late.
    logs.holdMarkers(logs.table("orders", shard));
    logs.put(shard, "orders", "o", 1);
    logs.put(shard, "accounts", "a", 2);
    logs.put(shard, "orders", "o", 3);
    logs.remove(shard, "accounts", "a", 3);
    position = 4;
    logs.commit(0, position);
    logs.commit(1, position);
    logs.writeMarkers(logs.table("orders", shard));
    VersionedValue first = at(0);
    assertThat(next()).isEqualTo(new TableChange(shard, "orders", "o", null, at(1), 1));
    assertThat(next()).isEqualTo(new TableChange(shard, "accounts", "a", first, at(2), 2));
    // Two of one transaction, in no order that would mean anything.
    assertThat(List.of(next(), next()))
        .containsExactlyInAnyOrder(
            new TableChange(shard, "orders", "o", at(1), at(3), 3),
            new TableChange(shard, "accounts", "a", at(2), null, 3));
    assertThat(told).isEmpty();
    told.clear();
    registration.close();
    put("accounts", "a");
    commitAndAwait();
    assertThat(told).isEmpty();
  }

  @Test
  void listenerThatThrows_disturbsNobody() throws InterruptedException {
    commitAndAwait();
    try (TableReader.Registration bad =
            reader.addListener(
                change -> {
                  throw new IllegalStateException("as listeners do");
                });
        TableReader.Registration good = reader.addListener(told::add)) {
      assertThat(bad).isNotSameAs(good);
      put("accounts", "a");
      commitAndAwait();
      assertThat(next().key()).isEqualTo("a");
      assertThat(reader.get("accounts", "a")).isPresent();
    }
  }

  @Test
  void shardThatStartsOver_isToldToListeners() throws InterruptedException {
    put("accounts", "a");
    commitAndAwait();
    BlockingQueue<Integer> startedOver = new LinkedBlockingQueue<>();
    TableReader.Registration unused =
        reader.addListener(
            new TableListener() {
              @Override
              public void changed(TableChange change) {
                told.add(change);
              }

              @Override
              public void startsOver(int partition) {
                startedOver.add(partition);
              }
            });
    logs.makeTable("accounts");
    put("accounts", "b");
    logs.commit(0, position);
    logs.commit(1, position);
    assertThat(
            List.of(
                Optional.ofNullable(startedOver.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)),
                Optional.ofNullable(startedOver.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))))
        .containsExactlyInAnyOrder(Optional.of(0), Optional.of(1));
    assertThat(reader.awaitPosition(position - 1, PATIENCE)).isTrue();
    assertThat(reader.get("accounts", "b")).isPresent();
    assertThat(reader.get("accounts", "a")).isEmpty();
  }

  private void put(String table, String key) {
    logs.put(HASH.shardOf(key), table, key, position++);
  }

  private void commitAndAwait() throws InterruptedException {
    logs.commit(0, position);
    logs.commit(1, position);
    assertThat(reader.awaitReady(PATIENCE)).isTrue();
    assertThat(reader.awaitPosition(position - 1, PATIENCE)).isTrue();
  }

  private TableChange next() throws InterruptedException {
    TableChange change = told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(change).isNotNull();
    return change;
  }

  private static VersionedValue at(long position) {
    return new VersionedValue(FakeLogs.whole(position), position);
  }

  private static List<String> keysOf(List<TableReader.Entry> entries) {
    return entries.stream().map(TableReader.Entry::key).toList();
  }
}
