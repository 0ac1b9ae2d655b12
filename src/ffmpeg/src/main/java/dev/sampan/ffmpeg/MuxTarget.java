package dev.sampan.ffmpeg;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Where a {@link Muxer} writes. */
interface MuxTarget {

  /** What messages call it. */
  Path target();

  /** What FFmpeg calls it. */
  Path path();

  /** Lets an AVFormatContext write to it. */
  void open(MemorySegment context) throws FFmpegException;

  /**
   * Passes on what is buffered of the header, so that its failure is seen before the first packet.
   */
  void headerWritten(MemorySegment context) throws IOException;

  /** Writes what is buffered, and ends that. Returns a code of FFmpeg's; may be called again. */
  int close(MemorySegment context);

  /** Throws what went wrong below FFmpeg, if anything did. */
  void checkFailure() throws IOException;
}
