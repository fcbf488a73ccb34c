package io.twofold.txn.runtime;

import io.twofold.txn.model.RememberedId;
import java.util.List;

/**
 * What was read back of a shard, besides its tables.
 *
 * @param remembered ids remembered at x0, in position order; none of those forgotten before, for
 *     terms of dedupe that grow later do not bring them back
 */
public record Restored(Checkpoint checkpoint, List<RememberedId> remembered) {}
