package dev.sampan.stream;

import dev.sampan.Sample;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Produces the samples of one or more streams. */
public interface SampleReader extends AutoCloseable {

  /**
   * Returns what the streams are.
   *
   * @return a format per stream
   */
  List<StreamFormat> streams();

  /**
   * Reads the next sample of a stream, waiting for a free sample to put it in. Different streams
   * may be read by different threads at the same time, one stream by one thread at a time.
   *
   * @param stream an index into {@link #streams()}
   * @return the sample, which the caller closes, or null at the end of the stream
   * @throws IOException if the source cannot be read
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  @Nullable Sample read(int stream) throws IOException, InterruptedException;

  /** Ends reading. Samples that were read stay valid. */
  @Override
  void close() throws IOException;
}
