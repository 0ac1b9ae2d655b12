package dev.sampan.memory;

import dev.sampan.bindings.linux.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * One io_uring: two rings of memory that are shared with the kernel, and three system calls.
 *
 * <p>The thread that opens a ring is the only one that may use it, except for {@link #wake}. Tails
 * and heads that the other side writes are read with acquire, and own ones are written with release
 * semantics, after what they make visible.
 */
public final class IoRing implements AutoCloseable {

  /** The system has no io_uring for this process. */
  public static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final int errno;

    Unavailable(int errno) {
      super(LinuxFiles.errorText(errno));
      this.errno = errno;
    }

    /**
     * Returns what the system answered.
     *
     * @return the error number
     */
    public int errno() {
      return errno;
    }
  }

  /** Marks the completion of {@link #wake}; other completions have numbers from 0. */
  public static final long WAKE = -1;

  private static final MethodHandle SETUP =
      LinuxFiles.variadic(
          Linux.syscall.address(),
          FunctionDescriptor.of(Linux.C_LONG, Linux.C_LONG, Linux.C_INT, Linux.C_POINTER),
          1);
  private static final MethodHandle ENTER =
      LinuxFiles.variadic(
          Linux.syscall.address(),
          FunctionDescriptor.of(
              Linux.C_LONG,
              Linux.C_LONG,
              Linux.C_INT,
              Linux.C_INT,
              Linux.C_INT,
              Linux.C_INT,
              Linux.C_POINTER,
              Linux.C_LONG),
          1);
  private static final MethodHandle REGISTER =
      LinuxFiles.variadic(
          Linux.syscall.address(),
          FunctionDescriptor.of(
              Linux.C_LONG, Linux.C_LONG, Linux.C_INT, Linux.C_INT, Linux.C_POINTER, Linux.C_INT),
          1);
  private static final MethodHandle EVENTFD =
      LinuxFiles.variadic(Linux.eventfd$address(), Linux.eventfd$descriptor(), 2);
  private static final MethodHandle WRITE =
      LinuxFiles.variadic(Linux.write$address(), Linux.write$descriptor(), 3);

  /** Heads and tails. */
  private static final VarHandle INDEX = ValueLayout.JAVA_INT.varHandle();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(LinuxCalls.STATE);
  private final int fd;
  private final int entries;
  private final MemorySegment rings;
  private final MemorySegment submissions;

  private final long submissionHead;
  private final long submissionTail;
  private final int submissionMask;
  private final long completionHead;
  private final long completionTail;
  private final int completionMask;
  private final long completions;

  private final int wakeFd;
  private final MemorySegment wakeCount = arena.allocate(ValueLayout.JAVA_LONG);
  private final MemorySegment wakeBuffer = arena.allocate(ValueLayout.JAVA_LONG);

  /** The next submission; the kernel sees it with the next {@link #submitAndWait}. */
  private int tail;

  private int head;

  // The completion that next() came to.
  private long id;
  private int result;

  private IoRing(int wanted) throws Unavailable {
    int opened = -1;
    try {
      MemorySegment parameters = arena.allocate(Linux.io_uring_params_sizeof(), Long.BYTES);
      opened = setup(wanted, parameters);
      fd = opened;
      entries = field(parameters, Linux.io_uring_params_sq_entries());
      int completionEntries = field(parameters, Linux.io_uring_params_cq_entries());
      long array = field(parameters, Linux.io_uring_params_sq_off_array());
      long cqes = field(parameters, Linux.io_uring_params_cq_off_cqes());
      rings =
          LinuxCalls.mmapRing(
              fd,
              Math.max(
                  array + (long) entries * Integer.BYTES,
                  cqes + (long) completionEntries * Linux.io_uring_cqe_sizeof()),
              Linux.IORING_OFF_SQ_RING());
      submissions =
          LinuxCalls.mmapRing(
              fd, (long) entries * Linux.io_uring_sqe_sizeof(), Linux.IORING_OFF_SQES());
      submissionHead = field(parameters, Linux.io_uring_params_sq_off_head());
      submissionTail = field(parameters, Linux.io_uring_params_sq_off_tail());
      submissionMask =
          rings.get(
              ValueLayout.JAVA_INT, field(parameters, Linux.io_uring_params_sq_off_ring_mask()));
      completionHead = field(parameters, Linux.io_uring_params_cq_off_head());
      completionTail = field(parameters, Linux.io_uring_params_cq_off_tail());
      completionMask =
          rings.get(
              ValueLayout.JAVA_INT, field(parameters, Linux.io_uring_params_cq_off_ring_mask()));
      completions = cqes;
      for (int i = 0; i < entries; i++) {
        rings.setAtIndex(ValueLayout.JAVA_INT, array / Integer.BYTES + i, i);
      }
      wakeCount.set(ValueLayout.JAVA_LONG, 0, 1);
      wakeFd = check((int) EVENTFD.invokeExact(state, 0, Linux.EFD_CLOEXEC()));
    } catch (Throwable t) {
      if (opened >= 0) {
        LinuxFiles.close(
            opened); // the mappings of a ring that failed half-way end with the process
      }
      arena.close();
      if (t instanceof Unavailable unavailable) {
        throw unavailable;
      }
      throw unchecked(t);
    }
  }

  /**
   * Opens a ring for the calling thread.
   *
   * @param entries how many requests may be in flight, at least
   * @return the ring
   * @throws Unavailable if the system refuses; {@link Unavailable#errno} says why
   */
  public static IoRing open(int entries) throws Unavailable {
    // One more for the read that waits for wake().
    return new IoRing(entries + 1);
  }

  private int setup(int wanted, MemorySegment parameters) throws Throwable {
    // Completions are handled by this thread when it waits, instead of interrupting it. Linux 6.1.
    parameters.set(
        ValueLayout.JAVA_INT,
        Linux.io_uring_params_flags(),
        Linux.IORING_SETUP_CLAMP()
            | Linux.IORING_SETUP_SINGLE_ISSUER()
            | Linux.IORING_SETUP_DEFER_TASKRUN());
    long result =
        (long) SETUP.invokeExact(state, (long) Linux.SYS_io_uring_setup(), wanted, parameters);
    if (result < 0 && errno() == Linux.EINVAL()) {
      parameters.fill((byte) 0);
      parameters.set(
          ValueLayout.JAVA_INT, Linux.io_uring_params_flags(), Linux.IORING_SETUP_CLAMP());
      result =
          (long) SETUP.invokeExact(state, (long) Linux.SYS_io_uring_setup(), wanted, parameters);
    }
    int opened = check(result);
    if ((field(parameters, Linux.io_uring_params_features()) & Linux.IORING_FEAT_NODROP()) == 0) {
      LinuxFiles.close(opened); // Linux before 5.5
      throw new Unavailable(Linux.ENOSYS());
    }
    return opened;
  }

  private static int field(MemorySegment parameters, int offset) {
    return parameters.get(ValueLayout.JAVA_INT, offset);
  }

  private int errno() {
    return (int) LinuxCalls.ERRNO.get(state, 0L);
  }

  private int check(long result) throws Unavailable {
    if (result < 0) {
      throw new Unavailable(errno());
    }
    return (int) result;
  }

  private static RuntimeException unchecked(Throwable t) {
    if (t instanceof Error e) {
      throw e;
    }
    return t instanceof RuntimeException e ? e : new IllegalStateException(t);
  }

  /**
   * Registers memory, so that the kernel pins its pages once and not for every request. Buffer i is
   * the i-th piece.
   *
   * @param address of the first byte
   * @param size in bytes
   * @param piece bytes of each buffer, at most 1 GiB; the last one may be smaller
   * @throws Unavailable if the system refuses, with ENOMEM if the limit of locked memory is too low
   */
  public void register(long address, long size, long piece) throws Unavailable {
    int count = Math.toIntExact((size + piece - 1) / piece);
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment vectors =
          scratch.allocate((long) count * Linux.iovec_sizeof(), ValueLayout.JAVA_LONG.byteSize());
      for (int i = 0; i < count; i++) {
        long vector = (long) i * Linux.iovec_sizeof();
        vectors.set(ValueLayout.JAVA_LONG, vector + Linux.iovec_iov_base(), address + i * piece);
        vectors.set(
            ValueLayout.JAVA_LONG,
            vector + Linux.iovec_iov_len(),
            Math.min(piece, size - i * piece));
      }
      check(
          (long)
              REGISTER.invokeExact(
                  state,
                  (long) Linux.SYS_io_uring_register(),
                  fd,
                  Linux.IORING_REGISTER_BUFFERS(),
                  vectors,
                  count));
    } catch (Unavailable e) {
      throw e;
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /**
   * Prepares a read or write. The caller has at most as many in flight as it asked for.
   *
   * @param write whether memory goes to the file
   * @param file descriptor of the file
   * @param address of the first byte
   * @param length in bytes
   * @param position in the file
   * @param buffer index of the registered buffer that all of it is in, or negative
   * @param id comes back with the completion, at least 0
   */
  public void prepare(
      boolean write, int file, long address, int length, long position, int buffer, long id) {
    int opcode =
        buffer < 0
            ? (write ? Linux.IORING_OP_WRITE() : Linux.IORING_OP_READ())
            : (write ? Linux.IORING_OP_WRITE_FIXED() : Linux.IORING_OP_READ_FIXED());
    MemorySegment request = request(opcode, file, address, length, position, id);
    if (buffer >= 0) {
      request.set(ValueLayout.JAVA_SHORT, Linux.io_uring_sqe_buf_index(), (short) buffer);
    }
  }

  /** Prepares the read that {@link #wake} completes, once. Its completion is {@link #WAKE}. */
  public void prepareWake() {
    request(Linux.IORING_OP_READ(), wakeFd, wakeBuffer.address(), Long.BYTES, 0, WAKE);
  }

  private MemorySegment request(
      int opcode, int file, long address, int length, long position, long id) {
    if (tail - (int) INDEX.getAcquire(rings, submissionHead) >= entries) {
      throw new IllegalStateException("more than " + entries + " requests are in the ring");
    }
    long size = Linux.io_uring_sqe_sizeof();
    MemorySegment request = submissions.asSlice((tail & submissionMask) * size, size);
    request.fill((byte) 0);
    request.set(ValueLayout.JAVA_BYTE, Linux.io_uring_sqe_opcode(), (byte) opcode);
    request.set(ValueLayout.JAVA_INT, Linux.io_uring_sqe_fd(), file);
    request.set(ValueLayout.JAVA_LONG, Linux.io_uring_sqe_off(), position);
    request.set(ValueLayout.JAVA_LONG, Linux.io_uring_sqe_addr(), address);
    request.set(ValueLayout.JAVA_INT, Linux.io_uring_sqe_len(), length);
    request.set(ValueLayout.JAVA_LONG, Linux.io_uring_sqe_user_data(), id);
    tail++;
    return request;
  }

  /**
   * Shows the kernel what was prepared, and waits until something is complete.
   *
   * @return 0, or the errno with a minus sign; what was not taken is shown again the next time
   */
  public int submitAndWait() {
    INDEX.setRelease(rings, submissionTail, tail);
    int waiting = tail - (int) INDEX.getAcquire(rings, submissionHead);
    try {
      long result =
          (long)
              ENTER.invokeExact(
                  state,
                  (long) Linux.SYS_io_uring_enter(),
                  fd,
                  waiting,
                  1,
                  Linux.IORING_ENTER_GETEVENTS(),
                  MemorySegment.NULL,
                  0L);
      return result < 0 ? -errno() : 0;
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /**
   * Goes to the next completion.
   *
   * @return false if there is none now
   */
  public boolean next() {
    if (head == (int) INDEX.getAcquire(rings, completionTail)) {
      return false;
    }
    long completion = completions + (long) (head & completionMask) * Linux.io_uring_cqe_sizeof();
    id = rings.get(ValueLayout.JAVA_LONG, completion + Linux.io_uring_cqe_user_data());
    result = rings.get(ValueLayout.JAVA_INT, completion + Linux.io_uring_cqe_res());
    head++;
    INDEX.setRelease(rings, completionHead, head);
    return true;
  }

  /**
   * Returns which request the completion is of.
   *
   * @return the id given to it, or {@link #WAKE}
   */
  public long id() {
    return id;
  }

  /**
   * Returns what became of the request.
   *
   * @return bytes, or the errno with a minus sign
   */
  public int result() {
    return result;
  }

  /** Ends a wait of the ring's thread. From any thread, but not after or while the ring closes. */
  public void wake() {
    try (Arena scratch = Arena.ofConfined()) {
      long ignored =
          (long)
              WRITE.invokeExact(
                  scratch.allocate(LinuxCalls.STATE), wakeFd, wakeCount, (long) Long.BYTES);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /** Closes the ring. Nothing is in flight, and nobody wakes it any more. */
  @Override
  public void close() {
    LinuxCalls.munmap(submissions);
    LinuxCalls.munmap(rings);
    LinuxFiles.close(fd);
    LinuxFiles.close(wakeFd);
    arena.close();
  }
}
