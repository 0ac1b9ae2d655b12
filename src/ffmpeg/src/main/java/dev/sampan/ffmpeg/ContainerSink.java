package dev.sampan.ffmpeg;

import dev.sampan.Sample;
import dev.sampan.stream.ContainerOutput;
import dev.sampan.stream.EncodedStream;
import dev.sampan.stream.SampleSink;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Audio;
import dev.sampan.stream.StreamFormat.Ratio;
import dev.sampan.stream.StreamFormat.Video;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes streams and gives the bytes of an ASF container to an output. */
final class ContainerSink implements SampleSink {

  /** The unit in which ASF counts times. */
  private static final Ratio MILLISECOND = new Ratio(1, 1000);

  private final List<EncodedStream> described;
  private final ContainerOutput output;

  // Set by begin, read by the threads that the writer starts after it; a later begin replaces them.
  private List<ContainerStream> streams = List.of();
  private @Nullable Muxer muxer;

  ContainerSink(List<EncodedStream> streams, ContainerOutput output) {
    this.described = List.copyOf(streams);
    this.output = output;
  }

  @Override
  public void begin(List<StreamFormat> formats) throws IOException {
    Container container = Container.of(AsfTarget.NAME);
    Muxer opened = new Muxer(container, new AsfTarget(output), false);
    muxer = opened;
    List<ContainerStream> made = new ArrayList<>();
    streams = made;
    try {
      for (int i = 0; i < described.size(); i++) {
        made.add(open(i, described.get(i), container, opened));
      }
      opened.start();
    } catch (Throwable failure) {
      abort();
      throw failure;
    }
  }

  private static ContainerStream open(
      int index, EncodedStream stream, Container container, Muxer muxer) throws IOException {
    if (stream.isCompressed()) {
      return new PacketStream(index, stream, muxer);
    }
    boolean video = stream.format() instanceof Video;
    MemorySegment codec = container.encoder(video, stream.codec());
    StreamFormat target =
        video
            ? EncoderFormats.nearest(codec, (Video) stream.format())
            : EncoderFormats.nearest(codec, (Audio) stream.format());
    FFmpegSink.Builder settings = FFmpegSink.to(AsfTarget.NAME).timeBase(index, MILLISECOND);
    if (video) {
      settings.videoEncoder(stream.codec()).videoBitRate(stream.bitRate());
    } else {
      settings.audioEncoder(stream.codec()).audioBitRate(stream.bitRate());
    }
    StreamEncoder encoder = new EncoderSetup(settings, container, muxer).open(index, target);
    return new EncodingStream(stream.format(), target, encoder);
  }

  @Override
  public void write(int stream, long time, Sample sample) throws IOException, InterruptedException {
    streams.get(stream).write(time, sample);
  }

  @Override
  public void endOfStream(int stream) throws IOException, InterruptedException {
    streams.get(stream).end();
  }

  @Override
  public void end() throws IOException {
    Muxer writing = muxer;
    if (writing == null) {
      throw new IllegalStateException("the sink has not begun");
    }
    try {
      writing.finish();
    } finally {
      abort();
    }
  }

  @Override
  public void abort() {
    streams.forEach(ContainerStream::free);
    Muxer writing = muxer;
    if (writing != null) {
      muxer = null;
      writing.free();
    }
    streams.forEach(ContainerStream::retire);
    streams = List.of();
  }
}
