package dev.sampan;

import java.lang.foreign.MemorySegment;

/**
 * One hold on a sample that was handed over: a counted, read-only right to its memory. While any
 * hold exists the bytes do not change and the slot is not handed out again, whatever else is
 * closed.
 *
 * <p>One hold is one object for one thread: it is bound to the thread that first calls {@link
 * #segment()}, and before that it may move. {@link #retain()} makes a second hold for another
 * thread. A hold that is dropped without being closed is found by the garbage collector and
 * recovered, which is reported as a leak.
 */
public sealed interface Sample extends AutoCloseable permits Hold {

  /**
   * Returns the memory, read-only, of {@link #length()} bytes, starting on a page boundary. The
   * segment and everything derived from it throws {@code IllegalStateException} as soon as this
   * hold is over.
   *
   * <p>The first call binds the hold to the calling thread.
   *
   * @return the memory of this sample
   * @throws IllegalStateException if the hold is over
   * @throws WrongThreadException if the hold is bound to another thread
   */
  MemorySegment segment();

  /**
   * Returns the address of the memory, for native code that reads it. This binds the hold to no
   * thread, and no scope protects the memory: the caller keeps this hold open until native code is
   * done.
   *
   * @return the address of the first byte
   * @throws IllegalStateException if the hold is over
   */
  long address();

  /**
   * Returns how many bytes are in use.
   *
   * @return the length in bytes
   * @throws IllegalStateException if the hold is over
   */
  long length();

  /**
   * Returns what travels with the sample.
   *
   * @return the properties
   * @throws IllegalStateException if the hold is over
   */
  SampleProperties properties();

  /**
   * Returns the 64-bit handle by which native code names the sample.
   *
   * @return the handle
   * @throws IllegalStateException if the hold is over
   */
  long handle();

  /**
   * Makes a further hold on the same memory for the same holder.
   *
   * @return the new hold, bound to no thread
   * @throws IllegalStateException if the hold is over, or if the sample has as many references as
   *     can be counted
   */
  Sample retain();

  /**
   * Makes a further hold on the same memory.
   *
   * @param holder whose hold it is
   * @return the new hold, bound to no thread
   * @throws IllegalStateException as {@link #retain()}
   */
  Sample retain(Holder holder);

  /**
   * Makes a further hold on the same memory with other properties: another time, or a layout that
   * crops. Nothing is copied.
   *
   * @param holder whose hold it is
   * @param properties what travels with the new hold
   * @return the new hold, bound to no thread
   * @throws IllegalStateException as {@link #retain()}
   */
  Sample retain(Holder holder, SampleProperties properties);

  /**
   * Passes this hold on: it is over for the caller, its segment throws, and the result is the same
   * hold in another holder's name, bound to no thread.
   *
   * @param holder whose hold it is from now on
   * @return the hold
   * @throws IllegalStateException if the hold is over, or while a native call runs with its segment
   *     as an argument; the hold stays as it was
   * @throws WrongThreadException if the hold is bound to another thread; the hold stays as it was
   */
  Sample passTo(Holder holder);

  /**
   * Runs an action once, as soon as this hold is the only reference that is left, on the thread
   * that ends the last other one; at once if it is the only one now. For a producer that keeps a
   * hold of its own while consumers read, and must let go after the last of them, such as a decoder
   * whose frame must not be written in place before. A later call replaces the action of an earlier
   * one. In checked mode native code can write again from then on, until there is another hold.
   *
   * @param action what to run; it may close this hold
   * @throws IllegalStateException if the hold is over
   */
  void whenOnlyHold(Runnable action);

  /**
   * Ends this hold. The last one returns the slot.
   *
   * @throws IllegalStateException if the hold is over already, which is counted as misuse, or while
   *     a native call runs with its segment as an argument, in which case the hold stays as it was
   * @throws WrongThreadException if the hold is bound to another thread; the hold stays as it was
   */
  @Override
  void close();
}
