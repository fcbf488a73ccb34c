package io.twofold.txn.codec;

import io.twofold.txn.codec.avro.ShardCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Checkpoints as records of {@code <store>.internal.checkpoints}: Avro, {@code ShardCheckpoint}.
 */
public final class CheckpointCodec {
  static {
    OwnClasses.trust();
  }

  private CheckpointCodec() {}

  /** The value of the checkpoint's record. */
  public static byte[] write(ShardCheckpoint checkpoint) {
    try {
      return VoteCodec.bytes(checkpoint.toByteBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The settings record that the checkpoint carries. */
  public static byte[] settings(ShardCheckpoint checkpoint) {
    return VoteCodec.bytes(checkpoint.getSettings());
  }

  /**
   * The checkpoint of a record.
   *
   * @throws IllegalStateException if it is not a checkpoint that this version can read
   */
  public static ShardCheckpoint read(byte[] record) {
    try {
      return ShardCheckpoint.fromByteBuffer(ByteBuffer.wrap(record));
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException("checkpoint cannot be read", e);
    }
  }
}
