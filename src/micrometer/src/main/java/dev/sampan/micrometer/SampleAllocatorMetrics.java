package dev.sampan.micrometer;

import dev.sampan.AllocatorStatistics;
import dev.sampan.SampleAllocator;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * Meters of one allocator, each with the tag {@code allocator}, its name:
 *
 * <ul>
 *   <li>gauges {@code sampan.samples.capacity}, {@code sampan.samples.free}, {@code
 *       sampan.samples.out} and {@code sampan.samples.out.max};
 *   <li>counters {@code sampan.leases}, {@code sampan.returns}, {@code sampan.waits}, {@code
 *       sampan.exhaustions}, {@code sampan.leaks} and {@code sampan.misuses}.
 * </ul>
 *
 * <p>They read what the allocator counts anyway, so that leases and holds cost nothing more. The
 * registry keeps the allocator weakly.
 */
public final class SampleAllocatorMetrics implements MeterBinder {

  private static final String SAMPLES = "samples";

  private final SampleAllocator allocator;
  private final Tags tags;

  /**
   * Makes the meters of an allocator.
   *
   * @param allocator which
   */
  public SampleAllocatorMetrics(SampleAllocator allocator) {
    this(allocator, List.of());
  }

  /**
   * Makes the meters of an allocator, with more tags.
   *
   * @param allocator which
   * @param tags beside {@code allocator}, for example to tell allocators of the same name apart
   */
  public SampleAllocatorMetrics(SampleAllocator allocator, Iterable<Tag> tags) {
    this.allocator = Objects.requireNonNull(allocator, "allocator");
    this.tags = Tags.of(tags).and("allocator", allocator.name());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "capacity", "samples that there are", SampleAllocator::capacity);
    gauge(registry, "free", "samples that are free", SampleAllocator::freeCount);
    gauge(registry, "out", "samples that are leased or held", all -> all.statistics().out());
    gauge(registry, "out.max", "most samples that were out at once", SampleAllocator::highWater);
    counter(registry, "leases", "leases given out", AllocatorStatistics::allocated);
    counter(registry, "returns", "samples that came back", AllocatorStatistics::returned);
    counter(registry, "waits", "allocations that had to wait", AllocatorStatistics::waits);
    counter(
        registry, "exhaustions", "allocations that got nothing", AllocatorStatistics::exhausted);
    counter(registry, "leaks", "lost leases and holds found", AllocatorStatistics::recovered);
    counter(registry, "misuses", "refused releases and hand-offs", AllocatorStatistics::misuses);
  }

  private void gauge(
      MeterRegistry registry, String name, String what, ToLongFunction<SampleAllocator> number) {
    Gauge.builder("sampan.samples." + name, allocator, number::applyAsLong)
        .description(what)
        .baseUnit(SAMPLES)
        .tags(tags)
        .register(registry);
  }

  private void counter(
      MeterRegistry registry,
      String name,
      String what,
      ToLongFunction<AllocatorStatistics> number) {
    FunctionCounter.builder(
            "sampan." + name, allocator, from -> number.applyAsLong(from.statistics()))
        .description(what)
        .tags(tags)
        .register(registry);
  }
}
