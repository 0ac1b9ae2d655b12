package dev.sampan;

import dev.sampan.jfr.MisuseEvent;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Samples by their 64-bit handles, for a border to code that has no Java objects: references that
 * native code counts, in the same word as leases and holds in Java.
 *
 * <p>A handle is an index and a generation. It is stale as soon as its sample has come back; then
 * every method refuses it, changes nothing, and counts the attempt as a misuse of the allocator if
 * there is one to blame. All methods may be called from any thread. None of them creates an object,
 * except {@link #publish} and {@link #retain}.
 */
public final class SampleHandles {

  /** No handle. */
  public static final long NONE = 0;

  /** Answers a handle that is stale, forged, or has been released already. */
  public static final long STALE = Slot.STALE;

  /** Answers a reference that cannot be counted because there are too many. */
  public static final long TOO_MANY = Slot.TOO_MANY;

  /** Answers a hand-off of a sample that has been handed over before. */
  public static final long NOT_LEASED = Slot.NOT_LEASED;

  /**
   * Where an allocator's samples lie, one behind the other.
   *
   * @param address of the first one
   * @param stride bytes from one to the next, whole pages
   * @param count how many there are
   */
  public record Memory(long address, long stride, int count) {}

  private SampleHandles() {}

  /**
   * Returns where an allocator's samples lie, for devices that want to know all memory before they
   * use any.
   *
   * @param allocator whose
   * @return the memory, mapped until the allocator is closed and everything is back, or null if
   *     there is something else between the samples, such as guard pages
   */
  public static @Nullable Memory memory(SampleAllocator allocator) {
    return ((SlabAllocator) allocator).memory();
  }

  /**
   * Returns the allocator of a sample.
   *
   * @param handle the sample
   * @return its allocator, or null if the handle is stale
   */
  public static @Nullable SampleAllocator allocator(long handle) {
    Slot slot = alive(handle);
    return slot == null ? null : slot.allocator;
  }

  /**
   * Takes a lease with one reference and no Java object. Its length is 0.
   *
   * @param allocator where from
   * @param limit how long to wait at most; zero does not wait
   * @return the handle
   * @throws AllocatorExhaustedException if no sample came back in time; it names the holders
   * @throws AllocatorClosedException if the allocator was closed, before or while waiting
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static long allocate(SampleAllocator allocator, Duration limit)
      throws InterruptedException {
    return ((SlabAllocator) allocator).allocateHandle(limit);
  }

  /**
   * Adds a reference.
   *
   * @param handle the sample
   * @return the new number of references, {@link #STALE} or {@link #TOO_MANY}
   */
  public static long addRef(long handle) {
    Slot slot = ControlTable.find(handle);
    if (slot == null) {
      return nobodys(handle, "add a reference to");
    }
    long generation = ControlTable.generation(handle);
    long references = slot.retain(generation);
    if (references < 0) {
      return refused(slot, handle, "add a reference to", references);
    }
    if (slot.isObserved()) {
      slot.tellReferenceTaken(generation, false);
    }
    return references;
  }

  /**
   * Takes a reference away. The last one returns the sample, and the release handler runs before
   * this returns.
   *
   * @param handle the sample
   * @return the number of references that are left, or {@link #STALE}
   */
  public static long release(long handle) {
    Slot slot = ControlTable.find(handle);
    if (slot == null) {
      return nobodys(handle, "release");
    }
    long left = slot.allocator.releaseHandle(slot, ControlTable.generation(handle));
    if (left < 0) {
      return refused(slot, handle, "release", left);
    }
    return left;
  }

  /**
   * Returns where the sample's memory is.
   *
   * @param handle the sample
   * @return the address, or {@link #STALE}
   */
  public static long address(long handle) {
    Slot slot = alive(handle);
    return slot == null ? STALE : slot.address();
  }

  /**
   * Returns how many bytes the sample's memory has.
   *
   * @param handle the sample
   * @return the allocator's sample size, or {@link #STALE}
   */
  public static long size(long handle) {
    Slot slot = alive(handle);
    return slot == null ? STALE : slot.allocator.sampleSize();
  }

  /**
   * Returns how many bytes are in use.
   *
   * @param handle the sample
   * @return the length, or {@link #STALE}
   */
  public static long length(long handle) {
    Slot slot = alive(handle);
    return slot == null ? STALE : slot.length();
  }

  /**
   * Says how many bytes are in use.
   *
   * @param handle a sample that was not handed over yet
   * @param length in bytes, not above the size
   * @return 0, {@link #STALE} or {@link #NOT_LEASED}
   * @throws IllegalArgumentException if length is negative or above the size
   */
  public static long setLength(long handle, long length) {
    Slot slot = alive(handle);
    if (slot == null) {
      return STALE;
    }
    if (length < 0 || length > slot.allocator.sampleSize()) {
      throw new IllegalArgumentException(
          "length %d of a sample of %d bytes".formatted(length, slot.allocator.sampleSize()));
    }
    if (!SlotState.isLeased(slot.word())) {
      return NOT_LEASED;
    }
    slot.setLength(length);
    return 0;
  }

  /**
   * Says that the bytes behind a lease's memory, up to the end of its page, were written on
   * purpose, by a device that writes whole blocks. Checked mode would take it for an overrun.
   *
   * @param lease the lease
   * @throws IllegalStateException if the lease was handed over or cancelled
   */
  public static void wroteToEndOfPage(SampleLease lease) {
    lease.address(); // throws
    CheckedSlot checked = ((Lease) lease).record().slot.checked();
    if (checked != null) {
      checked.layCanary();
    }
  }

  /**
   * Hands a lease over: its references become holds, and a hold in Java is added to them.
   *
   * @param handle the lease
   * @param holder whose the new hold is
   * @return the hold, bound to no thread
   * @throws IllegalStateException if the handle is stale, or its sample was handed over before, or
   *     has as many references as can be counted; nothing has changed then
   */
  public static Sample publish(long handle, Holder holder) {
    return hold(handle, holder, true, null);
  }

  /**
   * Hands a lease over, and says what travels with the hold in Java.
   *
   * @param handle the lease
   * @param holder whose the new hold is
   * @param properties what travels with it
   * @return the hold, bound to no thread
   * @throws IllegalStateException as {@link #publish(long, Holder)}
   */
  public static Sample publish(long handle, Holder holder, SampleProperties properties) {
    return hold(handle, holder, true, Objects.requireNonNull(properties, "properties"));
  }

  /**
   * Adds a hold in Java to a sample.
   *
   * @param handle a sample that was handed over
   * @param holder whose the new hold is
   * @return the hold, bound to no thread
   * @throws IllegalStateException if the handle is stale, or its sample has as many references as
   *     can be counted, or was not handed over yet; nothing has changed then
   */
  public static Sample retain(long handle, Holder holder) {
    return hold(handle, holder, false, null);
  }

  private static Sample hold(
      long handle, Holder holder, boolean handOff, @Nullable SampleProperties properties) {
    Slot slot = ControlTable.find(handle);
    if (slot == null) {
      throw new IllegalStateException(
          "no sample has the handle 0x%x; it is forged, or its allocator is gone"
              .formatted(handle));
    }
    long generation = ControlTable.generation(handle);
    // First the reference, so that nobody's release can end the sample in between.
    long references = slot.retain(generation);
    if (references < 0) {
      throw slot.allocator.misuse(
          new IllegalStateException(describe(slot, handle, "hold", references)));
    }
    if (handOff ? slot.handOff(generation) < 0 : SlotState.isLeased(slot.word())) {
      slot.allocator.takeBack(slot, generation);
      throw slot.allocator.misuse(
          new IllegalStateException(
              "the sample with the handle 0x%x was %s"
                  .formatted(handle, handOff ? "handed over before" : "not handed over yet")));
    }
    return new Hold(
        slot.holdRecord()
            .begin(
                generation,
                holder,
                CoarseClock.millis(),
                slot.length(),
                properties == null ? slot.properties(generation) : properties));
  }

  /**
   * Says what a handle's sample is doing, for an error text.
   *
   * @param handle any number
   * @return for example {@code handle 0x1000001: generation 1 has ended; its slot is free,
   *     generation 2}
   */
  public static String describe(long handle) {
    Slot slot = ControlTable.find(handle);
    return slot == null
        ? "handle 0x%x: there is no such sample; it is forged, or its allocator is gone"
            .formatted(handle)
        : "handle 0x%x of \"%s\": generation %d; its slot is %s"
            .formatted(
                handle,
                slot.allocator.name(),
                ControlTable.generation(handle),
                SlotState.describe(slot.word()));
  }

  /**
   * Returns how often release handlers have run in this process.
   *
   * @return the number, of all allocators that are and were
   */
  public static long notifications() {
    return Notifier.runs(Recovery.allocators());
  }

  /**
   * Returns whether the calling thread is inside a release handler, of any allocator.
   *
   * @return true if a handler is below the caller on this thread's stack
   */
  public static boolean isNotifying() {
    return Notifier.isRunning();
  }

  /**
   * Where native code finds what it needs to take and give back an allocator's samples by itself.
   *
   * @param address of the allocator's own words
   * @param lines address of the addresses of its samples' control lines
   * @param open what the attention word is while native code may allocate alone, but for handlers
   *     and for what is done on return
   */
  public record NativeWords(long address, long lines, long open) {

    /** By how many bits a hash of 64 is shifted to become one of the allocator's stripes. */
    public static final int STRIPE_SHIFT =
        Long.numberOfLeadingZeros(Integer.toUnsignedLong(AllocatorWords.STRIPES)) + 1;
  }

  /**
   * Returns where native code finds what it needs to allocate without a call.
   *
   * @param allocator where from
   * @return addresses that stay good for ever, and mean nothing any more when the allocator is gone
   */
  public static NativeWords nativeWords(SampleAllocator allocator) {
    return ((SlabAllocator) allocator).nativeWords();
  }

  /**
   * Has native code say when it takes references away from a sample from now on, to {@link
   * #oneIsLeft} or {@link #release}.
   *
   * @param handle the sample; a stale one does nothing
   */
  public static void watch(long handle) {
    Slot slot = alive(handle);
    if (slot != null) {
      slot.watch(ControlTable.generation(handle));
    }
  }

  /**
   * Native code took a reference away by itself, and one is left.
   *
   * @param handle the sample; it may be stale by now
   */
  public static void oneIsLeft(long handle) {
    Slot slot = ControlTable.find(handle);
    if (slot != null) {
      slot.onlyOneLeft(ControlTable.generation(handle));
    }
  }

  /**
   * Native code took the last reference away by itself, and saw then that somebody is to hear of
   * it. Does nothing if the allocator has gone since.
   *
   * @param words the allocator's own words
   * @param attention the attention word before the sample came back
   * @param handle the sample; it is stale
   * @param length bytes that were in use
   * @param leasedAt when the lease was given out, by the clock that native code reads
   * @param reason how it came back
   */
  public static void returned(
      long words, long attention, long handle, long length, long leasedAt, Release.Reason reason) {
    Slot slot = ControlTable.find(handle);
    if (slot != null) {
      long epoch = attention >>> AllocatorWords.EPOCH_SHIFT;
      slot.allocator.returned(words, epoch, handle, length, leasedAt, reason);
    }
  }

  /** The slot, if the handle's generation is the present one and something is out. */
  private static @Nullable Slot alive(long handle) {
    Slot slot = ControlTable.find(handle);
    if (slot == null) {
      return null;
    }
    long word = slot.settledWord();
    return SlotState.generation(word) == ControlTable.generation(handle)
            && SlotState.references(word) > 0
        ? slot
        : null;
  }

  /** There is no allocator to blame. */
  private static long nobodys(long handle, String what) {
    if (MisuseEvent.isOn()) {
      MisuseEvent.report(null, 0, "could not " + what + " a sample: " + describe(handle));
    }
    return STALE;
  }

  private static long refused(Slot slot, long handle, String what, long code) {
    slot.allocator.misuse(new IllegalStateException(describe(slot, handle, what, code)));
    return code;
  }

  private static String describe(Slot slot, long handle, String what, long code) {
    return "could not %s a sample of \"%s\" with the handle 0x%x: %s; its slot is %s"
        .formatted(
            what,
            slot.allocator.name(),
            handle,
            code == TOO_MANY ? "it has as many references as can be counted" : "it is stale",
            SlotState.describe(slot.word()));
  }
}
