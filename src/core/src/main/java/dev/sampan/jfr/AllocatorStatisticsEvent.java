package dev.sampan.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;

/** What an allocator has done so far, and who holds its samples. */
@Name("sampan.AllocatorStatistics")
@Label("Allocator Statistics")
@Category("Sampan")
@Description("What an allocator has done so far, and who holds its samples now")
@StackTrace(false)
@Period("1 s")
@Registered(false) // by FlightRecording, see there
public final class AllocatorStatisticsEvent extends Event {

  @Label("Allocator")
  @Description("Name of the allocator")
  final String allocator;

  @Label("Allocator Id")
  @Description("Number of the allocator, unique in the process")
  final int allocatorId;

  @Label("Capacity")
  @Description("Samples of the allocator")
  final int capacity;

  @Label("Sample Size")
  @Description("Bytes of each sample")
  @DataAmount
  final long sampleSize;

  @Label("Free")
  @Description("Samples that are free now")
  final int free;

  @Label("Out")
  @Description("Leases and held samples now")
  final int out;

  @Label("High Water")
  @Description("Most samples that were out at once")
  final int highWater;

  @Label("Leases")
  @Description("Leases given out")
  final long leases;

  @Label("Returns")
  @Description("Samples that came back")
  final long returns;

  @Label("Waits")
  @Description("Allocations that had to wait")
  final long waits;

  @Label("Exhausted")
  @Description("Allocations that got nothing")
  final long exhausted;

  @Label("Recovered")
  @Description("Lost leases and holds that were found")
  final long recovered;

  @Label("Misuses")
  @Description("Releases, retains and hand-offs that were refused")
  final long misuses;

  @Label("Holders")
  @Description("Who holds how many samples now, for how long")
  final String holders;

  private AllocatorStatisticsEvent(
      String allocator, int allocatorId, long sampleSize, Counts counts, String holders) {
    this.allocator = allocator;
    this.allocatorId = allocatorId;
    this.sampleSize = sampleSize;
    this.capacity = counts.capacity;
    this.free = counts.free;
    this.out = counts.out;
    this.highWater = counts.highWater;
    this.leases = counts.leases;
    this.returns = counts.returns;
    this.waits = counts.waits;
    this.exhausted = counts.exhausted;
    this.recovered = counts.recovered;
    this.misuses = counts.misuses;
    this.holders = holders;
  }

  /**
   * The numbers of an allocator.
   *
   * @param capacity its samples
   * @param free samples that are free
   * @param out leases and held samples
   * @param highWater most samples that were out at once
   * @param leases leases given out
   * @param returns samples that came back
   * @param waits allocations that had to wait
   * @param exhausted allocations that got nothing
   * @param recovered lost leases and holds that were found
   * @param misuses operations that were refused
   */
  public record Counts(
      int capacity,
      int free,
      int out,
      int highWater,
      long leases,
      long returns,
      long waits,
      long exhausted,
      long recovered,
      long misuses) {}

  /**
   * Records the numbers of one allocator, if somebody does.
   *
   * @param allocator its name
   * @param allocatorId its number
   * @param sampleSize bytes of each sample
   * @param counts the numbers
   * @param holders who holds its samples
   */
  public static void report(
      String allocator, int allocatorId, long sampleSize, Counts counts, String holders) {
    new AllocatorStatisticsEvent(allocator, allocatorId, sampleSize, counts, holders).commit();
  }
}
