package dev.sampan;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Lends the slots of one slab: page-aligned memory, mapped and touched once.
 *
 * <pre>{@code
 * try (SampleAllocator allocator =
 *     SampleAllocator.builder("camera").sampleSize(1 << 20).count(8).build()) {
 *   try (SampleLease lease = allocator.allocate()) {
 *     fill(lease.segment());
 *     Sample sample = lease.publish();
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>An allocator is to be closed or retired: one that is only dropped keeps its memory.
 *
 * <p>All methods may be called from any thread, platform or virtual. Among those that wait, the
 * first come is the first served; the order in which slots are reused is not promised.
 */
public sealed interface SampleAllocator extends AutoCloseable permits SlabAllocator {

  /**
   * Starts to build an allocator.
   *
   * @param name appears in messages and reports
   * @return a builder with a sample size of one page and 8 samples
   */
  static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * Returns the allocators of this process whose memory is mapped: those that are open, and those
   * of which samples are still out.
   *
   * @return a snapshot, in no order
   */
  static List<SampleAllocator> mapped() {
    return List.copyOf(Recovery.allocators());
  }

  /**
   * Takes a lease if a sample is free and nobody waits for it.
   *
   * @return the lease, or null
   * @throws AllocatorClosedException if the allocator was closed
   */
  @Nullable SampleLease tryAllocate();

  /**
   * Takes a lease in a holder's name, if a sample is free and nobody waits for it.
   *
   * @param holder who will hold it
   * @return the lease, or null
   * @throws AllocatorClosedException if the allocator was closed
   */
  @Nullable SampleLease tryAllocate(Holder holder);

  /**
   * Takes a lease, waiting as long as it takes.
   *
   * @return the lease
   * @throws AllocatorClosedException if the allocator was closed, before or while waiting
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  SampleLease allocate() throws InterruptedException;

  /**
   * Takes a lease in a holder's name, waiting as long as it takes.
   *
   * @param holder who will hold it
   * @return the lease
   * @throws AllocatorClosedException if the allocator was closed, before or while waiting
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  SampleLease allocate(Holder holder) throws InterruptedException;

  /**
   * Takes a lease, waiting up to a limit.
   *
   * @param limit how long to wait at most; zero or less does not wait
   * @return the lease
   * @throws AllocatorExhaustedException if no sample came back in time; it names the holders
   * @throws AllocatorClosedException if the allocator was closed, before or while waiting
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  SampleLease allocate(Duration limit) throws InterruptedException;

  /**
   * Takes a lease in a holder's name, waiting up to a limit.
   *
   * @param limit how long to wait at most; zero or less does not wait
   * @param holder who will hold it
   * @return the lease
   * @throws AllocatorExhaustedException if no sample came back in time; it names the holders
   * @throws AllocatorClosedException if the allocator was closed, before or while waiting
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  SampleLease allocate(Duration limit, Holder holder) throws InterruptedException;

  /**
   * Sets, replaces or removes the release handler, to be run on the thread that makes the return.
   * When this returns, the handler that was set before never starts again; called from outside
   * every release handler it is not running any more either, which means that this may wait for it.
   * Called inside a release handler, of any allocator, it does not wait.
   *
   * @param handler the new handler, or null for none
   */
  void setReleaseHandler(@Nullable ReleaseHandler handler);

  /**
   * Sets or replaces the release handler, to be run by an executor, for returns made where a
   * handler must not run. Otherwise as {@link #setReleaseHandler(ReleaseHandler)}. A notification
   * that the executor rejects runs on the thread that made the return.
   *
   * @param handler the new handler
   * @param dispatcher what runs it
   */
  void setReleaseHandler(ReleaseHandler handler, Executor dispatcher);

  /**
   * Returns the name given to the builder.
   *
   * @return the name
   */
  String name();

  /**
   * Returns the number by which flight recordings tell this allocator from others of its name.
   *
   * @return a number that is unique in the process
   */
  int id();

  /**
   * Returns how many bytes a sample has.
   *
   * @return the size given to the builder
   */
  long sampleSize();

  /**
   * Returns how many samples there are.
   *
   * @return the count given to the builder
   */
  int capacity();

  /**
   * Returns the system's page size, to which every sample is aligned.
   *
   * @return bytes per page
   */
  long pageSize();

  /**
   * Returns how many samples are free. Exact when no other thread allocates or releases; a return
   * is counted before the release handler hears of it.
   *
   * @return the free samples, 0 after close
   */
  int freeCount();

  /**
   * Returns how many samples were out at once at most. Never too low; too high by as many as were
   * taken and given back by other threads while one looked for a free sample, which is seldom.
   *
   * @return the high-water mark, at most the capacity
   */
  int highWater();

  /**
   * Returns what the allocator has done so far.
   *
   * @return the numbers
   */
  AllocatorStatistics statistics();

  /**
   * Returns who holds what, as messages about exhaustion name it. Others may lend and release
   * meanwhile: if they do so all the time, each sample is read as it was at some moment, one sample
   * after the other; else all are read as they were at one moment.
   *
   * @return a row per holder, the largest count first
   */
  List<Holding> holders();

  /**
   * Returns how each holder has used the samples so far, if the allocator was built with {@link
   * Builder#profile}. It may be asked after the allocator was closed, too.
   *
   * @return a row per holder, who held the most at once first; empty if it is not measured
   */
  List<HolderProfile> profiles();

  /**
   * Returns what happened to the last release, retain or hand-off that was refused.
   *
   * @return the reason, or null if none was
   */
  @Nullable String lastMisuse();

  /**
   * Lends no more. Waiting allocations end with {@link AllocatorClosedException}. What is out stays
   * valid, and the memory goes with the last of it. A second call does nothing.
   */
  void retire();

  /** {@linkplain #retire() Retires} the allocator and, if samples are out, logs who holds them. */
  @Override
  void close();

  /**
   * Retires the allocator and waits until everything is back.
   *
   * @param limit how long to wait at most
   * @return who still holds samples when the wait ends; empty if all came back
   * @throws InterruptedException if the thread is interrupted while it waits; the allocator is
   *     retired
   */
  List<Holding> close(Duration limit) throws InterruptedException;

  /** Builds an allocator. Not for use by several threads at once. */
  final class Builder {

    final String name;
    long sampleSize;
    int count = 8;
    boolean zeroOnReturn;
    boolean hugePages;
    boolean guardPages;
    boolean trackAllocations = Boolean.getBoolean("sampan.track");
    boolean checked = Boolean.getBoolean("sampan.checked");
    @Nullable Watchdog watchdog;
    boolean profile;

    private Builder(String name) {
      if (name.isBlank()) {
        throw new IllegalArgumentException("an allocator's name must not be blank");
      }
      this.name = name;
    }

    /**
     * Sets the size of each sample. Slots start on page boundaries, so a size that is no multiple
     * of the page leaves some bytes unused.
     *
     * @param bytes at least 1; one page if this is not called
     * @return this builder
     * @throws IllegalArgumentException if bytes is below 1
     */
    public Builder sampleSize(long bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("a sample needs at least one byte, not " + bytes);
      }
      this.sampleSize = bytes;
      return this;
    }

    /**
     * Sets how many samples there are.
     *
     * @param samples at least 1, at most 2²⁴ − 2; 8 if this is not called
     * @return this builder
     * @throws IllegalArgumentException if samples is out of range
     */
    public Builder count(int samples) {
      if (samples < 1 || samples > ControlTable.MAX_LINES) {
        throw new IllegalArgumentException(
            "an allocator has between 1 and "
                + ControlTable.MAX_LINES
                + " samples, not "
                + samples);
      }
      this.count = samples;
      return this;
    }

    /**
     * Says whether a sample's bytes are set to zero when it comes back, for samples that cross a
     * trust border. It costs about 30 µs per MiB.
     *
     * @param zero false if this is not called
     * @return this builder
     */
    public Builder zeroOnReturn(boolean zero) {
      this.zeroOnReturn = zero;
      return this;
    }

    /**
     * Says whether the slab asks the system for huge pages. Where the system has none the slab has
     * ordinary pages.
     *
     * @param huge false if this is not called
     * @return this builder
     */
    public Builder hugePages(boolean huge) {
      this.hugePages = huge;
      return this;
    }

    /**
     * Says whether a page that cannot be accessed lies before and after every slot, so that native
     * code that overruns one is stopped.
     *
     * @param guard false if this is not called
     * @return this builder
     */
    public Builder guardPages(boolean guard) {
      this.guardPages = guard;
      return this;
    }

    /**
     * Says whether every lease and hold remembers where it was taken, so that a leak's report can
     * say it. It costs about a microsecond each time.
     *
     * @param track the system property {@code sampan.track} if this is not called
     * @return this builder
     */
    public Builder trackAllocations(boolean track) {
      this.trackAllocations = track;
      return this;
    }

    /**
     * Says whether the allocator is in checked mode, which finds out who uses a sample's memory
     * without a right to it. Slots lie between guard pages, a free one cannot be accessed, and one
     * that was handed over cannot be written: native code that does so is stopped where it does,
     * with a crash log that {@code sampan explain} explains. The bytes between the end of a sample
     * and the end of its page are looked at when it is handed over and when it comes back. What
     * comes back is overwritten, and lent again as late as possible. It costs about 10 µs for each
     * sample, and 0.2 ms per MiB.
     *
     * <p>Who holds what is mirrored in a file, which is removed when the virtual machine ends in
     * order: the one that the system property {@code sampan.ledger} names, or one in the folder for
     * temporary files.
     *
     * <p>Where Sampan has no bindings for the system's own calls, memory is not protected, and
     * there are no guard pages; the rest is as elsewhere.
     *
     * @param check the system property {@code sampan.checked} if this is not called
     * @return this builder
     */
    public Builder checked(boolean check) {
      this.checked = check;
      return this;
    }

    /**
     * Has the allocator watched for leases and holds that last too long, for having nothing free
     * too long, and for leaks.
     *
     * @param newWatchdog the limits, and who hears of it; none if this is not called
     * @return this builder
     */
    public Builder watchdog(Watchdog newWatchdog) {
      this.watchdog = Objects.requireNonNull(newWatchdog, "newWatchdog");
      return this;
    }

    /**
     * Says whether it is measured how each holder uses the samples, for {@link
     * SampleAllocator#profiles()}. It costs about 150 ns for each lease and hold.
     *
     * @param measure false if this is not called
     * @return this builder
     */
    public Builder profile(boolean measure) {
      this.profile = measure;
      return this;
    }

    /**
     * Maps the slab and touches its pages.
     *
     * @return the allocator
     * @throws IllegalStateException in checked mode, if the file with the ledger cannot be written
     * @throws OutOfMemoryError if the system does not have the memory; it names the bytes and the
     *     limit
     * @throws UnsupportedOperationException if guard pages are asked for on a system where Sampan
     *     cannot make them
     * @throws IllegalCallerException if the program was not granted native access and the virtual
     *     machine denies it; it names the option that grants it
     */
    public SampleAllocator build() {
      return SlabAllocator.create(this);
    }
  }
}
