package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Walks at random through everything that one thread can do with an allocator, beside a model that
 * is a few lists. {@code -Dsampan.seed=N} walks the walk of a failure again.
 */
@Tag("I1")
@Tag("I2")
@Tag("I3")
@Tag("I4")
@Tag("I5")
@Tag("I6")
@DisplayName("I1–I6: random operations agree with a reference model")
@Timeout(60)
class AllocatorModelTest {

  private static final int STEPS = 120;
  private static final long NANOS = 3_000_000_000L;

  private static final List<Holder> HOLDERS =
      List.of(
          Holder.APPLICATION,
          new Holder("encoder", Holder.Kind.ENCODER),
          new Holder("mux", Holder.Kind.MUXER_STREAM));

  @Test
  void randomWalksAgreeWithTheModel() throws InterruptedException {
    Long given = Long.getLong("sampan.seed");
    if (given != null) {
      walk(given);
      return;
    }
    long start = System.nanoTime();
    long seed = start;
    int walks = 0;
    while (System.nanoTime() - start < NANOS) {
      walk(seed++);
      walks++;
    }
    assertThat(walks).as("walks within the time").isGreaterThan(20);
  }

  private static void walk(long seed) throws InterruptedException {
    Walk walk = new Walk(seed);
    try {
      walk.run();
    } catch (Throwable t) {
      throw new AssertionError(
          "seed %d (replay with -Dsampan.seed=%d), after %s"
              .formatted(seed, seed, String.join(", ", walk.done)),
          t);
    } finally {
      walk.allocator.close();
    }
  }

  /** What the model knows of a slot that is out. */
  private static final class Out {
    final long handle;
    final long address;
    long length;
    long stamp;
    SampleProperties properties = SampleProperties.NONE;
    int references = 1;

    Out(long handle, long address, long length, long stamp) {
      this.handle = handle;
      this.address = address;
      this.length = length;
      this.stamp = stamp;
    }
  }

  /** What the model knows of a lease or hold. */
  private static final class Right<T> {
    final T object;
    final Out out;
    final Holder holder;
    final SampleProperties properties;
    MemorySegment segment;

    Right(T object, Out out, Holder holder, SampleProperties properties) {
      this.object = object;
      this.out = out;
      this.holder = holder;
      this.properties = properties;
    }
  }

  private static final class Walk {
    final Random random;
    final SampleAllocator allocator;
    final int capacity;
    final long size;
    final List<String> done = new ArrayList<>();

    final List<Right<SampleLease>> leases = new ArrayList<>();
    final List<Right<Sample>> holds = new ArrayList<>();
    final List<SampleLease> deadLeases = new ArrayList<>();
    final List<Sample> deadHolds = new ArrayList<>();
    final List<MemorySegment> deadSegments = new ArrayList<>();
    final List<Long> deadHandles = new ArrayList<>();
    final List<Release> told = new ArrayList<>();
    boolean listening;
    boolean closed;
    long allocated;
    long returned;
    long exhausted;
    long misuses;
    int most;

    Walk(long seed) {
      random = new Random(seed);
      capacity = 1 + random.nextInt(random.nextBoolean() ? 3 : 12);
      size = random.nextBoolean() ? 64 : 5000;
      allocator = SampleAllocator.builder("walk").sampleSize(size).count(capacity).build();
    }

    void run() throws InterruptedException {
      for (int i = 0; i < STEPS; i++) {
        step();
        check();
      }
      done.add("finish");
      allocator.close();
      closed = true;
      while (!leases.isEmpty()) {
        cancel();
        check();
      }
      while (!holds.isEmpty()) {
        closeHold();
        check();
      }
      assertThat(allocator.close(java.time.Duration.ofSeconds(5))).isEmpty();
    }

    void step() {
      switch (random.nextInt(24)) {
        case 0, 1, 2, 3, 4 -> allocate();
        case 5, 6 -> openLease();
        case 7 -> change();
        case 8, 9, 10 -> publish();
        case 11 -> cancel();
        case 12, 13 -> retain();
        case 14 -> passOn();
        case 15, 16, 17, 18 -> closeHold();
        case 19 -> openHold();
        case 20 -> misuse();
        case 21 -> setHandler();
        case 22 -> staleHandle();
        default -> {
          if (random.nextInt(20) == 0) {
            done.add("close");
            allocator.close();
            closed = true;
          }
        }
      }
    }

