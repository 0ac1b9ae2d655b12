package dev.sampan.ffmpeg;

import dev.sampan.AllocatorStatistics;
import dev.sampan.HolderProfile;
import dev.sampan.PoolPlan;
import dev.sampan.stream.StreamFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Transcoder} did: how much, how fast, who held what, who copied, and that everything
 * came back.
 *
 * @param input the file that was read
 * @param output the file that was written
 * @param inputContainer as FFmpeg names it, for example {@code mov,mp4,m4a,3gp,3g2,mj2}
 * @param outputContainer as FFmpeg names it, for example {@code asf}
 * @param streams a row per stream of the output
 * @param framesDecoded pictures decoded; blocks of audio if there are no pictures
 * @param framesWritten pictures handed to the encoder; blocks of audio if there are no pictures
 * @param framesDuplicated pictures written again for a constant frame rate
 * @param framesDropped pictures left out for a constant frame rate
 * @param seconds how long it took
 * @param mediaTime how much of the input was written, in units of 100 ns
 * @param bytesWritten size of the file
 * @param allocators a row per allocator, taken after everything was closed
 * @param returnsByThread on which threads samples came back, and how many
 * @param consumers what was seen of each consumer of samples
 * @param copies what Sampan itself copied, and why; empty if nothing
 * @param fallbacks memory that did not come from Sampan although it could have; empty if none
 * @param profile how each holder used each pool; empty unless {@link Transcoder.Builder#profile}
 *     asked for it
 */
public record TranscodeReport(
    Path input,
    Path output,
    String inputContainer,
    String outputContainer,
    List<StreamRow> streams,
    long framesDecoded,
    long framesWritten,
    long framesDuplicated,
    long framesDropped,
    double seconds,
    long mediaTime,
    long bytesWritten,
    List<AllocatorRow> allocators,
    Map<String, Long> returnsByThread,
    List<ConsumerUse> consumers,
    List<CopyRow> copies,
    List<CopyRow> fallbacks,
    List<PoolRow> profile) {

  /**
   * One stream of the output.
   *
   * @param index of the stream in the output
   * @param kind {@code video} or {@code audio}
   * @param inputCodec what decoded it, for example {@code h264}
   * @param input what the decoder made
   * @param outputCodec what encoded it, for example {@code wmv2}
   * @param output what the encoder was given
   * @param samplesDecoded samples that the decoder made
   * @param samplesWritten samples that the encoder was given
   * @param packets packets that the encoder made
   * @param bytes their bytes
   */
  public record StreamRow(
      int index,
      String kind,
      String inputCodec,
      StreamFormat input,
      String outputCodec,
      StreamFormat output,
      long samplesDecoded,
      long samplesWritten,
      long packets,
      long bytes) {}

  /**
   * One allocator.
   *
   * @param name as messages name it
   * @param sampleSize bytes per sample
   * @param statistics its numbers after everything was closed
   */
  public record AllocatorRow(String name, long sampleSize, AllocatorStatistics statistics) {}

  /**
   * Memory that was copied, or that came from elsewhere.
   *
   * @param what was copied, for example {@code "rawvideo decoder"}
   * @param count how many samples or packets
   * @param bytes how many bytes
   * @param reason why
   */
  public record CopyRow(String what, long count, long bytes, String reason) {}

  /**
   * One pool and those who held its samples.
   *
   * @param name as messages name it
   * @param capacity samples that it had
   * @param highWater most samples that were out at once
   * @param holders a row per holder, who held the most first
   * @param plan how many samples that would need
   */
  public record PoolRow(
      String name, int capacity, int highWater, List<HolderRow> holders, PoolPlan plan) {

    /** Copies the list. */
    public PoolRow {
      holders = List.copyOf(holders);
    }
  }

  /**
   * How one holder used one pool.
   *
   * @param profile what was measured, after everything was closed
   * @param heldAfterDrain what it held when everything was drained and nothing freed
   * @param mode what an encoder did with most of its samples, null for other holders
   */
  public record HolderRow(
      HolderProfile profile, int heldAfterDrain, ConsumerUse.@Nullable Mode mode) {}

  /** Copies the lists. */
  public TranscodeReport {
    streams = List.copyOf(streams);
    allocators = List.copyOf(allocators);
    returnsByThread = Map.copyOf(returnsByThread);
    consumers = List.copyOf(consumers);
    copies = List.copyOf(copies);
    fallbacks = List.copyOf(fallbacks);
    profile = List.copyOf(profile);
  }

  /**
   * Returns how many samples are still out.
   *
   * @return 0, unless something went wrong
   */
  public long samplesOut() {
    return allocators.stream().mapToLong(row -> row.statistics().out()).sum();
  }

  /**
   * Returns how fast it was.
   *
   * @return frames written per second
   */
  public double fps() {
    return seconds > 0 ? framesWritten / seconds : 0;
  }
}
