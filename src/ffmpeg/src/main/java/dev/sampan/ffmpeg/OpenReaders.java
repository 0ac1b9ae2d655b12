package dev.sampan.ffmpeg;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The readers that are open. A JVM that is ending refuses to attach threads, and FFmpeg's decoders
 * call back on threads of their own: so the readers that are still open are closed before it ends.
 */
final class OpenReaders {

  private static final Set<FFmpegReader> READERS = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(OpenReaders::closeAll, "sampan-ffmpeg-readers"));
  }

  private OpenReaders() {}

  static void opened(FFmpegReader reader) {
    READERS.add(reader);
  }

  static void closed(FFmpegReader reader) {
    READERS.remove(reader);
  }

  private static void closeAll() {
    READERS.forEach(FFmpegReader::close);
  }
}
