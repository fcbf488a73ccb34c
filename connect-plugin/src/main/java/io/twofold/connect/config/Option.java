package io.twofold.connect.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.jspecify.annotations.Nullable;

/**
 * One key: what a group adds to a definition.
 *
 * @param fallback the value where none is given, {@link ConfigDef#NO_DEFAULT_VALUE} if one must be
 * @param label how a user interface calls it
 */
record Option(
    String key,
    ConfigDef.Type type,
    @Nullable Object fallback,
    Validator validator,
    Importance importance,
    String label,
    String doc) {

  /** Adds the options, as a group, in their order. */
  static void define(ConfigDef definition, String group, Option... options) {
    int order = 0;
    for (Option option : options) {
      definition.define(
          option.key,
          option.type,
          option.fallback,
          option.validator,
          option.importance,
          option.doc,
          group,
          ++order,
          Width.MEDIUM,
          option.label);
    }
  }
}