    <T> T any(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    Holder anyHolder() {
      return any(HOLDERS);
    }

    void allocate() {
      done.add("allocate");
      if (closed) {
        assertThatThrownBy(allocator::tryAllocate).isInstanceOf(AllocatorClosedException.class);
        return;
      }
      Holder holder = anyHolder();
      SampleLease lease = allocator.tryAllocate(holder);
      if (outs().size() == capacity) {
        assertThat(lease).isNull();
        exhausted++;
        return;
      }
      assertThat(lease).as("a lease while %d of %d are out", outs().size(), capacity).isNotNull();
      assertThat(outs()).doesNotContainKey(lease.handle());
      assertThat(outs().values()).noneMatch(out -> out.address == lease.address());
      assertThat(deadHandles).doesNotContain(lease.handle());
      assertThat(lease.length()).isEqualTo(size);
      assertThat(lease.properties()).isEqualTo(SampleProperties.NONE);
      Out out = new Out(lease.handle(), lease.address(), size, 0);
      leases.add(new Right<>(lease, out, holder, SampleProperties.NONE));
      allocated++;
      most = Math.max(most, outs().size());
      stamp(leases.getLast());
    }

    void stamp(Right<SampleLease> right) {
      right.segment = right.object.segment();
      assertThat(right.segment.address()).isEqualTo(right.out.address);
      right.out.stamp = random.nextLong();
      for (long at = 0; at + 8 <= size; at += 56) {
        right.segment.set(ValueLayout.JAVA_LONG_UNALIGNED, at, right.out.stamp);
      }
    }

    void openLease() {
      if (!leases.isEmpty()) {
        done.add("write");
        stamp(any(leases));
      }
    }

    void change() {
      if (!leases.isEmpty()) {
        done.add("set length and properties");
        Right<SampleLease> right = any(leases);
        right.out.length = random.nextLong(size + 1);
        right.out.properties = SampleProperties.NONE.withTime(random.nextInt());
        right.object.setLength(right.out.length).setProperties(right.out.properties);
        assertThatThrownBy(() -> right.object.setLength(size + 1))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }

    void publish() {
      if (!leases.isEmpty()) {
        done.add("publish");
        Right<SampleLease> right = any(leases);
        leases.remove(right);
        boolean same = random.nextBoolean();
        Holder holder = same ? right.holder : anyHolder();
        Sample sample = same ? right.object.publish() : right.object.publish(holder);
        holds.add(new Right<>(sample, right.out, holder, right.out.properties));
        deadLeases.add(right.object);
        kill(right.segment);
      }
    }

    void kill(MemorySegment segment) {
      if (segment != null) {
        deadSegments.add(segment);
      }
    }

    void cancel() {
      if (!leases.isEmpty()) {
        done.add("cancel");
        Right<SampleLease> right = any(leases);
        leases.remove(right);
        told.clear();
        right.object.close();
        deadLeases.add(right.object);
        kill(right.segment);
        returned(right.out, right.holder, Release.Reason.CANCELLED);
      }
    }

    void returned(Out out, Holder holder, Release.Reason reason) {
      returned++;
      deadHandles.add(out.handle);
      if (!listening) {
        assertThat(told).isEmpty();
        return;
      }
      assertThat(told).hasSize(1);
      Release release = told.get(0);
      assertThat(release.handle()).isEqualTo(out.handle);
      assertThat(release.holder()).isEqualTo(holder);
      assertThat(release.reason()).isEqualTo(reason);
      assertThat(release.length()).isEqualTo(out.length);
    }

    void retain() {
      if (!holds.isEmpty()) {
        done.add("retain");
        Right<Sample> right = any(holds);
        Right<Sample> added;
        switch (random.nextInt(3)) {
          case 0 ->
              added = new Right<>(right.object.retain(), right.out, right.holder, right.properties);
          case 1 -> {
            Holder holder = anyHolder();
            added = new Right<>(right.object.retain(holder), right.out, holder, right.properties);
          }
          default -> {
            Holder holder = anyHolder();
            SampleProperties other = right.properties.withDuration(random.nextInt(100));
            added = new Right<>(right.object.retain(holder, other), right.out, holder, other);
          }
        }
        right.out.references++;
        holds.add(added);
      }
    }

    void passOn() {
      if (!holds.isEmpty()) {
        done.add("pass on");
        Right<Sample> right = any(holds);
        holds.remove(right);
        Holder holder = anyHolder();
        holds.add(new Right<>(right.object.passTo(holder), right.out, holder, right.properties));
        deadHolds.add(right.object);
        kill(right.segment);
      }
    }

    void closeHold() {
      if (!holds.isEmpty()) {
        done.add("close a hold");
        Right<Sample> right = any(holds);
        holds.remove(right);
        told.clear();
        right.object.close();
        deadHolds.add(right.object);
        kill(right.segment);
        if (--right.out.references == 0) {
          returned(right.out, right.holder, Release.Reason.RELEASED);
        } else {
          assertThat(told).isEmpty();
        }
      }
    }

    void openHold() {
      if (!holds.isEmpty()) {
        done.add("read");
        Right<Sample> right = any(holds);
        right.segment = right.object.segment();
        assertThat(right.segment.isReadOnly()).isTrue();
        assertThat(right.segment.byteSize()).isEqualTo(right.out.length);
      }
    }

    void misuse() {
      done.add("misuse");
      if (!deadLeases.isEmpty()) {
        SampleLease lease = any(deadLeases);
        lease.close();
        assertThatThrownBy(lease::segment).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(lease::publish).isInstanceOf(IllegalStateException.class);
        misuses++;
      }
      if (!deadHolds.isEmpty()) {
        Sample sample = any(deadHolds);
        assertThatThrownBy(sample::close).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(sample::retain).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sample.passTo(anyHolder()))
            .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(sample::segment).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(sample::length).isInstanceOf(IllegalStateException.class);
        misuses += 3;
      }
      if (!deadSegments.isEmpty()) {
        MemorySegment segment = any(deadSegments);
        assertThat(segment.scope().isAlive()).isFalse();
        if (segment.byteSize() > 0) {
          assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0))
              .isInstanceOf(IllegalStateException.class);
        }
      }
    }

