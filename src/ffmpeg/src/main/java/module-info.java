/**
 * FFmpeg decodes into samples, and encodes and muxes what a writer hands over.
 *
 * <p>Start at {@link dev.sampan.ffmpeg.Transcoder}, or, for one half, at {@link
 * dev.sampan.ffmpeg.FFmpegReader} and {@link dev.sampan.ffmpeg.FFmpegSink}.
 */
module dev.sampan.ffmpeg {
  requires transitive dev.sampan;
  requires dev.sampan.bindings.ffmpeg;
  requires jdk.jfr; // what the events extend
  requires static org.jspecify;

  exports dev.sampan.ffmpeg;

  provides dev.sampan.stream.ContainerProvider with
      dev.sampan.ffmpeg.FFmpegContainerProvider;
}
