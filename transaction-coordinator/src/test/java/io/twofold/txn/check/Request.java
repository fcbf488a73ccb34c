package io.twofold.txn.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as its record says it.
 *
 * @param id its own id, or the one made from its position
 * @param hasOwnId whether the id is its own, which is what makes a repeat of it known
 * @param deadlineMs the latest append time at which it may run; null for any
 * @param ops what it does, in order; none if it is invalid
 * @param fault why it is invalid; null if it is not
 */
record Request(
    String id,
    boolean hasOwnId,
    @Nullable Long deadlineMs,
    List<ObjectNode> ops,
    @Nullable Abort fault) {}
