package dev.sampan.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/** A file that is written beside its name, and takes the name when it is complete. */
final class PartialFile {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Path target;
  private final Path folder;
  private final Path path;

  /**
   * Chooses where to write.
   *
   * @param target the name in the end
   * @throws FileSystemException if it cannot be the name of a file
   */
  PartialFile(Path target) throws FileSystemException {
    this.target = target;
    Path absolute = target.toAbsolutePath();
    Path parent = absolute.getParent();
    Path name = absolute.getFileName();
    if (parent == null || name == null || Files.isDirectory(absolute)) {
      throw new FileSystemException(target.toString(), null, "it is a folder; name a file");
    }
    if (!Files.isDirectory(parent)) {
      throw new FileSystemException(
          target.toString(), null, "there is no folder " + parent + "; make it first");
    }
    folder = parent;
    path =
        parent.resolve(
            ".%s.part-%d-%d"
                .formatted(name, ProcessHandle.current().pid(), COUNT.incrementAndGet()));
  }

  /** Where to write. */
  Path path() {
    return path;
  }

  /** Gives the file its name, replacing what had it, so that it has it also after a power cut. */
  void complete() throws IOException {
    try {
      Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(path, target, StandardCopyOption.REPLACE_EXISTING);
    }
    syncFolder(folder);
  }

  /** Makes names in a folder last, where the system can do that. */
  static void syncFolder(Path folder) throws IOException {
    if (System.getProperty("os.name").startsWith("Windows")) {
      return; // it opens no folders
    }
    boolean interrupted = Thread.interrupted();
    while (true) {
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
        break;
      } catch (ClosedByInterruptException e) { // the file is complete; an interrupt comes too late
        interrupted = Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Deletes what was written. */
  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      System.getLogger("dev.sampan")
          .log(System.Logger.Level.WARNING, "could not delete " + path, e);
    }
  }
}
