package dev.sampan.ffmpeg;

import dev.sampan.ReleaseHandler;
import org.jspecify.annotations.Nullable;

/**
 * What a job asks of its reader beside the options that everybody has.
 *
 * @param returns hears of every sample that comes back
 * @param extraColumns how many pixels wider than the picture the rows of its buffers are at least:
 *     some encoders keep pictures that have room at the sides, and copy others
 */
record ReaderHooks(@Nullable ReleaseHandler returns, int extraColumns) {

  /** Nothing. */
  static final ReaderHooks NONE = new ReaderHooks(null, 0);
}
