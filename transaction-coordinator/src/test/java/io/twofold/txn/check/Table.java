package io.twofold.txn.check;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A table of the model.
 *
 * @param format what its values are
 * @param rows what it holds, by key; changed in place
 */
record Table(TableFormat format, SortedMap<String, TableValue> rows) {

  static Table empty(TableFormat format) {
    return new Table(format, new TreeMap<>());
  }
}
