package dev.sampan.io;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The index of a recording that is being made. Not a channel, since an interrupt closes those. */
final class IndexFile {

  private final RandomAccessFile out;

  /** Whether a line may be cut off, after which nothing would be read. */
  private boolean damaged;

  IndexFile(Path file) throws IOException {
    out = new RandomAccessFile(file.toFile(), "rw");
  }

  /** Adds lines, and returns when they are on the disk. If that fails, none of them is there. */
  void append(String lines) throws IOException {
    if (damaged) {
      throw new IOException("the index ends in a line that could not be written");
    }
    long before = out.length();
    damaged = true;
    try {
      out.seek(before);
      out.write(lines.getBytes(StandardCharsets.UTF_8));
      out.getFD().sync();
      damaged = false;
    } finally {
      if (damaged) {
        out.setLength(before);
        damaged = false;
      }
    }
  }

  void close() {
    try {
      out.close();
    } catch (IOException e) {
      System.getLogger("dev.sampan")
          .log(System.Logger.Level.WARNING, "could not close the index of a recording", e);
    }
  }
}
