package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.support.Eventually;
import dev.sampan.support.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("I4")
@Tag("I5")
@Tag("I6")
@Tag("I7")
@DisplayName("I4–I7: everything at once, on platform and virtual threads, and all comes back")
@Timeout(60)
class AllocatorStressTest {

  private static final int LONGS = 16;

  /** Every word of a sample says who wrote it and when; a mixture is two writers at once. */
  private static void stamp(MemorySegment segment, long value) {
    for (int i = 0; i < LONGS; i++) {
      segment.set(ValueLayout.JAVA_LONG, i * 256L, value + i);
    }
  }

  private static void check(MemorySegment segment, long value) {
    for (int i = 0; i < LONGS; i++) {
      long found = segment.get(ValueLayout.JAVA_LONG, i * 256L);
      if (found != value + i) {
        throw new AssertionError(
            "word %d is %x, but generation and writer %x were stamped".formatted(i, found, value));
      }
    }
  }

  private record Passed(Sample sample, long stamp) {}

  @ParameterizedTest
  @CsvSource({"1, false", "3, true", "8, false", "64, true"})
  void everythingAtOnce(int slots, boolean virtual) throws InterruptedException {
    SampleAllocator allocator =
        SampleAllocator.builder("stress").count(slots).sampleSize(4096).build();
    ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();
    AtomicLong leases = new AtomicLong();
    AtomicInteger told = new AtomicInteger();
    long end = System.nanoTime() + 1_000_000_000L;
    Workers workers = new Workers();
    for (int t = 0; t < 6; t++) {
      int number = t;
      workers.start(
          virtual,
          () -> {
            Random random = new Random(number);
            while (System.nanoTime() < end && !workers.failed()) {
              SampleLease lease =
                  random.nextInt(4) == 0
                      ? allocator.tryAllocate()
                      : allocateWithin(allocator, random.nextInt(2_000_000));
              if (lease != null) {
                leases.incrementAndGet();
                use(lease, number, random, passed);
              }
              Passed taken = passed.poll();
              if (taken != null) {
                read(taken, random, passed);
              }
            }
          });
    }
    workers.start(
        virtual,
        () -> {
          // Handlers come and go, and use the allocator themselves.
          Random random = new Random(99);
          while (System.nanoTime() < end && !workers.failed()) {
            switch (random.nextInt(3)) {
              case 0 -> allocator.setReleaseHandler(null);
              case 1 -> allocator.setReleaseHandler(release -> told.incrementAndGet());
              default ->
                  allocator.setReleaseHandler(
                      release -> {
                        told.incrementAndGet();
                        try (SampleLease lease = allocator.tryAllocate()) {
                          if (lease != null) {
                            leases.incrementAndGet();
                            stamp(lease.segment(), -lease.handle());
                          }
                        }
                        allocator.setReleaseHandler(null);
                      });
            }
            allocator.holders();
            allocator.statistics();
          }
        });
    workers.join();
    allocator.setReleaseHandler(null);
    Passed rest;
    while ((rest = passed.poll()) != null) {
      check(rest.sample.segment(), rest.stamp);
      rest.sample.close();
    }
    AllocatorStatistics numbers = allocator.statistics();
    assertThat(numbers.out()).isZero();
    assertThat(allocator.freeCount()).isEqualTo(slots);
    assertThat(numbers.allocated()).isEqualTo(leases.get()).isEqualTo(numbers.returned());
    assertThat(numbers.recovered()).isZero();
    assertThat(numbers.misuses()).isZero();
    assertThat(allocator.holders()).isEmpty();
    assertThat(leases.get()).isGreaterThan(100);
    assertThat(told).hasPositiveValue();
    assertThat(allocator.close(Duration.ofSeconds(5))).isEmpty();
  }

  private static SampleLease allocateWithin(SampleAllocator allocator, long nanos)
      throws InterruptedException {
    try {
      return allocator.allocate(Duration.ofNanos(nanos));
    } catch (AllocatorExhaustedException e) {
      return null;
    }
  }

  private static void use(
      SampleLease lease, int number, Random random, ConcurrentLinkedQueue<Passed> passed) {
    long stamp = lease.handle() << 8 ^ (long) number << 4;
    MemorySegment segment = lease.segment();
    stamp(segment, stamp);
    check(segment, stamp);
    if (random.nextInt(5) == 0) {
      lease.close();
      return;
    }
    Sample sample = lease.publish();
    for (int i = random.nextInt(4); i > 0; i--) {
      passed.add(new Passed(sample.retain(), stamp));
    }
    check(sample.segment(), stamp);
    if (random.nextBoolean()) {
      sample.close();
    } else {
      passed.add(new Passed(sample.passTo(Holder.application("next")), stamp));
    }
  }

  private static void read(Passed taken, Random random, ConcurrentLinkedQueue<Passed> passed) {
    if (random.nextBoolean()) {
      check(taken.sample.segment(), taken.stamp);
    }
    if (random.nextInt(4) == 0) {
      long handle = taken.sample.handle();
      if (SampleHandles.addRef(handle) < 2 || SampleHandles.release(handle) < 1) {
        throw new AssertionError("a native reference beside a hold was refused");
      }
    }
    if (random.nextInt(4) == 0) {
      passed.add(new Passed(taken.sample.passTo(Holder.application("again")), taken.stamp));
    } else {
      taken.sample.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"4, false", "4, true"})
  void closeInTheMiddleOfEverything(int slots, boolean virtual) throws InterruptedException {
    for (int round = 0; round < 30; round++) {
      SampleAllocator allocator =
          SampleAllocator.builder("closing").count(slots).sampleSize(4096).build();
      ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();
      AtomicInteger told = new AtomicInteger();
      AtomicInteger leases = new AtomicInteger();
      allocator.setReleaseHandler(release -> told.incrementAndGet());
      Workers workers = new Workers();
      for (int t = 0; t < 4; t++) {
        int number = t;
        workers.start(
            virtual,
            () -> {
              Random random = new Random(number);
              try {
                while (true) {
                  SampleLease lease = allocator.allocate();
                  leases.incrementAndGet();
                  use(lease, number, random, passed);
                  Passed taken;
                  while ((taken = passed.poll()) != null) {
                    read(taken, random, passed);
                  }
                }
              } catch (AllocatorClosedException e) {
                Passed taken;
                while ((taken = passed.poll()) != null) {
                  check(taken.sample.segment(), taken.stamp);
                  taken.sample.close();
                }
              }
            });
      }
      workers.start(
          false,
          () -> {
            Eventually.until("they run", () -> leases.get() >= 40 || workers.failed());
            allocator.close();
          });
      workers.join();
      Passed taken;
      while ((taken = passed.poll()) != null) {
        check(taken.sample.segment(), taken.stamp);
        taken.sample.close();
      }
      assertThat(allocator.close(Duration.ofSeconds(5))).as("round %d", round).isEmpty();
      assertThat(told.get()).isEqualTo(leases.get());
      assertThat(allocator.statistics().allocated()).isEqualTo(leases.get());
      assertThat(allocator.statistics().returned()).isEqualTo(leases.get());
    }
  }
}
