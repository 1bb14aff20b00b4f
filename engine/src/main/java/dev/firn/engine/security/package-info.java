/** Passwords, tokens, sign-in. */
@NullMarked
package dev.firn.engine.security;

import org.jspecify.annotations.NullMarked;
