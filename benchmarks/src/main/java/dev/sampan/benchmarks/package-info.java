/** What Sampan costs, beside what others cost, in the same run. */
@NullMarked
package dev.sampan.benchmarks;

import org.jspecify.annotations.NullMarked;
