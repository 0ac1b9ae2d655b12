package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.bindings.ffmpeg.sampan_log_callback;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Passes FFmpeg's log on to the {@link System.Logger} named {@code dev.sampan.ffmpeg}. FFmpeg calls
 * it for every message whatever the level, from any of its threads, so that what the logger does
 * not want is dropped before it is formatted.
 */
public final class Log {

  /** The logger of this module. */
  public static final Logger LOGGER = System.getLogger("dev.sampan.ffmpeg");

  private static final int LINE_SIZE = 1024;

  /** Where FFmpeg's object is, which says nothing to those who read an error. */
  private static final Pattern ADDRESS = Pattern.compile(" @ 0x\\p{XDigit}+(?=])");

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final MemorySegment LINE = Arena.global().allocate(LINE_SIZE);
  private static final MemorySegment PRINT_PREFIX =
      Arena.global().allocateFrom(ValueLayout.JAVA_INT, 1);
  private static final StringBuilder PENDING = new StringBuilder();

  private static volatile @Nullable Message lastError;

  private record Message(long thread, String text) {}

  private Log() {}

  static void install() {
    FFmpeg.av_log_set_level(ffmpegLevel());
    FFmpeg.av_log_set_callback(sampan_log_callback.allocate(Log::log, Arena.global()));
  }

  /**
   * Returns the last error that FFmpeg logged on this thread since the last call, which often says
   * more than the error code.
   *
   * @return the text, or null
   */
  static @Nullable String takeLastError() {
    Message message = lastError;
    if (message == null || message.thread != Thread.currentThread().threadId()) {
      return null;
    }
    lastError = null;
    return message.text;
  }

  /** Forgets errors logged on this thread so far, before a call whose errors will be asked for. */
  public static void forgetErrors() {
    takeLastError();
  }

  private static void log(
      MemorySegment object, int rawLevel, MemorySegment format, MemorySegment arguments) {
    try {
      int level = rawLevel & 0xff;
      Level mapped = level(level);
      if (level > FFmpeg.AV_LOG_ERROR() && !LOGGER.isLoggable(mapped)) {
        return;
      }
      String line = format(object, rawLevel, format, arguments);
      if (line == null) {
        return;
      }
      if (level <= FFmpeg.AV_LOG_ERROR()) {
        String text = ADDRESS.matcher(line).replaceFirst("");
        lastError = new Message(Thread.currentThread().threadId(), text);
      }
      LOGGER.log(mapped, "{0}", line);
    } catch (Throwable failure) { // nothing may leave an upcall
      Upcalls.failed("av_log", failure);
    }
  }

  /** Formats a message, and returns it once its line is complete. */
  private static @Nullable String format(
      MemorySegment object, int level, MemorySegment format, MemorySegment arguments) {
    LOCK.lock();
    try {
      FFmpeg.av_log_format_line2(object, level, format, arguments, LINE, LINE_SIZE, PRINT_PREFIX);
      PENDING.append(LINE.getString(0));
      boolean complete = !PENDING.isEmpty() && PENDING.charAt(PENDING.length() - 1) == '\n';
      if (!complete && PENDING.length() < 8 * LINE_SIZE) {
        return null;
      }
      String line = PENDING.toString().strip();
      PENDING.setLength(0);
      return line.isEmpty() ? null : line;
    } finally {
      LOCK.unlock();
    }
  }

  private static Level level(int level) {
    if (level <= FFmpeg.AV_LOG_ERROR()) {
      return Level.ERROR;
    }
    if (level <= FFmpeg.AV_LOG_WARNING()) {
      return Level.WARNING;
    }
    if (level <= FFmpeg.AV_LOG_INFO()) {
      return Level.INFO;
    }
    return level <= FFmpeg.AV_LOG_VERBOSE() ? Level.DEBUG : Level.TRACE;
  }

  private static int ffmpegLevel() {
    if (LOGGER.isLoggable(Level.TRACE)) {
      return FFmpeg.AV_LOG_DEBUG();
    }
    if (LOGGER.isLoggable(Level.DEBUG)) {
      return FFmpeg.AV_LOG_VERBOSE();
    }
    return LOGGER.isLoggable(Level.INFO) ? FFmpeg.AV_LOG_INFO() : FFmpeg.AV_LOG_WARNING();
  }
}
