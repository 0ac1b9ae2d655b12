package dev.sampan.memory;

import dev.sampan.bindings.linux.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.file.Path;

/**
 * Linux's calls for files, by descriptor. Each answers what the system does, or the errno with a
 * minus sign.
 */
public final class LinuxFiles {

  /**
   * What direct I/O needs, as {@code statx} says it.
   *
   * @param told whether the file system says anything; the numbers are 0 if not
   * @param memory alignment of addresses, 0 if the file cannot do direct I/O
   * @param offset alignment of positions and lengths, 0 if the file cannot do direct I/O
   */
  public record DirectAlignment(boolean told, int memory, int offset) {}

  private static final MethodHandle OPEN =
      variadic(
          Linux.open.address(),
          FunctionDescriptor.of(Linux.C_INT, Linux.C_POINTER, Linux.C_INT, Linux.C_INT),
          2);
  private static final MethodHandle CLOSE = link(Linux.close$address(), Linux.close$descriptor());
  private static final MethodHandle FDATASYNC =
      link(Linux.fdatasync$address(), Linux.fdatasync$descriptor());
  private static final MethodHandle FTRUNCATE =
      link(Linux.ftruncate$address(), Linux.ftruncate$descriptor());
  private static final MethodHandle FALLOCATE =
      link(Linux.fallocate$address(), Linux.fallocate$descriptor());
  private static final MethodHandle STATX = link(Linux.statx$address(), Linux.statx$descriptor());

  private LinuxFiles() {}

  private static MethodHandle link(MemorySegment function, FunctionDescriptor type) {
    return variadic(function, type, type.argumentLayouts().size());
  }

  /** Links a function of which some arguments are variadic. */
  @SuppressWarnings("restricted") // the C library's functions with the types of its own headers
  static MethodHandle variadic(MemorySegment function, FunctionDescriptor type, int firstVariadic) {
    Linker.Option errno = Linker.Option.captureCallState("errno");
    return firstVariadic < type.argumentLayouts().size()
        ? Linker.nativeLinker()
            .downcallHandle(function, type, errno, Linker.Option.firstVariadicArg(firstVariadic))
        : Linker.nativeLinker().downcallHandle(function, type, errno);
  }

  /** Something of the C library that answers -1 when it fails. */
  private interface Call {
    long run(MemorySegment state, Arena arena) throws Throwable;
  }

  /** Runs a call again while signals interrupt it. */
  private static int run(Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(LinuxCalls.STATE);
      while (true) {
        long result = call.run(state, arena);
        if (result >= 0) {
          return (int) result;
        }
        int errno = (int) LinuxCalls.ERRNO.get(state, 0L);
        if (errno != Linux.EINTR()) {
          return -errno;
        }
      }
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /**
   * Opens a file, for this process alone.
   *
   * @param file a path of the default file system
   * @param flags as of {@code open}; {@code O_CLOEXEC} is added
   * @return a descriptor
   */
  public static int open(Path file, int flags) {
    // What the JDK itself passes to the system.
    Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    return run(
        (state, arena) ->
            (int)
                OPEN.invokeExact(
                    state,
                    arena.allocateFrom(file.toString(), charset),
                    flags | Linux.O_CLOEXEC(),
                    0666));
  }

  /**
   * Closes a descriptor.
   *
   * @param fd the descriptor
   * @return 0
   */
  public static int close(int fd) {
    // Not again after a signal: the descriptor is closed, and may be another file's by then.
    int result = run((state, arena) -> Math.max(0, (int) CLOSE.invokeExact(state, fd)));
    return result;
  }

  /**
   * Waits until what was written is on the device.
   *
   * @param fd a descriptor
   * @return 0
   */
  public static int dataSync(int fd) {
    return run((state, arena) -> (int) FDATASYNC.invokeExact(state, fd));
  }

  /**
   * Sets a file's length.
   *
   * @param fd a descriptor
   * @param length in bytes
   * @return 0
   */
  public static int truncate(int fd, long length) {
    return run((state, arena) -> (int) FTRUNCATE.invokeExact(state, fd, length));
  }

  /**
   * Reserves space for a file without changing its length.
   *
   * @param fd a descriptor
   * @param length in bytes, from the start
   * @return 0
   */
  public static int preallocate(int fd, long length) {
    return run(
        (state, arena) ->
            (int) FALLOCATE.invokeExact(state, fd, Linux.FALLOC_FL_KEEP_SIZE(), 0L, length));
  }

  /**
   * Asks what direct I/O on a file needs.
   *
   * @param fd a descriptor of the file
   * @return the answer; kernels before 6.1 say nothing
   */
  public static DirectAlignment alignment(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(Linux.statx_sizeof(), Long.BYTES);
      int result =
          run(
              (state, scratch) ->
                  (int)
                      STATX.invokeExact(
                          state,
                          fd,
                          scratch.allocateFrom(""),
                          Linux.AT_EMPTY_PATH(),
                          Linux.STATX_DIOALIGN(),
                          answer));
      boolean told =
          result == 0
              && (answer.get(ValueLayout.JAVA_INT, Linux.statx_stx_mask()) & Linux.STATX_DIOALIGN())
                  != 0;
      return told
          ? new DirectAlignment(
              true,
              answer.get(ValueLayout.JAVA_INT, Linux.statx_stx_dio_mem_align()),
              answer.get(ValueLayout.JAVA_INT, Linux.statx_stx_dio_offset_align()))
          : new DirectAlignment(false, 0, 0);
    }
  }

  /**
   * Says what an error means.
   *
   * @param errno the number, without the minus sign
   * @return the system's words, with the number
   */
  public static String errorText(int errno) {
    return LinuxCalls.text(errno);
  }
}
