/**
 * What the worker's HTTP listener answers under {@code /twofold}: reads, transactions, status.
 *
 * <p>Resources look engines up in {@link io.twofold.connect.rest.RunningEngines}, which tasks of
 * the same JVM have put them into. Whatever may take time is awaited without holding one of the
 * worker's threads. Every answer, also an error, is JSON with explicit bytes.
 */
@NullMarked
package io.twofold.connect.rest;

import org.jspecify.annotations.NullMarked;
