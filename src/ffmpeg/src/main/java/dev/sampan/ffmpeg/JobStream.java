package dev.sampan.ffmpeg;

import dev.sampan.AllocatorExhaustedException;
import dev.sampan.Sample;
import dev.sampan.stream.SampleWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a job: where it is read and where it is written.
 *
 * @param reader what decodes
 * @param readerStream index of the stream there
 * @param writer what encodes
 * @param index of the stream there
 * @param pace keeps the job's streams together
 */
record JobStream(FFmpegReader reader, int readerStream, SampleWriter writer, int index, Pace pace) {

  /** Reads the next sample. */
  @Nullable Sample read() throws IOException, InterruptedException {
    return read(reader, readerStream);
  }

  static @Nullable Sample read(FFmpegReader reader, int stream)
      throws IOException, InterruptedException {
    try {
      return reader.read(stream);
    } catch (AllocatorExhaustedException e) {
      throw new FFmpegException("too few samples to go on: " + e.getMessage(), e);
    }
  }

  /** Writes a sample, which is over for the caller, whatever happens. */
  void write(long time, Sample sample) throws IOException, InterruptedException {
    boolean taken = false;
    try {
      writer.write(index, time, sample);
      taken = true;
    } finally {
      if (!taken) {
        sample.close();
      }
    }
  }
}
