package dev.sampan.ffmpeg;

import dev.sampan.ReleaseHandler;
import org.jspecify.annotations.Nullable;

/**
 * What a job asks of its reader beside the options that everybody has.
 *
 * @param returns hears of every sample that comes back
 * @param profile builds its pools
 */
record ReaderHooks(@Nullable ReleaseHandler returns, JobProfile profile) {

  /** Nothing. */
  static final ReaderHooks NONE = new ReaderHooks(null, JobProfile.NONE);
}
