package dev.sampan.stream;

import dev.sampan.Sample;
import java.io.IOException;
import java.util.List;

/**
 * Where a {@link SampleWriter} puts samples.
 *
 * <p>The writer calls {@link #begin} once, then {@link #write} and {@link #endOfStream} on one
 * thread per stream, different streams at the same time, and after the last of them {@link #end} or
 * {@link #abort}. A sink may be used again after that, with another {@code begin}.
 */
public interface SampleSink {

  /**
   * Writing begins.
   *
   * @param streams what each stream's samples are
   * @throws IOException if the target cannot be written
   */
  void begin(List<StreamFormat> streams) throws IOException;

  /**
   * Writes a sample. It is borrowed: the writer closes it when this returns, and a sink that needs
   * it longer takes a hold of its own by {@link Sample#retain(dev.sampan.Holder)}.
   *
   * @param stream index of the stream
   * @param time presentation time in units of 100 ns
   * @param sample the sample
   * @throws IOException if it cannot be written; the writer calls {@link #abort} in the end
   * @throws InterruptedException if the writer gives up
   */
  void write(int stream, long time, Sample sample) throws IOException, InterruptedException;

  /**
   * No more samples of a stream will come.
   *
   * @param stream index of the stream
   * @throws IOException if what the sink still had cannot be written
   * @throws InterruptedException if the writer gives up
   */
  default void endOfStream(int stream) throws IOException, InterruptedException {}

  /**
   * All samples were written: finish the target. All holds that the sink has must be closed when
   * this returns or throws.
   *
   * @throws IOException if the target cannot be finished; it is aborted then
   */
  void end() throws IOException;

  /**
   * Writing failed or was given up: leave nothing under the target's final name, and close all
   * holds.
   */
  void abort();
}
