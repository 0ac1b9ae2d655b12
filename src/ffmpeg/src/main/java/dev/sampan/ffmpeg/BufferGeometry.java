package dev.sampan.ffmpeg;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.AvError;
import dev.sampan.ffmpeg.av.ChannelLayouts;
import dev.sampan.ffmpeg.av.Formats;
import dev.sampan.ffmpeg.av.Frames;
import dev.sampan.ffmpeg.av.Pointers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Where the planes of a decoder's buffer lie in one sample: with the sizes, strides and padding
 * that FFmpeg's own allocator would choose, but one after the other. Computed once per format.
 */
final class BufferGeometry {

  /** What SIMD code may read and write behind the end of a plane, as FFmpeg's allocator pads. */
  private static final int PADDING = 16 + 64 - 1;

  private static final int PICTURE_PLANES = 4;

  private final boolean video;
  private final int format;
  private final int width;
  private final int height;
  private final long[] offsets;
  private final int[] strides;
  private final long size;

  private BufferGeometry(
      boolean video, int format, int width, int height, long[] offsets, int[] strides, long size) {
    this.video = video;
    this.format = format;
    this.width = width;
    this.height = height;
    this.offsets = offsets;
    this.strides = strides;
    this.size = size;
  }

  /** Whether a frame of this kind can lie in a sample at all. */
  static boolean isPossible(boolean video, MemorySegment frame) {
    return video
        ? Frames.width(frame) > 0 && !Formats.isHardware(Frames.format(frame))
        : Frames.nbSamples(frame) > 0;
  }

  /**
   * Computes the geometry for the frame that a decoder asks a buffer for.
   *
   * @throws IllegalArgumentException if the frame's format or size is not possible
   */
  static BufferGeometry of(boolean video, MemorySegment context, MemorySegment frame) {
    return video ? ofPicture(context, frame) : ofSound(frame);
  }

