package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** AVChannelLayout. */
public final class ChannelLayouts {

  private ChannelLayouts() {}

  public static int channels(MemorySegment layout) {
    return Pointers.getInt(layout, FFmpeg.AVChannelLayout_nb_channels());
  }

  /** FFmpeg's name, for example {@code stereo} or {@code 5.1(side)}; empty where there is none. */
  public static String describe(MemorySegment layout) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(256);
      return FFmpeg.av_channel_layout_describe(layout, text, text.byteSize()) < 0
          ? ""
          : text.getString(0);
    }
  }

  /** Sets a layout, which must hold nothing that needs freeing, by its name. */
  public static int fromString(MemorySegment layout, String name) {
    try (Arena arena = Arena.ofConfined()) {
      return FFmpeg.av_channel_layout_from_string(layout, arena.allocateFrom(name));
    }
  }
}
