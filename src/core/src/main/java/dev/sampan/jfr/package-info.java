/**
 * The events that Sampan tells the JDK's flight recorder. Not for programs: they see the events in
 * recordings, and docs/diagnosing.md describes them.
 */
@NullMarked
package dev.sampan.jfr;

import org.jspecify.annotations.NullMarked;
