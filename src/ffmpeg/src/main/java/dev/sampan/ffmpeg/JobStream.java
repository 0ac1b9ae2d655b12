package dev.sampan.ffmpeg;

import dev.sampan.AllocatorExhaustedException;
import dev.sampan.Sample;
import dev.sampan.stream.SampleWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One stream of a job: where it is read and where it is written. */
final class JobStream {

  private final JobSource reader;
  private final int readerStream;
  private final SampleWriter writer;
  private final int index;
  private final Pace pace;
  private volatile long written;

  /**
   * Names both ends.
   *
   * @param reader what decodes
   * @param readerStream index of the stream there
   * @param writer what encodes
   * @param index of the stream there
   * @param pace keeps the job's streams together
   */
  JobStream(JobSource reader, int readerStream, SampleWriter writer, int index, Pace pace) {
    this.reader = reader;
    this.readerStream = readerStream;
    this.writer = writer;
    this.index = index;
    this.pace = pace;
  }

  /** Index of the stream in the writer. */
  int index() {
    return index;
  }

  /** Samples handed to the writer so far. */
  long written() {
    return written;
  }

  /** Reads the next sample. */
  @Nullable Sample read() throws IOException, InterruptedException {
    return read(reader, readerStream);
  }

  static @Nullable Sample read(JobSource reader, int stream)
      throws IOException, InterruptedException {
    try {
      return reader.read(stream);
    } catch (AllocatorExhaustedException e) {
      throw new FFmpegException("too few samples to go on: " + e.getMessage(), e);
    }
  }

  /** Writes a sample, which is over for the caller, whatever happens. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the pump's thread writes
  void write(long time, Sample sample) throws IOException, InterruptedException {
    boolean taken = false;
    try {
      writer.write(index, time, sample);
      taken = true;
      written++;
    } finally {
      if (!taken) {
        sample.close();
      }
    }
  }

  /** Says how far the stream is, and waits while the job's others are far behind. */
  void reached(long time) throws InterruptedException {
    pace.reached(index, time);
  }

  /** Says that nothing more will be written. */
  void end() {
    pace.ended(index);
    writer.endOfStream(index);
  }
}
