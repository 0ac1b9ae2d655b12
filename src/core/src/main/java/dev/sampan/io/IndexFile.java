package dev.sampan.io;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The index of a recording that is being made. A stream, since an interrupt closes a channel. */
final class IndexFile {

  private final FileOutputStream out;

  /** Whether a line may be cut off, after which nothing would be read. */
  private boolean damaged;

  IndexFile(Path file) throws IOException {
    out = new FileOutputStream(file.toFile());
  }

  /** Adds lines, and returns when they are on the disk. */
  void append(String lines) throws IOException {
    if (damaged) {
      throw new IOException("the index ends in a line that could not be written");
    }
    damaged = true;
    out.write(lines.getBytes(StandardCharsets.UTF_8));
    out.getFD().sync();
    damaged = false;
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
