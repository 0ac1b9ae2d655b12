/**
 * Files and devices straight into samples and out of them, past the page cache where the system can
 * do that.
 *
 * <p>{@link dev.sampan.io.DirectFileReader} reads a file.
 */
@NullMarked
package dev.sampan.io;

import org.jspecify.annotations.NullMarked;
