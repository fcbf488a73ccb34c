package io.twofold.txn.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests at random, for running a store and the model side by side. Few keys are hot, most
 * transactions span shards, some bounds and checks fail, some requests are sent twice, late or
 * broken. The same random numbers and the same results give the same requests.
 */
public final class RequestGenerator {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int OPS_MAX = 5;
  private static final int REMEMBERED_MAX = 50;

  private final Random random;
  private final RandomValues values;
  private final RandomOps ops;
  private final BrokenRequests broken;
  private final List<byte[]> sent = new ArrayList<>();
  private long ids;

  /**
   * @param random the only source of chance
   * @param settings the store that the requests are for
   */
  public RequestGenerator(Random random, ModelSettings settings) {
    this.random = random;
    this.values = new RandomValues(random);
    this.ops = new RandomOps(random, values, settings);
    this.broken = new BrokenRequests(random, values);
  }

  /**
   * The value of the next request record.
   *
   * @param nowMs about the time at which it will be appended, for its deadline if it has one
   */
  public byte[] next(long nowMs) {
    if (!sent.isEmpty() && values.happens(8)) {
      return values.oneOf(sent).clone();
    }
    ObjectNode request = request(nowMs);
    boolean losesItsMeaning = values.happens(4);
    if (losesItsMeaning) {
      broken.breakFields(request);
    }
    byte[] text = write(request);
    if (!losesItsMeaning && values.happens(3)) {
      text = broken.breakText(text);
    }
    remember(text);
    return text;
  }

  /** Learns the versions that a result shows, so that later checks of versions can hold. */
  public void sawResult(ObjectNode result) {
    for (JsonNode read : result.path("reads")) {
      if (read.path("version").isNumber()) {
        ops.sawVersion(
            read.get("table").textValue(),
            read.get("key").textValue(),
            read.get("version").longValue());
      }
    }
  }

  private ObjectNode request(long nowMs) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    if (values.happens(90)) {
      request.put("id", id());
    }
    if (values.happens(10)) {
      request.put("deadline_ms", Math.max(0, nowMs + random.nextInt(10) - 3));
    }
    ArrayNode list = request.putArray("ops");
    if (values.happens(2)) {
      list.add(ops.createTable());
    } else {
      for (int left = 1 + random.nextInt(OPS_MAX); left > 0; left--) {
        list.add(ops.next());
      }
    }
    return request;
  }

  /** Now and then an id that another request has already: with luck, on another home shard. */
  private String id() {
    boolean isStolen = ids > 0 && values.happens(3);
    return "t-" + (isStolen ? random.nextLong(ids) : ids++);
  }

  private void remember(byte[] text) {
    if (sent.size() < REMEMBERED_MAX) {
      sent.add(text.clone());
    } else {
      sent.set(random.nextInt(REMEMBERED_MAX), text.clone());
    }
  }

  private static byte[] write(ObjectNode request) {
    try {
      return MAPPER.writeValueAsBytes(request);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
