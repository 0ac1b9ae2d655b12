package dev.sampan.ffmpeg;

import dev.sampan.Sample;
import java.io.IOException;

/** One stream of a {@link ContainerSink}. One thread at a time. */
interface ContainerStream {

  /** Takes a sample, which stays the caller's. */
  void write(long time, Sample sample) throws IOException, InterruptedException;

  /** There are no more samples. */
  void end() throws IOException, InterruptedException;

  /** Frees what FFmpeg holds of it, before the muxer is freed. May be called again. */
  void free();

  /** Frees the rest, after the muxer. */
  void retire();
}
