/** The HTTP surface: JAX-RS resources, sign-in, error answers. */
@NullMarked
package dev.firn.web;

import org.jspecify.annotations.NullMarked;
