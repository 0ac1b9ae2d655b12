package dev.sampan.ffmpeg;

import dev.sampan.ffmpeg.av.Codecs;
import dev.sampan.ffmpeg.av.Encoders;
import dev.sampan.ffmpeg.av.Libraries;
import dev.sampan.ffmpeg.av.Pointers;
import dev.sampan.stream.ContainerOutput;
import dev.sampan.stream.ContainerProvider;
import dev.sampan.stream.EncodedStream;
import dev.sampan.stream.SampleSink;
import java.io.IOException;
import java.util.List;

/**
 * FFmpeg's encoders and its ASF muxer, for the writers that native code makes. A service: nobody
 * has to name it.
 */
public final class FFmpegContainerProvider implements ContainerProvider {

  /** Makes the service. FFmpeg's libraries are loaded when they are needed. */
  public FFmpegContainerProvider() {}

  @Override
  public boolean supports(EncodedStream stream) throws IOException {
    try {
      Libraries.load();
    } catch (UnsatisfiedLinkError e) {
      throw new FFmpegException(String.valueOf(e.getMessage()), e);
    }
    return stream.isCompressed()
        ? Codecs.idOf(stream.codec()) != 0
        : !Pointers.isNull(Encoders.find(stream.codec()));
  }

  @Override
  public SampleSink open(List<EncodedStream> streams, ContainerOutput output) {
    return new ContainerSink(streams, output);
  }
}
