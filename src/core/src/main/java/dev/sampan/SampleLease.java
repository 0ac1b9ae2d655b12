package dev.sampan;

import java.lang.foreign.MemorySegment;

/**
 * The exclusive, writable right to one slot of a {@link SampleAllocator}.
 *
 * <pre>{@code
 * try (SampleLease lease = allocator.allocate()) {   // close() cancels; after the hand-off it does nothing
 *   fill(lease.segment());
 *   writer.write(0, time, lease);                    // hand-off: the segment throws from now on
 * }
 * }</pre>
 *
 * <p>A lease is bound to the thread that first calls {@link #segment()}; from then on only that
 * thread may use it. Before that it may move from thread to thread. A lease that is dropped without
 * being closed or handed over is found by the garbage collector and its slot recovered, which is
 * reported as a leak.
 */
public sealed interface SampleLease extends AutoCloseable permits Lease {

  /**
   * Returns the memory, writable, of {@link #size()} bytes, starting on a page boundary. Its
   * contents are what the last user left, unless the allocator zeroes on return. The segment and
   * everything derived from it throws {@code IllegalStateException} as soon as the lease is over.
   *
   * <p>The first call binds the lease to the calling thread.
   *
   * @return the memory of this lease
   * @throws IllegalStateException if the lease was handed over or cancelled
   * @throws WrongThreadException if the lease is bound to another thread
   */
  MemorySegment segment();

  /**
   * Returns the address of the memory, for native code that fills it. This binds the lease to no
   * thread, and no scope protects the memory: the caller keeps this lease reachable, for example
   * with {@link java.lang.ref.Reference#reachabilityFence}, until native code is done.
   *
   * @return the address of the first byte
   * @throws IllegalStateException if the lease was handed over or cancelled
   */
  long address();

  /**
   * Returns the size of the memory.
   *
   * @return the allocator's sample size, in bytes
   */
  long size();

  /**
   * Says how many bytes are in use. The hold that follows sees so many bytes. A fresh lease has its
   * whole {@linkplain #size() size} in use.
   *
   * @param length in bytes
   * @return this lease
   * @throws IllegalArgumentException if length is negative or above the size
   * @throws IllegalStateException if the lease was handed over or cancelled
   */
  SampleLease setLength(long length);

  /**
   * Returns how many bytes are in use.
   *
   * @return the length in bytes
   * @throws IllegalStateException if the lease was handed over or cancelled
   */
  long length();

  /**
   * Sets what travels with the sample.
   *
   * @param properties the new properties
   * @return this lease
   * @throws IllegalStateException if the lease was handed over or cancelled
   */
  SampleLease setProperties(SampleProperties properties);

  /**
   * Returns what travels with the sample.
   *
   * @return the properties, {@link SampleProperties#NONE} for a fresh lease
   * @throws IllegalStateException if the lease was handed over or cancelled
   */
  SampleProperties properties();

  /**
   * Returns the 64-bit handle by which native code names the slot in its present generation.
   *
   * @return the handle
   * @throws IllegalStateException if the lease was handed over or cancelled
   * @throws WrongThreadException if the lease is bound to another thread
   */
  long handle();

  /**
   * Hands the sample over: the lease is over, every segment of it throws, and the memory is
   * read-only from now on. The new hold is bound to no thread yet.
   *
   * @return the first hold, which belongs to the lease's holder
   * @throws IllegalStateException if the lease was handed over or cancelled, or while a native call
   *     runs with the lease's segment as an argument; the lease stays as it was
   * @throws WrongThreadException if the lease is bound to another thread; the lease stays as it was
   */
  Sample publish();

  /**
   * Hands the sample over to another holder.
   *
   * @param holder whose hold it is
   * @return the first hold
   * @throws IllegalStateException as {@link #publish()}
   * @throws WrongThreadException as {@link #publish()}
   */
  Sample publish(Holder holder);

  /**
   * Cancels the lease: the slot is free again. After the hand-off, or a second time, it does
   * nothing.
   *
   * @throws IllegalStateException while a native call runs with the lease's segment as an argument;
   *     the lease stays as it was
   * @throws WrongThreadException if the lease is bound to another thread; the lease stays as it was
   */
  @Override
  void close();
}
