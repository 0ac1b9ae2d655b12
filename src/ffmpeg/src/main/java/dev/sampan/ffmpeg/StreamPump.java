package dev.sampan.ffmpeg;

import java.io.IOException;

/** Moves one stream of a job from its reader to its writer, on a thread of its own. */
interface StreamPump extends AutoCloseable {

  /**
   * Moves everything.
   *
   * @throws IOException if the reader or the writer fails
   * @throws InterruptedException if the job is stopped
   */
  void run() throws IOException, InterruptedException;

  /** Samples that the decoder made so far. */
  long decoded();

  /** Samples handed to the writer so far. */
  long written();

  /** How far it is, in units of 100 ns. */
  long time();

  /** Lets go of what it holds. On the thread that ran it. */
  @Override
  void close();
}
