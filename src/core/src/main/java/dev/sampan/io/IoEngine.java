package dev.sampan.io;

/** What moves bytes between files and samples. The best one that works is chosen at run time. */
public enum IoEngine {
  /**
   * Linux's io_uring with direct I/O: many reads and writes in flight, handed to the kernel in
   * batches, one thread for all of them.
   */
  IO_URING("io_uring, direct"),

  /** The JDK's {@code FileChannel} with direct I/O, on a few threads of its own. */
  CHANNEL("FileChannel, direct"),

  /** The JDK's {@code FileChannel} through the page cache, on a few threads of its own. */
  BUFFERED("FileChannel, through the page cache");

  private final String text;

  IoEngine(String text) {
    this.text = text;
  }

  /**
   * Returns whether it goes past the page cache.
   *
   * @return false for {@link #BUFFERED} alone
   */
  public boolean isDirect() {
    return this != BUFFERED;
  }

  @Override
  public String toString() {
    return text;
  }
}
