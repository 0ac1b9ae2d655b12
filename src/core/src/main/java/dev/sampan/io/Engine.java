package dev.sampan.io;

import java.io.IOException;
import java.util.List;

/** One open file, and what moves bytes between it and memory. */
interface Engine {

  /** Which one it is. */
  EngineChoice choice();

  /**
   * Starts transfers. Each of them is told when it ended, also if the engine is closed meanwhile.
   *
   * @throws IllegalStateException if the engine is closed; no transfer was started
   */
  void start(List<? extends Transfer> transfers);

  /** Reserves space without changing the file's length. Returns false if this engine cannot. */
  boolean preallocate(long length) throws IOException;

  /** Sets the file's length. */
  void truncate(long length) throws IOException;

  /** Waits until what was written is on the device. */
  void sync() throws IOException;

  /**
   * Lets what is in flight end, then closes the file. Waits for that, unless the thread is
   * interrupted: then the rest happens without it, and the thread stays interrupted.
   */
  void close();
}
