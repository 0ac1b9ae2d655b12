/** Gauges and counters of allocators, for Micrometer. */
@NullMarked
package dev.sampan.micrometer;

import org.jspecify.annotations.NullMarked;
