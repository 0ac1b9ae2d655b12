package dev.sampan.io;

import dev.sampan.SampleAllocator;
import dev.sampan.SampleHandles;
import dev.sampan.bindings.linux.Linux;
import dev.sampan.memory.IoRing;
import dev.sampan.memory.LinuxFiles;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An io_uring and the one thread that uses it. The kernel cancels what a thread has in flight when
 * that thread ends, so requests are made by a thread that stays, and not by those that want them.
 */
final class RingEngine implements Engine {

  /** The most that the kernel takes as one registered buffer. */
  private static final long MOST_PER_BUFFER = 1L << 30;

  private static final long SHORTAGE_NANOS = 1_000_000;

  private static final Queue<RingEngine> BROKEN = new ConcurrentLinkedQueue<>();

  private final int fd;
  private final int depth;
  private final SampleHandles.@Nullable Memory memory;
  private final long alignment;
  private final EngineChoice choice;
  private final Thread thread;

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Queue<Transfer> waiting = new ArrayDeque<>();

  /** The ring, while its thread sleeps or is about to. */
  private @Nullable IoRing sleeping;

  private boolean closed;

  /** Of the ring's thread: what is in flight, by its number, and which numbers are free. */
  private final @Nullable Transfer[] inFlight;

  private final int[] free;
  private int freeCount;

  /** Held by whoever uses the descriptor outside the ring; the writer's side closes it. */
  private final ReentrantReadWriteLock descriptor = new ReentrantReadWriteLock();

  private boolean open = true;

  /** What the thread says about its ring when it has one. */
  private record Opened(boolean fixedBuffers, String reason) {}

  /**
   * Takes a descriptor over and opens a ring for it.
   *
   * @throws IoRing.Unavailable if there is no ring for this process; the descriptor stays open
   */
  RingEngine(String name, int fd, int depth, long alignment, @Nullable SampleAllocator allocator)
      throws IoRing.Unavailable {
    this.fd = fd;
    this.depth = depth;
    this.alignment = alignment;
    this.memory = allocator == null ? null : SampleHandles.memory(allocator);
    inFlight = new @Nullable Transfer[depth];
    free = new int[depth];
    for (int i = 0; i < depth; i++) {
      free[freeCount++] = i;
    }
    CompletableFuture<Opened> started = new CompletableFuture<>();
    thread = Thread.ofPlatform().daemon().name(name).start(() -> run(allocator, started));
    try {
      Opened opened = started.join();
      choice =
          new EngineChoice(IoEngine.IO_URING, alignment, opened.fixedBuffers(), opened.reason());
    } catch (CompletionException e) {
      if (e.getCause() instanceof IoRing.Unavailable unavailable) {
        throw unavailable;
      }
      throw e;
    }
  }

  @Override
  public EngineChoice choice() {
    return choice;
  }

