package io.twofold.connect.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** Keys whose meaning is fixed but which have no effect yet: any value is refused. */
final class FutureOptions {
  static final List<String> KEYS = List.of("state.dir");

  private FutureOptions() {}

  static void define(ConfigDef definition) {
    Option[] options =
        KEYS.stream()
            .map(
                key ->
                    new Option(
                        key,
                        ConfigDef.Type.STRING,
                        null,
                        Validators.notSupportedYet(),
                        Importance.LOW,
                        key,
                        "Not supported yet; leave it out."))
            .toArray(Option[]::new);
    Option.define(definition, "Not supported yet", options);
  }
}
