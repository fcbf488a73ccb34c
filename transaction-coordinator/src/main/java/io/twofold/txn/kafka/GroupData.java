package io.twofold.txn.kafka;

import io.twofold.txn.codec.JsonValues;
import io.twofold.txn.codec.MalformedJsonException;
import io.twofold.txn.model.Value;
import io.twofold.txn.runtime.ShardHosts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What members tell the group's leader when they join, and what it tells them: JSON, of which
 * fields that are not known are passed over.
 */
final class GroupData {
  private GroupData() {}

  /**
   * What a member tells.
   *
   * @param moving shards of which it was told that they are on their way to another owner
   * @param below user data of the assignor below
   */
  record Joining(StandbyPlan.Member member, SortedSet<Integer> moving, @Nullable ByteBuffer below) {
    ByteBuffer write() {
      Map<String, Value> fields = new LinkedHashMap<>();
      fields.put("url", new Value.Text(member.url()));
      fields.put("replicas", new Value.Whole(member.replicas()));
      fields.put("standbys", numbers(member.standbys()));
      fields.put("moving", numbers(moving));
      if (below != null) {
        byte[] bytes = new byte[below.remaining()];
        below.duplicate().get(bytes);
        fields.put("below", new Value.Text(Base64.getEncoder().encodeToString(bytes)));
      }
      return bytes(fields);
    }

    static Joining read(@Nullable ByteBuffer data) {
      Value.Obj object = object(data);
      ByteBuffer below =
          object.get("below") instanceof Value.Text text
              ? ByteBuffer.wrap(Base64.getDecoder().decode(text.value()))
              : null;
      return new Joining(
          new StandbyPlan.Member(
              text(object.get("url")),
              (int) number(object.get("replicas")),
              numbers(object.get("standbys"))),
          numbers(object.get("moving")),
          below);
    }
  }

  /**
   * What the leader tells a member.
   *
   * @param standbys shards of which it is to keep a replica
   * @param moving shards that their owners are to give up now, for another to have
   * @param hosts by shard
   */
  record Told(SortedSet<Integer> standbys, SortedSet<Integer> moving, List<ShardHosts> hosts) {

    /** URLs stand once, and shards name them by their index. */
    ByteBuffer write() {
      List<String> urls = new ArrayList<>();
      List<Value> owners = new ArrayList<>();
      List<Value> replicas = new ArrayList<>();
      for (ShardHosts host : hosts) {
        owners.add(index(host.owner(), urls));
        replicas.add(
            new Value.Array(host.replicas().stream().map(url -> index(url, urls)).toList()));
      }
      Map<String, Value> fields = new LinkedHashMap<>();
      fields.put("standbys", numbers(standbys));
      fields.put("moving", numbers(moving));
      fields.put("urls", new Value.Array(urls.stream().<Value>map(Value.Text::new).toList()));
      fields.put("owners", new Value.Array(owners));
      fields.put("replicas", new Value.Array(replicas));
      return bytes(fields);
    }

    /** Empty if an assignor without this has assigned. */
    static Optional<Told> read(@Nullable ByteBuffer data) {
      if (data == null || !data.hasRemaining()) {
        return Optional.empty();
      }
      Value.Obj object = object(data);
      List<String> urls = items(object.get("urls")).stream().map(GroupData::text).toList();
      List<Value> replicas = items(object.get("replicas"));
      List<ShardHosts> hosts = new ArrayList<>();
      for (Value owner : items(object.get("owners"))) {
        List<Value> others = items(replicas.get(hosts.size()));
        hosts.add(
            new ShardHosts(
                urls.get((int) number(owner)),
                others.stream().map(url -> urls.get((int) number(url))).toList()));
      }
      return Optional.of(
          new Told(numbers(object.get("standbys")), numbers(object.get("moving")), hosts));
    }
  }

  private static Value index(String url, List<String> urls) {
    if (!urls.contains(url)) {
      urls.add(url);
    }
    return new Value.Whole(urls.indexOf(url));
  }

  private static ByteBuffer bytes(Map<String, Value> fields) {
    return ByteBuffer.wrap(JsonValues.write(new Value.Obj(fields)));
  }

  private static Value.Obj object(@Nullable ByteBuffer data) {
    byte[] bytes = new byte[data == null ? 0 : data.remaining()];
    if (data != null) {
      data.duplicate().get(bytes);
    }
    try {
      if (JsonValues.read(bytes) instanceof Value.Obj object) {
        return object;
      }
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("a member of the group is not Twofold's", e);
    }
    throw new IllegalStateException("a member of the group is not Twofold's");
  }

  private static Value numbers(Collection<Integer> numbers) {
    return new Value.Array(numbers.stream().<Value>map(Value.Whole::new).toList());
  }

  private static SortedSet<Integer> numbers(@Nullable Value value) {
    SortedSet<Integer> numbers = new TreeSet<>();
    items(value).forEach(item -> numbers.add((int) number(item)));
    return numbers;
  }

  private static List<Value> items(@Nullable Value value) {
    return value instanceof Value.Array array ? array.items() : List.of();
  }

  private static long number(@Nullable Value value) {
    return value instanceof Value.Whole whole ? whole.value() : 0;
  }

  private static String text(@Nullable Value value) {
    return value instanceof Value.Text text ? text.value() : "";
  }
}
