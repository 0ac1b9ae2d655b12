package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.FFmpegException;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Encoders: which there are, what they take, and their calls. */
public final class Encoders {

  private Encoders() {}

  /** The preferred encoder for a codec id, or the null pointer. */
  public static MemorySegment find(int codecId) {
    return FFmpeg.avcodec_find_encoder(codecId);
  }

  /** The encoder of a name, or else the preferred one for the codec of that name, or null. */
  public static MemorySegment find(String name) {
    MemorySegment codec = Codecs.findEncoder(name);
    if (!Pointers.isNull(codec)) {
      return codec;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment descriptor = FFmpeg.avcodec_descriptor_get_by_name(arena.allocateFrom(name));
      return Pointers.isNull(descriptor)
          ? Pointers.NULL
          : find(Pointers.getInt(descriptor, FFmpeg.AVCodecDescriptor_id()));
    }
  }

  /** The pixel formats that an encoder takes, or null if it takes any. */
  public static @Nullable List<Integer> pixelFormats(MemorySegment codec) {
    return ints(codec, FFmpeg.AV_CODEC_CONFIG_PIX_FORMAT());
  }

  /** The sample formats that an encoder takes, or null if it takes any. */
  public static @Nullable List<Integer> sampleFormats(MemorySegment codec) {
    return ints(codec, FFmpeg.AV_CODEC_CONFIG_SAMPLE_FORMAT());
  }

  /** The sample rates that an encoder takes, or null if it takes any. */
  public static @Nullable List<Integer> sampleRates(MemorySegment codec) {
    return ints(codec, FFmpeg.AV_CODEC_CONFIG_SAMPLE_RATE());
  }

  /** The colour ranges that an encoder takes, or null if it takes any. */
  public static @Nullable List<Integer> colorRanges(MemorySegment codec) {
    return ints(codec, FFmpeg.AV_CODEC_CONFIG_COLOR_RANGE());
  }

  /** The frame rates that an encoder takes, or null if it takes any. */
  public static @Nullable List<Ratio> frameRates(MemorySegment codec) {
    return config(
        codec,
        FFmpeg.AV_CODEC_CONFIG_FRAME_RATE(),
        (values, index) -> Rationals.get(values, index * 8L));
  }

  /** The names of the channel layouts that an encoder takes, or null if it takes any. */
  public static @Nullable List<String> channelLayouts(MemorySegment codec) {
    long size = FFmpeg.AVChannelLayout_sizeof();
    return config(
        codec,
        FFmpeg.AV_CODEC_CONFIG_CHANNEL_LAYOUT(),
        (values, index) -> ChannelLayouts.describe(values.asSlice(index * size, size)));
  }

  private static @Nullable List<Integer> ints(MemorySegment codec, int config) {
    return config(codec, config, (values, index) -> values.getAtIndex(ValueLayout.JAVA_INT, index));
  }

  private interface Element<T> {
    T get(MemorySegment values, int index);
  }

  private static <T> @Nullable List<T> config(MemorySegment codec, int config, Element<T> element) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate(FFmpeg.C_POINTER);
      MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
      int code =
          FFmpeg.avcodec_get_supported_config(Pointers.NULL, codec, config, 0, values, count);
      MemorySegment array = values.get(FFmpeg.C_POINTER, 0);
      if (code < 0 || Pointers.isNull(array)) {
        return null;
      }
      List<T> list = new ArrayList<>();
      for (int i = 0; i < count.get(ValueLayout.JAVA_INT, 0); i++) {
        list.add(element.get(array, i));
      }
      return list;
    }
  }

  /**
   * Chooses the pixel format that loses least.
   *
   * @param formats to choose from, not empty
   * @param source what there is
   * @return one of the formats
   */
  public static int bestPixelFormat(List<Integer> formats, int source) {
    try (Arena arena = Arena.ofConfined()) {
      int[] list = new int[formats.size() + 1];
      for (int i = 0; i < formats.size(); i++) {
        list[i] = formats.get(i);
      }
      list[formats.size()] = FFmpeg.AV_PIX_FMT_NONE();
      int alpha = Formats.components(source) % 2 == 0 ? 1 : 0;
      return FFmpeg.avcodec_find_best_pix_fmt_of_list(
          arena.allocateFrom(ValueLayout.JAVA_INT, list), source, alpha, Pointers.NULL);
    }
  }

  /**
   * Opens an encoder.
   *
   * @param context whose fields are set
   * @param options further options by name
   * @throws FFmpegException if it cannot be opened with these parameters
   */
  public static void open(MemorySegment context, Map<String, String> options)
      throws FFmpegException {
    MemorySegment codec = CodecContexts.codec(context);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment dictionary = arena.allocate(FFmpeg.C_POINTER);
      try {
        Dictionaries.putAll(dictionary, options);
        AvError.check(
            FFmpeg.avcodec_open2(context, codec, dictionary),
            "open the encoder " + Codecs.name(codec));
      } finally {
        Dictionaries.free(dictionary);
      }
    }
  }

  /** Submits a frame, or the null pointer to drain. */
  public static int send(MemorySegment context, MemorySegment frame) {
    return FFmpeg.avcodec_send_frame(context, frame);
  }

  /** Takes a packet. */
  public static int receive(MemorySegment context, MemorySegment packet) {
    return FFmpeg.avcodec_receive_packet(context, packet);
  }

  /** The bytes from one row to the next that FFmpeg's own allocator would use for each plane. */
  public static int[] defaultStrides(
      MemorySegment context, int pixelFormat, int width, int height) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(ValueLayout.JAVA_INT, 2);
      MemorySegment alignments = arena.allocate(ValueLayout.JAVA_INT, Frames.POINTERS);
      MemorySegment strides = arena.allocate(ValueLayout.JAVA_INT, 4);
      size.setAtIndex(ValueLayout.JAVA_INT, 0, width);
      size.setAtIndex(ValueLayout.JAVA_INT, 1, height);
      FFmpeg.avcodec_align_dimensions2(context, size, size.asSlice(4), alignments);
      int aligned = size.getAtIndex(ValueLayout.JAVA_INT, 0);
      boolean fits;
      do {
        if (FFmpeg.av_image_fill_linesizes(strides, pixelFormat, aligned) < 0) {
          return new int[0];
        }
        aligned += aligned & -aligned;
        fits = true;
        for (int i = 0; i < 4; i++) {
          int alignment = alignments.getAtIndex(ValueLayout.JAVA_INT, i);
          fits &= alignment == 0 || strides.getAtIndex(ValueLayout.JAVA_INT, i) % alignment == 0;
        }
      } while (!fits);
      return strides.toArray(ValueLayout.JAVA_INT);
    }
  }
}
