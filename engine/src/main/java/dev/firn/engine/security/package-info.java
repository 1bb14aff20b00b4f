/** Passwords, tokens, sign-in, and the rights of each role. */
@NullMarked
package dev.firn.engine.security;

import org.jspecify.annotations.NullMarked;
