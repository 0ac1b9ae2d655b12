package dev.sampan;

/**
 * What an allocator has done so far. The numbers are read one after the other while the allocator
 * may be in use; they agree with each other when it is at rest.
 *
 * @param capacity slots
 * @param out leases and held samples now
 * @param highWater most slots that were out at once, see {@link SampleAllocator#highWater()}
 * @param allocated leases given out
 * @param returned slots that came back
 * @param waits allocations that had to wait
 * @param exhausted allocations that got nothing: refused by {@code tryAllocate}, or timed out
 * @param recovered lost leases and holds that were found
 * @param misuses releases, retains and hand-offs that were refused, and writes that checked mode
 *     found
 */
public record AllocatorStatistics(
    int capacity,
    int out,
    int highWater,
    long allocated,
    long returned,
    long waits,
    long exhausted,
    long recovered,
    long misuses) {}
