package dev.sampan.ffmpeg;

import java.io.IOException;

/**
 * FFmpeg could not do what it was asked to. The message says what was being done, FFmpeg's reason,
 * and where there is one a remedy.
 */
public class FFmpegException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int code;

  /**
   * Makes an exception.
   *
   * @param message what was being done, why it failed, what would help
   * @param code FFmpeg's error code, or 0 where Sampan itself found the error
   */
  public FFmpegException(String message, int code) {
    super(message);
    this.code = code;
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message what was being done, why it failed, what would help
   * @param cause what made it fail
   */
  public FFmpegException(String message, Throwable cause) {
    super(message, cause);
    this.code = 0;
  }

  /**
   * Returns FFmpeg's error code.
   *
   * @return a negative number, or 0 where Sampan itself found the error
   */
  public int code() {
    return code;
  }
}