  @Override
  public void start(List<? extends Transfer> transfers) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the file is closed");
      }
      waiting.addAll(transfers);
      wake();
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock, which keeps the ring open. */
  private void wake() {
    IoRing ring = sleeping;
    if (ring != null) {
      sleeping = null;
      ring.wake();
    }
  }

  private void awake() {
    lock.lock();
    try {
      sleeping = null;
    } finally {
      lock.unlock();
    }
  }

  private void run(@Nullable SampleAllocator allocator, CompletableFuture<Opened> started) {
    IoRing opened;
    Opened facts;
    try {
      opened = IoRing.open(depth);
      facts = register(allocator, opened);
    } catch (Throwable t) {
      started.completeExceptionally(t);
      return;
    }
    started.complete(facts);
    try (IoRing ring = opened) {
      run(ring);
    } catch (Throwable t) {
      // Never seen. What is in flight must stay reachable, or its memory would be lent again.
      BROKEN.add(this);
      System.getLogger("dev.sampan").log(System.Logger.Level.ERROR, "an io_uring broke", t);
      refuse(t);
    }
    descriptor.writeLock().lock();
    try {
      open = false;
      LinuxFiles.close(fd);
    } finally {
      descriptor.writeLock().unlock();
    }
  }

  /** Fails what waits and was not started, and lets nothing more be started. */
  private void refuse(Throwable cause) {
    lock.lock();
    try {
      closed = true;
      sleeping = null;
      Transfer transfer;
      while ((transfer = waiting.poll()) != null) {
        transfer.failed(new IOException("the io_uring broke", cause));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells the kernel of the memory. Without that each request pins its pages itself. */
  private Opened register(@Nullable SampleAllocator allocator, IoRing ring) {
    SampleHandles.Memory known = memory;
    if (allocator == null) {
      return new Opened(
          false, "no fixed buffers, since no allocator was named from which the samples will come");
    }
    if (known == null) {
      return new Opened(
          false,
          "no fixed buffers, since \"%s\" has guard pages between its samples"
              .formatted(allocator.name()));
    }
    if (known.stride() > MOST_PER_BUFFER) {
      return new Opened(
          false,
          "no fixed buffers, since samples of \"%s\" are larger than 1 GiB"
              .formatted(allocator.name()));
    }
    try {
      ring.register(known.address(), known.stride() * known.count(), piece(known));
      return new Opened(true, "");
    } catch (IoRing.Unavailable e) {
      return new Opened(
          false,
          "no fixed buffers, since the kernel did not pin %d bytes (%s)%s"
              .formatted(
                  known.stride() * known.count(),
                  e.getMessage(),
                  e.errno() == Linux.ENOMEM()
                      ? "; raise the limit of locked memory (ulimit -l), or use fewer or smaller samples"
                      : ""));
    }
  }

  /** Bytes of a registered buffer: as many whole samples as fit. */
  private static long piece(SampleHandles.Memory memory) {
    return MOST_PER_BUFFER / memory.stride() * memory.stride();
  }

  private void run(IoRing ring) {
    boolean wakeable = false;
    while (true) {
      boolean more = fill(ring);
      if (more && !wakeable) {
        ring.prepareWake();
        wakeable = true;
      } else if (!more) {
        if (!wakeable) {
          return;
        }
        ring.wake(); // so that the kernel lets go of what it reads the wake into
      }
      int result = ring.submitAndWait();
      awake();
      if (result < 0 && result != -Linux.EINTR() && result != -Linux.EBUSY()) {
        LockSupport.parkNanos(SHORTAGE_NANOS); // no memory for requests; the next try goes on
      }
      while (ring.next()) {
        if (ring.id() == IoRing.WAKE) {
          wakeable = false;
        } else {
          complete(ring, (int) ring.id(), ring.result());
        }
      }
    }
  }

  /** Prepares what waits. Returns false if the engine is closed and nothing is left to do. */
  private boolean fill(IoRing ring) {
    lock.lock();
    try {
      while (freeCount > 0) {
        Transfer transfer = waiting.poll();
        if (transfer == null) {
          break;
        }
        int id = free[--freeCount];
        inFlight[id] = transfer;
        prepare(ring, id, transfer);
      }
      if (closed && freeCount == depth) {
        return false;
      }
      sleeping = ring;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void prepare(IoRing ring, int id, Transfer transfer) {
    SampleHandles.Memory known = memory;
    int buffer =
        choice.fixedBuffers() && transfer.registered && known != null
            ? (int) ((transfer.address - known.address()) / piece(known))
            : -1;
    ring.prepare(
        transfer.write,
        fd,
        transfer.restAddress(),
        transfer.rest(),
        transfer.restPosition(),
        buffer,
        id);
  }

  private void complete(IoRing ring, int id, int result) {
    Transfer transfer = inFlight[id];
    if (transfer == null) {
      throw new IllegalStateException("a completion of what was not in flight: " + id);
    }
    if (result == -Linux.EINTR()) {
      prepare(ring, id, transfer);
      return;
    }
    try {
      if (result < 0) {
        transfer.failed(result);
      } else if (transfer.advance(result, alignment)) {
        prepare(ring, id, transfer);
        return;
      }
    } catch (Throwable t) {
      System.getLogger("dev.sampan").log(System.Logger.Level.ERROR, "a completion failed", t);
    }
    inFlight[id] = null;
    free[freeCount++] = id;
  }

  /** A call with the descriptor, which stays open meanwhile. */
  private int call(IntSupplier call) {
    descriptor.readLock().lock();
    try {
      if (!open) {
        throw new IllegalStateException("the file is closed");
      }
      return call.getAsInt();
    } finally {
      descriptor.readLock().unlock();
    }
  }

  private static void check(int result) throws IOException {
    if (result < 0) {
      throw new IOException(LinuxFiles.errorText(-result));
    }
  }

  @Override
  public boolean preallocate(long length) throws IOException {
    int result = call(() -> LinuxFiles.preallocate(fd, length));
    if (result == -Linux.EOPNOTSUPP()) {
      return false;
    }
    check(result);
    return true;
  }

  @Override
  public void truncate(long length) throws IOException {
    check(call(() -> LinuxFiles.truncate(fd, length)));
  }

  @Override
  public void sync() throws IOException {
    check(call(() -> LinuxFiles.dataSync(fd)));
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      wake();
    } finally {
      lock.unlock();
    }
    if (!thread.equals(Thread.currentThread())) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
