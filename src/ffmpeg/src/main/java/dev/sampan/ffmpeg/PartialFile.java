package dev.sampan.ffmpeg;

import dev.sampan.ffmpeg.av.Muxers;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicInteger;

/** A file that is written beside its name, and takes the name when it is complete. */
final class PartialFile implements MuxTarget {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Path target;
  private final Path path;

  /**
   * Chooses where to write.
   *
   * @param target the name in the end
   * @throws IOException if there is no such folder, or if something that is no file has the name
   */
  PartialFile(Path target) throws IOException {
    this.target = target;
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    Path name = absolute.getFileName();
    if (folder == null || name == null) {
      throw new FFmpegException(target + " is no name for a file", 0);
    }
    if (!Files.isDirectory(folder)) {
      throw new FFmpegException(
          "cannot write %s: there is no folder %s".formatted(target, folder), 0);
    }
    if (Files.isDirectory(absolute)) {
      throw new FFmpegException("cannot write %s: it is a folder".formatted(target), 0);
    }
    if (!Files.isWritable(folder)) {
      throw new FFmpegException(
          "cannot write %s: the folder %s is not writable".formatted(target, folder), 0);
    }
    path =
        folder.resolve(
            ".%s.part-%d-%d"
                .formatted(name, ProcessHandle.current().pid(), COUNT.incrementAndGet()));
  }

  @Override
  public Path target() {
    return target;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public void open(MemorySegment context) throws FFmpegException {
    Muxers.open(context, path);
  }

  /** FFmpeg writes the header when it has more. */
  @Override
  public void headerWritten(MemorySegment context) {}

  @Override
  public int close(MemorySegment context) {
    return Muxers.close(context);
  }

  /** FFmpeg writes the file itself. */
  @Override
  public void checkFailure() {}

  /** Gives the file its name, replacing what had it. */
  void complete() throws IOException {
    try {
      Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(path, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Deletes what was written. */
  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      System.getLogger("dev.sampan.ffmpeg")
          .log(System.Logger.Level.WARNING, "could not delete " + path, e);
    }
  }
}
