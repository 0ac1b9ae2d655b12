/**
 * FFmpeg's objects, thinly: typed access to structures by their offsets, the loader, the log, the
 * callbacks. All restricted calls of this module are made here.
 *
 * <p>A pointer is a {@link java.lang.foreign.MemorySegment} without bounds, as the bindings return
 * it.
 */
@NullMarked
package dev.sampan.ffmpeg.av;

import org.jspecify.annotations.NullMarked;