    void staleHandle() {
      if (!deadHandles.isEmpty()) {
        done.add("stale handle");
        long handle = any(deadHandles);
        boolean slotExists = ControlTable.find(handle) != null;
        assertThat(SampleHandles.release(handle)).isEqualTo(SampleHandles.STALE);
        assertThat(SampleHandles.addRef(handle)).isEqualTo(SampleHandles.STALE);
        if (slotExists) {
          misuses += 2;
        }
      }
    }

    void setHandler() {
      listening = random.nextBoolean();
      done.add(listening ? "listen" : "stop listening");
      allocator.setReleaseHandler(listening ? told::add : null);
      told.clear();
    }

    Map<Long, Out> outs() {
      Map<Long, Out> outs = new LinkedHashMap<>();
      leases.forEach(right -> outs.put(right.out.handle, right.out));
      holds.forEach(right -> outs.put(right.out.handle, right.out));
      return outs;
    }

    void check() {
      int out = outs().size();
      assertThat(allocator.freeCount()).isEqualTo(closed ? 0 : capacity - out);
      AllocatorStatistics numbers = allocator.statistics();
      assertThat(numbers.out()).isEqualTo(out);
      assertThat(numbers.allocated()).isEqualTo(allocated);
      assertThat(numbers.returned()).isEqualTo(returned);
      assertThat(numbers.exhausted()).isEqualTo(exhausted);
      assertThat(numbers.misuses()).isEqualTo(misuses);
      assertThat(numbers.recovered()).isZero();
      assertThat(numbers.highWater()).isBetween(most, capacity);
      Map<Holder, Integer> expected = new HashMap<>();
      leases.forEach(right -> expected.merge(right.holder, 1, Integer::sum));
      holds.forEach(right -> expected.merge(right.holder, 1, Integer::sum));
      Map<Holder, Integer> actual = new HashMap<>();
      allocator.holders().forEach(row -> actual.put(row.holder(), row.count()));
      assertThat(actual).isEqualTo(expected);
      for (Right<SampleLease> right : leases) {
        assertThat(right.object.handle()).isEqualTo(right.out.handle);
        assertThat(right.object.length()).isEqualTo(right.out.length);
        assertThat(right.object.properties()).isEqualTo(right.out.properties);
      }
      for (Right<Sample> right : holds) {
        assertThat(right.object.handle()).isEqualTo(right.out.handle);
        assertThat(right.object.length()).isEqualTo(right.out.length);
        assertThat(right.object.properties()).isEqualTo(right.properties);
        if (right.segment != null) {
          for (long at = 0; at + 8 <= right.out.length; at += 56) {
            assertThat(right.segment.get(ValueLayout.JAVA_LONG_UNALIGNED, at))
                .isEqualTo(right.out.stamp);
          }
        }
      }
    }
  }
}
