/**
 * The specification of requests and results, written to be read and to be run: a sequential model
 * that executes one request after another, a checker that holds a history of a store against it,
 * stories with expected results, and a generator of requests.
 *
 * <p>Nothing here uses the transaction machine. Everything works on the public form of requests and
 * results, which is JSON, so that a mistake of the machine cannot hide in code that both share.
 *
 * <p>Nothing here is thread-safe.
 */
package io.twofold.txn.check;
