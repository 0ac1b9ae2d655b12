/**
 * Files and devices straight into samples and out of them, past the page cache where the system can
 * do that.
 *
 * <p>{@link dev.sampan.io.DirectFileReader} reads a file, {@link dev.sampan.io.DirectFileSink}
 * writes one. {@link dev.sampan.io.RecordingSink} and {@link dev.sampan.io.Recording} keep samples
 * with their times, flags and formats.
 */
@NullMarked
package dev.sampan.io;

import org.jspecify.annotations.NullMarked;
