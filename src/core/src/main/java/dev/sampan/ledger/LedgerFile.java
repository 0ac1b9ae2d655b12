package dev.sampan.ledger;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The file of this process. It is made with the first allocator in checked mode, and removed when
 * the virtual machine ends in order; after a crash it is still there. It is mapped, so that what is
 * written into it takes plain stores and no call of the system.
 */
public final class LedgerFile {

  /** Entries of each slot: those who have it, and as many of those before as there is room for. */
  public static final int HISTORY = 8;

  /** The system property with the path of the file. */
  public static final String PROPERTY = "sampan.ledger";

  /** From here on the sections of allocators that are gone are used again. */
  private static final long LARGE = 64L << 20;

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static @Nullable LedgerFile file;

  private final Path path;
  private final FileChannel channel;
  private final MemorySegment header;

  /** Sections of allocators that are gone, the oldest first. */
  private final ArrayDeque<MemorySegment> gone = new ArrayDeque<>();

  private long end = LedgerLayout.HEADER_BYTES;

  private LedgerFile(Path path) throws IOException {
    this.path = path;
    Files.deleteIfExists(path); // of a process that had the same number and crashed
    channel =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            ownersAlone());
    header = map(0, LedgerLayout.HEADER_BYTES);
    header.set(LedgerLayout.INT, LedgerLayout.HEADER_VERSION, LedgerLayout.VERSION);
    header.set(LedgerLayout.LONG, LedgerLayout.HEADER_PID, ProcessHandle.current().pid());
    header.set(LedgerLayout.LONG, LedgerLayout.HEADER_STARTED, System.currentTimeMillis());
    header.set(LedgerLayout.LONG, LedgerLayout.HEADER_END, end);
    header.set(LedgerLayout.LONG, LedgerLayout.HEADER_MAGIC, LedgerLayout.MAGIC);
  }

  private static FileAttribute<?>[] ownersAlone() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Returns where the file of a process is if no property says otherwise.
   *
   * @param folder for temporary files
   * @param pid of the process
   * @return the path
   */
  public static Path defaultPath(Path folder, long pid) {
    return folder.resolve("sampan_ledger_pid" + pid + ".bin");
  }

  /**
   * Adds an allocator to the file of this process, which is made if there is none.
   *
   * @param name of the allocator
   * @param slots how many there are
   * @param address of the first slot
   * @param sampleSize bytes of a slot that are used
   * @param stride bytes from one slot to the next
   * @param guard bytes of the guard page before each slot and after the last, or 0
   * @param pageSize of the system
   * @return where to write what becomes of the slots
   * @throws IllegalStateException if the file cannot be written; it names the remedy
   */
  public static LedgerSection add(
      String name,
      int slots,
      long address,
      long sampleSize,
      long stride,
      long guard,
      long pageSize) {
    String given = System.getProperty(PROPERTY, "");
    Path path =
        (given.isEmpty()
                ? defaultPath(
                    Path.of(System.getProperty("java.io.tmpdir")), ProcessHandle.current().pid())
                : Path.of(given))
            .toAbsolutePath();
    LOCK.lock();
    try {
      LedgerFile present = file;
      if (present == null) {
        present = new LedgerFile(path);
        file = present;
        present.removeAtExit();
      }
      present.header.set(LedgerLayout.INT, LedgerLayout.HEADER_PAGE, (int) pageSize);
      return present.section(name, slots, address, sampleSize, stride, guard);
    } catch (IOException e) {
      throw new IllegalStateException(
          "checked mode could not write its ledger to %s: %s; name another file with -D%s=FILE"
              .formatted(path, e, PROPERTY),
          e);
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * Returns the file of this process.
   *
   * @return its path, or null if there is none
   */
  public static @Nullable Path path() {
    LOCK.lock();
    try {
      return file == null ? null : file.path;
    } finally {
      LOCK.unlock();
    }
  }

  private void removeAtExit() {
    try {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try {
                      Files.deleteIfExists(path);
                    } catch (IOException e) {
                      // It stays, as after a crash; the next process of this number replaces it.
                    }
                  },
                  "sampan-ledger"));
    } catch (IllegalStateException e) {
      // The virtual machine is ending.
    }
  }

  private LedgerSection section(
      String name, int slots, long address, long sampleSize, long stride, long guard)
      throws IOException {
    long bytes = LedgerLayout.sectionBytes(slots);
    MemorySegment old = end < LARGE ? null : takeGone(bytes);
    if (old != null) {
      old.asSlice(LedgerLayout.SECTION_ADDRESS).fill((byte) 0); // not the number of its slots
      return new LedgerSection(this, old, name, slots, address, sampleSize, stride, guard);
    }
    MemorySegment memory = map(end, bytes);
    LedgerSection section =
        new LedgerSection(this, memory, name, slots, address, sampleSize, stride, guard);
    end += bytes;
    header.set(LedgerLayout.LONG, LedgerLayout.HEADER_END, end);
    return section;
  }

  private @Nullable MemorySegment takeGone(long bytes) {
    for (MemorySegment memory : gone) {
      if (memory.byteSize() == bytes) {
        gone.remove(memory);
        return memory;
      }
    }
    return null;
  }

  void giveBack(MemorySegment section) {
    LOCK.lock();
    try {
      gone.add(section);
    } finally {
      LOCK.unlock();
    }
  }

  /** A mapped part of the file, all zero. */
  private MemorySegment map(long from, long bytes) throws IOException {
    // Written first: a store into a mapped page for which the disk has no room ends the process.
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, 1 << 16));
    for (long written = 0; written < bytes; ) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - written));
      written += channel.write(zeros, from + written);
    }
    return channel.map(FileChannel.MapMode.READ_WRITE, from, bytes, Arena.global());
  }
}
