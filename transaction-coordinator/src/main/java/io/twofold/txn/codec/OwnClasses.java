package io.twofold.txn.codec;

import io.twofold.txn.codec.avro.VoteBatch;
import org.apache.avro.util.ClassSecurityValidator;

/** Avro fills only classes that are trusted by name (since 1.12.2): ours are the generated ones. */
final class OwnClasses {
  static {
    String ours = VoteBatch.class.getPackageName();
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(ours)));
  }

  private OwnClasses() {}

  /** Makes sure of it; once is enough, more does no harm. */
  static void trust() {}
}
