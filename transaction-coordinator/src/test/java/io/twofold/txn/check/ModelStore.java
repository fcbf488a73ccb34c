package io.twofold.txn.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The sequential model as a store: a request log that gives out positions and times itself. */
public final class ModelStore implements ConformanceCases.Store {
  private final SequentialModel model;
  private long nextPosition;
  private long nowMs;

  /** A fresh store whose first request has position 0 and was appended at time 0. */
  public ModelStore(ModelSettings settings) {
    this.model = new SequentialModel(settings);
  }

  /** Sets the append time of the requests to come, in milliseconds. */
  public void setTimeMs(long timeMs) {
    nowMs = timeMs;
  }

  /** The position that the next request will have. */
  public long nextPosition() {
    return nextPosition;
  }

  @Override
  public ObjectNode submit(byte[] requestValue) {
    return model.apply(new RequestRecord(nextPosition++, nowMs, requestValue));
  }

  @Override
  public @Nullable JsonNode finalValue(String table, String key) {
    TableValue found = model.lookup(table, key);
    return found == null ? null : found.value();
  }
}
