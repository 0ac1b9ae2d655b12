package dev.sampan.ffmpeg.av;

import java.lang.System.Logger.Level;

/** What every callback from FFmpeg needs: an exception that left one would end the process. */
public final class Upcalls {

  private Upcalls() {}

  /**
   * Reports what went wrong in a callback. Never throws.
   *
   * @param callback which one
   * @param failure what was thrown there
   */
  @SuppressWarnings("EmptyCatch") // there is nobody left to tell
  public static void failed(String callback, Throwable failure) {
    try {
      Log.LOGGER.log(Level.ERROR, "the callback " + callback + " failed", failure);
    } catch (Throwable again) {
      // An out-of-memory error while logging, for example.
    }
  }
}
