package dev.sampan.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.AllocatorExhaustedException;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I10")
@DisplayName("I10: meters show what an allocator counts")
@Timeout(60)
class SampleAllocatorMetricsTest {

  private final MeterRegistry registry = new SimpleMeterRegistry();

  private double gauge(String name, String allocator) {
    return registry.get(name).tag("allocator", allocator).gauge().value();
  }

  private double counter(String name) {
    return registry.get(name).functionCounter().count();
  }

  @Test
  void gaugesAndCountersFollowTheAllocator() {
    try (SampleAllocator allocator = SampleAllocator.builder("metered").count(2).build()) {
      new SampleAllocatorMetrics(allocator).bindTo(registry);
      Sample first = allocator.tryAllocate().publish();
      assertThat(gauge("sampan.samples.capacity", "metered")).isEqualTo(2);
      assertThat(gauge("sampan.samples.free", "metered")).isEqualTo(1);
      assertThat(gauge("sampan.samples.out", "metered")).isEqualTo(1);
      Sample second = allocator.tryAllocate().publish();
      assertThat(allocator.tryAllocate()).isNull();
      assertThatThrownBy(() -> allocator.allocate(Duration.ofMillis(1)))
          .isInstanceOf(AllocatorExhaustedException.class);
      first.close();
      assertThatThrownBy(first::close).isInstanceOf(IllegalStateException.class);
      second.close();
      assertThat(gauge("sampan.samples.free", "metered")).isEqualTo(2);
      assertThat(gauge("sampan.samples.out.max", "metered")).isEqualTo(2);
      assertThat(counter("sampan.leases")).isEqualTo(2);
      assertThat(counter("sampan.returns")).isEqualTo(2);
      assertThat(counter("sampan.waits")).isEqualTo(1);
      assertThat(counter("sampan.exhaustions")).isEqualTo(2);
      assertThat(counter("sampan.misuses")).isEqualTo(1);
      assertThat(counter("sampan.leaks")).isZero();
    }
    assertThat(gauge("sampan.samples.free", "metered")).isZero();
  }

  @Test
  void aLeakIsCounted() throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("leaking").count(1).build()) {
      new SampleAllocatorMetrics(allocator).bindTo(registry);
      assertThat(allocator.tryAllocate().size()).isPositive();
      // Who waits makes the allocator look for what was lost.
      allocator.allocate(Duration.ofSeconds(30)).close();
      // A leak is counted when its sample is back, which may already be the waiter's then.
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (counter("sampan.leaks") == 0 && System.nanoTime() - end < 0) {
        Thread.sleep(1);
      }
      assertThat(counter("sampan.leaks")).isEqualTo(1);
    }
  }

  @Test
  void allocatorsOfOneNameAreToldApartByTags() {
    try (SampleAllocator small = SampleAllocator.builder("twin").count(1).build();
        SampleAllocator large = SampleAllocator.builder("twin").count(3).build()) {
      new SampleAllocatorMetrics(small, Tags.of("use", "sound")).bindTo(registry);
      new SampleAllocatorMetrics(large, Tags.of("use", "pictures")).bindTo(registry);
      assertThat(registry.get("sampan.samples.free").tag("use", "sound").gauge().value())
          .isEqualTo(1);
      assertThat(registry.get("sampan.samples.free").tag("use", "pictures").gauge().value())
          .isEqualTo(3);
    }
  }
}
