package io.twofold.txn.codec;

import io.twofold.txn.codec.avro.TransactionRequest;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Value;
import java.io.IOException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Requests in Avro's single-object encoding, written with any published version of {@code
 * TransactionRequest}: fills the form in, in one pass. Fields are found by name, as Avro resolves
 * schemas; one that this version does not know is passed over.
 */
final class AvroRequests {
  private static final AvroRequests PUBLISHED =
      new AvroRequests(SchemaVersions.of(TransactionRequest.getClassSchema()));

  private final SchemaVersions versions;

  /** A reader of requests of those versions. */
  AvroRequests(SchemaVersions versions) {
    this.versions = versions;
  }

  /** A reader of requests of every published version. */
  static AvroRequests published() {
    return PUBLISHED;
  }

  void read(byte[] record, RequestForm form) throws IOException {
    Schema schema = versions.ofRecord(record);
    AvroBytes in = new AvroBytes(record, SchemaVersions.HEADER_BYTES);
    int depthMax = form.limits().depthMax();
    for (Schema.Field field : schema.getFields()) {
      switch (field.name()) {
        case RequestForm.OPS -> ops(in, field.schema().getElementType(), form);
        case RequestForm.ID -> {
          Value id = AvroValues.readOptional(in, field.schema(), depthMax);
          if (id != null) {
            form.fillId(id);
          }
        }
        case RequestForm.DEADLINE_MS -> {
          Value deadlineMs = AvroValues.readOptional(in, field.schema(), depthMax);
          if (deadlineMs != null) {
            form.fillDeadlineMs(deadlineMs);
          }
        }
        default -> in.skip(field.schema(), depthMax);
      }
    }
    if (!in.isAtEnd()) {
      throw RefusedException.invalid("bytes after the record");
    }
  }

  private static void ops(AvroBytes in, Schema item, RequestForm form) throws IOException {
    form.beginOps();
    in.readItems(
        () -> {
          OperationForm operation = form.beginOperation();
          operation(in, item, operation, form.limits().depthMax());
          form.endOperation(operation);
        });
    form.endOps();
  }

  private static void operation(AvroBytes in, Schema schema, OperationForm form, int depthMax)
      throws IOException {
    for (Schema.Field part : schema.getFields()) {
      OperationForm.Field field = OperationForm.field(part.name());
      if (field == null) {
        in.skip(part.schema(), depthMax);
        continue;
      }
      Value value = AvroValues.readOptional(in, part.schema(), depthMax);
      if (value != null) {
        form.fill(field, value);
      }
    }
  }

  /**
   * The id of a refused request.
   *
   * @throws IOException if the bytes are not one record as a whole
   */
  @Nullable String idIn(byte[] record) throws IOException {
    Schema schema = versions.ofRecord(record);
    AvroBytes in = new AvroBytes(record, SchemaVersions.HEADER_BYTES);
    String id = null;
    try {
      for (Schema.Field field : schema.getFields()) {
        if (field.name().equals(RequestForm.ID)) {
          id =
              AvroValues.readOptional(in, field.schema(), Limits.DEPTH_CEILING)
                      instanceof Value.Text text
                  ? text.value()
                  : null;
        } else {
          in.skip(field.schema(), Limits.DEPTH_CEILING);
        }
      }
    } catch (TooDeepException beyondAllLimits) {
      return null;
    }
    if (!in.isAtEnd()) {
      throw new MalformedAvroException("bytes after the record");
    }
    return id;
  }
}
