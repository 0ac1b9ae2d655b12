package dev.sampan.ffmpeg;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import java.lang.foreign.Arena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a stream is for, as FFmpeg names it. */
final class Dispositions {

  private Dispositions() {}

  /** The flags of names; those that FFmpeg does not know are left out. */
  static int flags(@Nullable List<String> names) {
    if (names == null) {
      return 0;
    }
    int flags = 0;
    try (Arena arena = Arena.ofConfined()) {
      for (String name : names) {
        flags |= Math.max(0, FFmpeg.av_disposition_from_string(arena.allocateFrom(name)));
      }
    }
    return flags;
  }
}
