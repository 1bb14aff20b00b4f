@org.jspecify.annotations.NullMarked
package dev.firn.engine.matrix;
