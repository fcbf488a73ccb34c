package io.twofold.txn.model;

import org.jspecify.annotations.Nullable;

/** One step of a transaction. Well-formed by construction of the codec; tables may be unknown. */
public sealed interface Operation {

  /** An operation on one key, evaluated on the key's shard. */
  sealed interface OnKey extends Operation {
    /** The key it reads or writes. */
    Key key();

    /** Calls the case of this operation. */
    <R> R match(Cases<R> cases);

    /** Whether a committed transaction with this operation gives a table record for the key. */
    default boolean writes() {
      return true;
    }
  }

  /** One method an operation on a key, so that a new one breaks the build wherever it is missed. */
  interface Cases<R> {
    R check(Check check);

    R get(Get get);

    R put(Put put);

    R merge(Merge merge);

    R add(Add add);

    R append(Append append);

    R delete(Delete delete);
  }

  /**
   * Aborts unless everything it names holds.
   *
   * @param exists whether the key must be there, or null if that does not matter
   * @param version the version that the key must have, or null
   * @param test the condition on a field, or null
   */
  record Check(Key key, @Nullable Boolean exists, @Nullable Long version, @Nullable FieldTest test)
      implements OnKey {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.check(this);
    }

    @Override
    public boolean writes() {
      return false;
    }
  }

  /** Returns value and version as of this point of the transaction. */
  record Get(Key key) implements OnKey {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.get(this);
    }

    @Override
    public boolean writes() {
      return false;
    }
  }

  /** Sets the value. */
  record Put(Key key, Value value) implements OnKey {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.put(this);
    }
  }

  /** Applies a JSON Merge Patch (RFC 7396). */
  record Merge(Key key, Value patch) implements OnKey {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.merge(this);
    }
  }

  /**
   * Adds a number.
   *
   * @param field where, or null for the value itself
   * @param min the least value allowed afterwards, or null
   * @param max the greatest value allowed afterwards, or null
   */
  record Add(
      Key key,
      @Nullable FieldPath field,
      Value.Num by,
      Value.@Nullable Num min,
      Value.@Nullable Num max)
      implements OnKey {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.add(this);
    }
  }

  /**
   * Appends to an array.
   *
   * @param field where, or null for the value itself
   * @param lengthMax the greatest length allowed afterwards, or null
   */
  record Append(Key key, @Nullable FieldPath field, Value value, @Nullable Long lengthMax)
      implements OnKey {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.append(this);
    }
  }

  /** Removes the key. */
  record Delete(Key key) implements OnKey {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.delete(this);
    }
  }

  /**
   * Produces a record to a topic of the user's if the transaction commits; evaluated at home.
   *
   * @param key the record's key, or null
   */
  record Emit(String topic, @Nullable String key, Value value) implements Operation {}

  /** Adds a table to the catalogue; stands in a request of its own. */
  record CreateTable(String table, TableFormat format) implements Operation {}
}
