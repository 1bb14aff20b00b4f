/** The crash harness: a forked JVM under load that is killed, and the check of what it left. */
package dev.firn.engine.crash;
