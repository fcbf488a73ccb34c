/**
 * What a user configures: a class a group of keys, each with its definitions, documentation,
 * validators and typed values, and {@link io.twofold.connect.config.TwofoldConfig} for all of them.
 */
@NullMarked
package io.twofold.connect.config;

import org.jspecify.annotations.NullMarked;