  private static BufferGeometry ofPicture(MemorySegment context, MemorySegment frame) {
    int format = Frames.format(frame);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment width = arena.allocateFrom(ValueLayout.JAVA_INT, Frames.width(frame));
      MemorySegment height = arena.allocateFrom(ValueLayout.JAVA_INT, Frames.height(frame));
      MemorySegment alignments = arena.allocate(ValueLayout.JAVA_INT, Frames.POINTERS);
      FFmpeg.avcodec_align_dimensions2(context, width, height, alignments);
      MemorySegment linesizes = arena.allocate(ValueLayout.JAVA_INT, PICTURE_PLANES);
      int alignedWidth = width.get(ValueLayout.JAVA_INT, 0);
      // Not each stride is rounded up but the width, so that their ratios stay.
      do {
        check(FFmpeg.av_image_fill_linesizes(linesizes, format, alignedWidth), frame);
        alignedWidth += Integer.lowestOneBit(alignedWidth);
      } while (!aligned(linesizes, alignments));
      MemorySegment strides = arena.allocate(ValueLayout.JAVA_LONG, PICTURE_PLANES);
      for (int i = 0; i < PICTURE_PLANES; i++) {
        strides.setAtIndex(ValueLayout.JAVA_LONG, i, linesizes.getAtIndex(ValueLayout.JAVA_INT, i));
      }
      MemorySegment sizes = arena.allocate(ValueLayout.JAVA_LONG, PICTURE_PLANES);
      check(
          FFmpeg.av_image_fill_plane_sizes(
              sizes, format, height.get(ValueLayout.JAVA_INT, 0), strides),
          frame);
      long[] planeSizes = sizes.toArray(ValueLayout.JAVA_LONG);
      return planes(
          true,
          format,
          Frames.width(frame),
          Frames.height(frame),
          planeSizes,
          linesizes.toArray(ValueLayout.JAVA_INT));
    }
  }

  private static boolean aligned(MemorySegment linesizes, MemorySegment alignments) {
    for (int i = 0; i < PICTURE_PLANES; i++) {
      if (linesizes.getAtIndex(ValueLayout.JAVA_INT, i)
              % alignments.getAtIndex(ValueLayout.JAVA_INT, i)
          != 0) {
        return false;
      }
    }
    return true;
  }

  private static BufferGeometry ofSound(MemorySegment frame) {
    int format = Frames.format(frame);
    int channels = ChannelLayouts.channels(Frames.channelLayout(frame));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment linesize = arena.allocate(ValueLayout.JAVA_INT);
      check(
          FFmpeg.av_samples_get_buffer_size(linesize, channels, Frames.nbSamples(frame), format, 0),
          frame);
      int stride = linesize.get(ValueLayout.JAVA_INT, 0);
      int count = Formats.isPlanar(format) ? channels : 1;
      long[] sizes = new long[count];
      int[] strides = new int[count];
      Arrays.fill(sizes, stride);
      Arrays.fill(strides, stride);
      return planes(false, format, Frames.nbSamples(frame), channels, sizes, strides);
    }
  }

  private static BufferGeometry planes(
      boolean video, int format, int width, int height, long[] sizes, int[] strides) {
    int alignment = Math.max(64, (int) FFmpeg.av_cpu_max_align());
    int count = 0;
    while (count < sizes.length && sizes[count] > 0) {
      count++;
    }
    long[] offsets = new long[count];
    long end = 0;
    for (int i = 0; i < count; i++) {
      offsets[i] = (end + alignment - 1) / alignment * alignment;
      end = offsets[i] + sizes[i] + PADDING;
    }
    return new BufferGeometry(video, format, width, height, offsets, strides, end);
  }

  private static void check(int code, MemorySegment frame) {
    if (code < 0) {
      throw new IllegalArgumentException(
          "no buffer is possible for format %d, %dx%d, %d samples: %s"
              .formatted(
                  Frames.format(frame),
                  Frames.width(frame),
                  Frames.height(frame),
                  Frames.nbSamples(frame),
                  AvError.text(code)));
    }
  }

  /** Whether this is the geometry for that frame too. */
  boolean fits(MemorySegment frame) {
    return format == Frames.format(frame)
        && (video
            ? width == Frames.width(frame) && height == Frames.height(frame)
            : width == Frames.nbSamples(frame)
                && height == ChannelLayouts.channels(Frames.channelLayout(frame)));
  }

  /** How many bytes the buffer has. */
  long size() {
    return size;
  }

  /**
   * Points a frame that has no buffers to the planes. The frame gets no reference here.
   *
   * @param frame the frame
   * @param address where the sample begins
   * @return false if there is no memory for the array of pointers that many channels need
   */
  boolean assign(MemorySegment frame, long address) {
    int direct = Math.min(offsets.length, Frames.POINTERS);
    MemorySegment pointers = Frames.dataArray(frame);
    if (offsets.length > direct) {
      pointers = FFmpeg.av_mallocz(offsets.length * 8L);
      if (Pointers.isNull(pointers)) {
        return false;
      }
    }
    for (int i = 0; i < direct; i++) {
      Frames.data(frame, i, address + offsets[i]);
      Frames.linesize(frame, i, video || i == 0 ? strides[i] : 0);
    }
    if (offsets.length > direct) {
      for (int i = 0; i < offsets.length; i++) {
        pointers.setAtIndex(ValueLayout.JAVA_LONG, i, address + offsets[i]);
      }
    }
    Frames.extendedData(frame, pointers);
    return true;
  }

  /**
   * Copies what a frame shows into the planes.
   *
   * @param frame a frame of this geometry, cropped or not, in anybody's memory
   * @param address where the sample begins
   */
  void copy(MemorySegment frame, long address) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment targets =
          arena.allocate(ValueLayout.JAVA_LONG, Math.max(PICTURE_PLANES, offsets.length));
      for (int i = 0; i < offsets.length; i++) {
        targets.setAtIndex(ValueLayout.JAVA_LONG, i, address + offsets[i]);
      }
      if (video) {
        MemorySegment targetStrides = arena.allocate(ValueLayout.JAVA_INT, PICTURE_PLANES);
        for (int i = 0; i < offsets.length; i++) {
          targetStrides.setAtIndex(ValueLayout.JAVA_INT, i, strides[i]);
        }
        FFmpeg.av_image_copy(
            targets,
            targetStrides,
            Frames.dataArray(frame),
            Frames.linesizeArray(frame),
            format,
            Frames.width(frame),
            Frames.height(frame));
      } else {
        FFmpeg.av_samples_copy(targets, Frames.extendedData(frame), 0, 0, width, height, format);
      }
    }
  }

  /** The offset of a plane. */
  long offset(int plane) {
    return offsets[plane];
  }

  /** The stride of a plane. */
  int stride(int plane) {
    return strides[plane];
  }
}
