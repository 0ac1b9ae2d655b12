package dev.sampan.io;

import dev.sampan.SampleAllocator;
import dev.sampan.bindings.linux.Linux;
import dev.sampan.memory.IoRing;
import dev.sampan.memory.LinuxFiles;
import dev.sampan.memory.LinuxFiles.DirectAlignment;
import dev.sampan.memory.NativeAccess;
import dev.sampan.memory.PageSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens a file with the best engine that works, and keeps why it is not a better one.
 *
 * @param file what to open
 * @param write whether to write it; it must be there, or a file that can be made
 * @param name of the engine's threads
 * @param depth how many transfers may be in flight
 * @param wanted the only engine that will do, or null for the best
 * @param allocator whose memory to register, or null
 */
record FileOpener(
    Path file,
    boolean write,
    String name,
    int depth,
    @Nullable IoEngine wanted,
    @Nullable SampleAllocator allocator) {

  /** An engine and the length of its file when it was opened. */
  record Opened(Engine engine, long size) {}

  /** Thrown where an engine does not work and another one may. */
  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;

    Unfit(String reason) {
      super(reason, null, false, false);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Opens the file.
   *
   * @throws FileSystemException if it is missing, may not be opened, is no file or block device, or
   *     if the wanted engine does not work for it
   */
  Opened open() throws IOException {
    if (!write || Files.exists(file)) {
      checkKind(file);
    }
    // Through the page cache: every file can be opened so, and if not, the JDK says why.
    FileChannel plain = FileChannel.open(file, options());
    Opened opened = null;
    try {
      long size = plain.size();
      opened = new Opened(choose(plain), size);
    } finally {
      if (opened == null || opened.engine().choice().engine() != IoEngine.BUFFERED) {
        plain.close();
      }
    }
    return opened;
  }

  private Engine choose(FileChannel plain) throws IOException {
    String reason = "";
    if (wanted == null || wanted == IoEngine.IO_URING) {
      try {
        return ring();
      } catch (Unfit e) {
        reason = e.reason();
        refuseIfWanted(reason);
      }
    }
    if (wanted == null || wanted == IoEngine.CHANNEL) {
      try {
        return direct(reason);
      } catch (Unfit e) {
        reason =
            reason.isEmpty() || reason.equals(e.reason()) ? e.reason() : reason + "; " + e.reason();
        refuseIfWanted(reason);
      }
    }
    return new ChannelEngine(
        name, plain, depth, new EngineChoice(IoEngine.BUFFERED, 1, false, reason));
  }

  private void refuseIfWanted(String reason) throws FileSystemException {
    if (wanted != null) {
      throw new FileSystemException(
          file.toString(), null, "cannot be opened with " + wanted + ": " + reason);
    }
  }

  /** Throws if a path is neither a file nor a block device. */
  static void checkKind(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw new FileSystemException(
          file.toString(), null, "it is a folder; name a file or a block device");
    }
    if (attributes.isOther() && !isBlockDevice(file)) {
      throw new FileSystemException(
          file.toString(),
          null,
          "it is neither a file nor a block device but a pipe, a socket or a character device, of"
              + " which parts cannot be read and written by position; copy it into a file first");
    }
  }

  /** Whether a path is a block device, by the mode that Unix gives it. */
  static boolean isBlockDevice(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return false;
    }
    int mode = (int) Files.getAttribute(file, "unix:mode", new LinkOption[0]);
    return (mode & 0170000) == 0060000;
  }

  private Set<OpenOption> options() {
    return write
        ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE)
        : Set.of(StandardOpenOption.READ);
  }

  private Engine ring() throws Unfit {
    if (!file.getFileSystem().equals(FileSystems.getDefault())) {
      throw new Unfit("the file is not in the system's own file system");
    }
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!system.equals("Linux amd64")) {
      throw new Unfit("Sampan uses io_uring on Linux on x86-64 only, and this is " + system);
    }
    NativeAccess.check();
    int fd =
        LinuxFiles.open(file, (write ? Linux.O_WRONLY() : Linux.O_RDONLY()) | Linux.O_DIRECT());
    if (fd < 0) {
      throw new Unfit("the file cannot be opened for direct I/O: " + LinuxFiles.errorText(-fd));
    }
    try {
      Engine engine = new RingEngine(name, fd, depth, alignment(fd), allocator);
      fd = -1;
      return engine;
    } catch (IoRing.Unavailable e) {
      throw new Unfit(why(e));
    } finally {
      if (fd >= 0) {
        LinuxFiles.close(fd);
      }
    }
  }

  private long alignment(int fd) throws Unfit {
    DirectAlignment asked = LinuxFiles.alignment(fd);
    if (!asked.told()) {
      return blockSize();
    }
    if (asked.offset() == 0) {
      throw new Unfit("the file system has no direct I/O for this file");
    }
    checkPage(Math.max(asked.offset(), asked.memory()));
    return asked.offset();
  }

  private long blockSize() throws Unfit {
    try {
      long size = Files.getFileStore(file).getBlockSize();
      checkPage(size);
      return size;
    } catch (IOException | UnsupportedOperationException e) {
      throw new Unfit("the file store does not say how large its blocks are: " + e.getMessage());
    }
  }

  /** Samples start on pages, and what is rounded up must stay within their pages. */
  private static void checkPage(long alignment) throws Unfit {
    if (alignment > PageSize.bytes() || Long.bitCount(alignment) != 1) {
      throw new Unfit(
          "direct I/O of this file needs an alignment of %d bytes, and pages have %d"
              .formatted(alignment, PageSize.bytes()));
    }
  }

  private static String why(IoRing.Unavailable refused) {
    int errno = refused.errno();
    String text = "io_uring is not to be had: " + refused.getMessage();
    if (errno == Linux.EPERM() || errno == Linux.EACCES()) {
      return text
          + "; it is forbidden by seccomp, as in Docker's default profile, or by"
          + " /proc/sys/kernel/io_uring_disabled";
    }
    if (errno == Linux.ENOSYS()) {
      return text + "; it is forbidden by seccomp, or needs Linux 5.5 or newer";
    }
    if (errno == Linux.ENOMEM()) {
      return text + "; raise the limit of locked memory (ulimit -l)";
    }
    return text;
  }

  private Engine direct(String reason) throws Unfit {
    long alignment = blockSize();
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(write ? StandardOpenOption.WRITE : StandardOpenOption.READ, directOption()));
      return new ChannelEngine(
          name, channel, depth, new EngineChoice(IoEngine.CHANNEL, alignment, false, reason));
    } catch (IOException | UnsupportedOperationException e) {
      throw new Unfit("the file cannot be opened for direct I/O: " + e.getMessage());
    }
  }

  /**
   * By its name: javac warns of every use of this package, and the warning cannot be turned off.
   */
  private static OpenOption directOption() throws Unfit {
    try {
      for (Object option :
          Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
        if (option instanceof OpenOption direct && option.toString().equals("DIRECT")) {
          return direct;
        }
      }
    } catch (ClassNotFoundException e) {
      // Then there is none, as below.
    }
    throw new Unfit("this Java runtime has no direct I/O: it lacks the module jdk.unsupported");
  }
}
