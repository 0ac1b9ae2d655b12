package dev.sampan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An allocator as JMX shows it, under the name {@code dev.sampan:type=SampleAllocator,name=…} until
 * its memory is gone: from a second after it was built, or after the program or a tool first used
 * the platform's MBean server. Of allocators of the same name all but the first have an {@code id}
 * too. Where the module {@code java.management} is not there, nor is this.
 */
public interface SampleAllocatorMXBean {

  /**
   * Returns {@link SampleAllocator#name()}.
   *
   * @return the name
   */
  String getName();

  /**
   * Returns {@link SampleAllocator#sampleSize()}.
   *
   * @return bytes per sample
   */
  long getSampleSize();

  /**
   * Returns {@link SampleAllocator#capacity()}.
   *
   * @return how many samples there are
   */
  int getCapacity();

  /**
   * Returns {@link SampleAllocator#freeCount()}.
   *
   * @return how many samples are free
   */
  int getFree();

  /**
   * Returns {@link AllocatorStatistics#out()}.
   *
   * @return how many samples are leased or held
   */
  int getOut();

  /**
   * Returns {@link SampleAllocator#highWater()}.
   *
   * @return most samples that were out at once
   */
  int getHighWater();

  /**
   * Returns {@link AllocatorStatistics#allocated()}.
   *
   * @return leases given out so far
   */
  long getAllocated();

  /**
   * Returns {@link AllocatorStatistics#returned()}.
   *
   * @return how often samples came back so far
   */
  long getReturned();

  /**
   * Returns {@link AllocatorStatistics#waits()}.
   *
   * @return allocations that had to wait so far
   */
  long getWaits();

  /**
   * Returns {@link AllocatorStatistics#exhausted()}.
   *
   * @return allocations that got nothing so far
   */
  long getExhausted();

  /**
   * Returns {@link AllocatorStatistics#recovered()}.
   *
   * @return leaks found and recovered so far
   */
  long getLeaks();

  /**
   * Returns {@link AllocatorStatistics#misuses()}.
   *
   * @return releases, retains and hand-offs refused so far
   */
  long getMisuses();

  /**
   * Returns {@link SampleAllocator#lastMisuse()}.
   *
   * @return why the last one was refused, or null
   */
  @Nullable String getLastMisuse();

  /**
   * Returns {@link SampleAllocator#holders()} as messages show them.
   *
   * @return a line per holder, the largest count first
   */
  List<String> getHolders();
}
