package io.twofold.cache.store;

import io.twofold.txn.runtime.StateProgress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A store's progress as bytes. They begin with the version of the whole store's format, so whoever
 * can read them can read the rest.
 */
final class ProgressForm {
  /** To be raised with any change of keys, values or progress: older stores are then rebuilt. */
  private static final int FORMAT = 1;

  private ProgressForm() {}

  static byte[] write(StateProgress progress) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      out.writeLong(progress.x0());
      out.writeLong(progress.writtenAtMs());
      out.writeInt(progress.nextOffsets().size());
      for (Map.Entry<String, Long> next : progress.nextOffsets().entrySet()) {
        out.writeUTF(next.getKey());
        out.writeLong(next.getValue());
      }
      out.writeInt(progress.topicIds().size());
      for (Map.Entry<String, String> topic : progress.topicIds().entrySet()) {
        out.writeUTF(topic.getKey());
        out.writeUTF(topic.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Empty if the bytes are of another format. */
  static Optional<StateProgress> read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != FORMAT) {
        return Optional.empty();
      }
      long x0 = in.readLong();
      long writtenAtMs = in.readLong();
      Map<String, Long> nextOffsets = new LinkedHashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        nextOffsets.put(in.readUTF(), in.readLong());
      }
      Map<String, String> topicIds = new LinkedHashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        topicIds.put(in.readUTF(), in.readUTF());
      }
      return Optional.of(
          new StateProgress(x0, Map.copyOf(nextOffsets), Map.copyOf(topicIds), writtenAtMs));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
