package dev.sampan.memory;

import dev.sampan.bindings.linux.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The calls that slabs make, with errno. */
final class LinuxCalls {

  static final StructLayout STATE = Linker.Option.captureStateLayout();
  static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  // Each is linked when it is first needed: that takes milliseconds, and a program starts with
  // mmap.

  private static final class Mmap {
    static final MethodHandle CALL = link(Linux.mmap$address(), Linux.mmap$descriptor());
  }

  private static final class Munmap {
    static final MethodHandle CALL = link(Linux.munmap$address(), Linux.munmap$descriptor());
  }

  private static final class Madvise {
    static final MethodHandle CALL = link(Linux.madvise$address(), Linux.madvise$descriptor());
  }

  private static final class Mprotect {
    static final MethodHandle CALL = link(Linux.mprotect$address(), Linux.mprotect$descriptor());
  }

  private LinuxCalls() {}

  @SuppressWarnings("restricted") // the C library's functions with the types of its own headers
  private static MethodHandle link(MemorySegment function, FunctionDescriptor type) {
    return Linker.nativeLinker()
        .downcallHandle(function, type, Linker.Option.captureCallState("errno"));
  }

  /** Maps private anonymous memory. */
  static MemorySegment mmap(long size, int protection) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment result =
          (MemorySegment)
              Mmap.CALL.invokeExact(
                  state,
                  MemorySegment.NULL,
                  size,
                  protection,
                  Linux.MAP_PRIVATE() | Linux.MAP_ANONYMOUS() | Linux.MAP_NORESERVE(),
                  -1,
                  0L);
      if (result.address() == -1) {
        throw new OutOfMemoryError(
            "the system refused to map %d bytes: %s; see ulimit -v and vm.max_map_count"
                .formatted(size, error(state)));
      }
      return RawMemory.at(result.address(), size);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** Maps a part of an io_uring that is shared with the kernel. */
  static MemorySegment mmapRing(int fd, long size, long offset) throws IoRing.Unavailable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment result =
          (MemorySegment)
              Mmap.CALL.invokeExact(
                  state,
                  MemorySegment.NULL,
                  size,
                  Linux.PROT_READ() | Linux.PROT_WRITE(),
                  Linux.MAP_SHARED() | Linux.MAP_POPULATE(),
                  fd,
                  offset);
      if (result.address() == -1) {
        throw new IoRing.Unavailable((int) ERRNO.get(state, 0L));
      }
      return RawMemory.at(result.address(), size);
    } catch (Error | RuntimeException | IoRing.Unavailable e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  static void munmap(MemorySegment mapping) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) Munmap.CALL.invokeExact(state, mapping, mapping.byteSize());
      if (result != 0) {
        throw new IllegalStateException(
            "munmap of %d bytes failed: %s".formatted(mapping.byteSize(), error(state)));
      }
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** Gives an advice that may be unknown to this kernel; false if it is, or if memory ran out. */
  static boolean tryMadvise(long address, long size, int advice) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result =
          (int) Madvise.CALL.invokeExact(state, MemorySegment.ofAddress(address), size, advice);
      if (result != 0 && (int) ERRNO.get(state, 0L) == Linux.ENOMEM()) {
        throw new OutOfMemoryError(
            "the system has no memory for the %d bytes of a slab: %s"
                .formatted(size, error(state)));
      }
      return result == 0;
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  static void mprotect(long address, long size, int protection) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result =
          (int)
              Mprotect.CALL.invokeExact(state, MemorySegment.ofAddress(address), size, protection);
      if (result != 0) {
        throw new OutOfMemoryError(
            "mprotect of %d bytes failed: %s; see vm.max_map_count".formatted(size, error(state)));
      }
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  private static String error(MemorySegment state) {
    return text((int) ERRNO.get(state, 0L));
  }

  @SuppressWarnings("restricted") // a C string of the C library; 256 bytes are more than any has
  static String text(int errno) {
    return Linux.strerror(errno).reinterpret(256).getString(0) + " (errno " + errno + ")";
  }
}
