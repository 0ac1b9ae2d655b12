package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.stream.StreamFormat.Audio;
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

  /**
   * Makes a layout.
   *
   * @param format whose layout is meant; the default one for so many channels where its name says
   *     nothing
   * @param arena where it is made
   * @return the layout, to be uninitialised
   */
  public static MemorySegment of(Audio format, Arena arena) {
    MemorySegment layout = arena.allocate(FFmpeg.AVChannelLayout_sizeof(), 8);
    set(layout, format);
    return layout;
  }

  /** Replaces a layout that says only how many channels there are by the usual one. */
  public static void guess(MemorySegment layout) {
    if (Pointers.getInt(layout, FFmpeg.AVChannelLayout_order())
        == FFmpeg.AV_CHANNEL_ORDER_UNSPEC()) {
      FFmpeg.av_channel_layout_default(layout, channels(layout));
    }
  }

  /** Sets a layout, which must hold nothing that needs freeing, to that of a format. */
  public static void set(MemorySegment layout, Audio format) {
    if (fromString(layout, format.channelLayout()) < 0
        || channels(layout) != format.channels()
        || Pointers.getInt(layout, FFmpeg.AVChannelLayout_order())
            == FFmpeg.AV_CHANNEL_ORDER_UNSPEC()) {
      layout.fill((byte) 0);
      FFmpeg.av_channel_layout_default(layout, format.channels());
    }
  }

  /** The name of the usual layout of so many channels. */
  public static String usual(int channels) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment layout = arena.allocate(FFmpeg.AVChannelLayout_sizeof(), 8);
      FFmpeg.av_channel_layout_default(layout, channels);
      return describe(layout);
    }
  }

  /** How many channels the layout of a name has, 0 for a name that is none. */
  public static int channelsOf(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment layout = arena.allocate(FFmpeg.AVChannelLayout_sizeof(), 8);
      return fromString(layout, name) < 0 ? 0 : channels(layout);
    }
  }
}
