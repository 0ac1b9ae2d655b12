package dev.sampan.ffmpeg;

import dev.sampan.AllocatorStatistics;
import java.util.List;

/**
 * What a {@link FFmpegReader} has done so far.
 *
 * @param streams a row per stream that is read
 */
public record ReaderStatistics(List<Stream> streams) {

  /**
   * One stream.
   *
   * @param stream what it is
   * @param decoder the decoder, as FFmpeg names it
   * @param decoderThreads how many threads it decodes with
   * @param packets packets that the decoder was given
   * @param samples samples that were read
   * @param errors packets and frames that FFmpeg could not decode and that were left out
   * @param corrupt samples that FFmpeg decoded with damage
   * @param copied samples that had to be copied from FFmpeg's memory
   * @param copiedBytes bytes of these
   * @param copyReason why, or empty if none was
   * @param fallbacks frames for which no sample was free in time, so that FFmpeg's own memory
   *     served; they are among those copied once they are read
   * @param allocators a row per allocator that the stream has used, the present one last; more than
   *     one after a change of format
   */
  public record Stream(
      MediaStream stream,
      String decoder,
      int decoderThreads,
      long packets,
      long samples,
      long errors,
      long corrupt,
      long copied,
      long copiedBytes,
      String copyReason,
      long fallbacks,
      List<Allocator> allocators) {

    /** Copies the list. */
    public Stream {
      allocators = List.copyOf(allocators);
    }
  }

  /**
   * One allocator.
   *
   * @param name as messages name it
   * @param sampleSize bytes per sample
   * @param statistics its numbers
   */
  public record Allocator(String name, long sampleSize, AllocatorStatistics statistics) {}

  /** Copies the list. */
  public ReaderStatistics {
    streams = List.copyOf(streams);
  }

  /**
   * Returns how many samples are out.
   *
   * @return those of all streams, with those that the decoders hold
   */
  public long samplesOut() {
    return streams.stream()
        .flatMap(stream -> stream.allocators().stream())
        .mapToLong(allocator -> allocator.statistics().out())
        .sum();
  }
}
