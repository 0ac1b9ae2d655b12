package dev.sampan.ffmpeg;

import dev.sampan.Sample;
import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Color;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Video;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A stream that a job reads, with its first sample, which says more than the container. */
final class JobInput implements AutoCloseable {

  private final int index;
  private final MediaStream media;
  private final MemorySegment encoder;
  private final StreamFormat format;
  private final Color color;
  private final @Nullable Object fields;
  private @Nullable Sample first;

  private JobInput(
      int index,
      MediaStream media,
      MemorySegment encoder,
      StreamFormat format,
      Color color,
      @Nullable Sample first) {
    this.index = index;
    this.media = media;
    this.encoder = encoder;
    this.format = format;
    this.color = color;
    this.first = first;
    this.fields =
        first == null ? null : first.properties().attributes().get(FFmpegReader.INTERLACED);
  }

  /**
   * Reads the first sample of a stream.
   *
   * @param reader whose stream
   * @param index of the stream there
   * @param encoder the AVCodec that it will be encoded with
   */
  static JobInput read(JobSource reader, int index, MemorySegment encoder)
      throws IOException, InterruptedException {
    MediaStream media = reader.selected().get(index);
    Sample first = JobStream.read(reader, index);
    SampleLayout layout = first == null ? null : first.properties().layout();
    if (first == null || layout == null) {
      return new JobInput(index, media, encoder, media.format(), Color.UNSPECIFIED, first);
    }
    try {
      StreamFormat format =
          JobFormats.actual(media.format(), layout, first.properties().attributes());
      return new JobInput(index, media, encoder, format, layout.color(), first);
    } catch (Throwable failure) {
      first.close();
      throw failure;
    }
  }

  /** Index of the stream in the reader. */
  int index() {
    return index;
  }

  /** What the container says. */
  MediaStream media() {
    return media;
  }

  /** The AVCodec that it will be encoded with. */
  MemorySegment encoder() {
    return encoder;
  }

  /** What the decoder makes. */
  StreamFormat format() {
    return format;
  }

  /** How the numbers of its pictures are meant. */
  Color color() {
    return color;
  }

  boolean isVideo() {
    return format instanceof Video;
  }

  /** Which field the decoder says is first: {@code "top"} or {@code "bottom"}, null if none is. */
  @Nullable Object fields() {
    return fields;
  }

  /** How far the pictures must be turned clockwise, in quarters; other angles are left alone. */
  int degrees() {
    return isVideo() && media.rotation() % 90 == 0 ? media.rotation() : 0;
  }

  boolean isEmpty() {
    return first == null;
  }

  /** Hands the first sample over. */
  @Nullable Sample takeFirst() {
    Sample taken = first;
    first = null;
    return taken;
  }

  /** Lets go of the first sample, if nobody took it. */
  @Override
  public void close() {
    Sample left = takeFirst();
    if (left != null) {
      left.close();
    }
  }
}
