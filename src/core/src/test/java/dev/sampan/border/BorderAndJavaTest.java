package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.Holder;
import dev.sampan.Release;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleHandles;
import dev.sampan.SampleLease;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.support.Eventually;
import dev.sampan.support.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("I4")
@Tag("I10")
@DisplayName("Samples that Java and native code share")
@Timeout(60)
class BorderAndJavaTest {

  private static NativeProgram program;
  private static long runtime;

  @BeforeAll
  static void load(@TempDir Path folder) throws Exception {
    program = NativeProgram.load(CSource.compile(folder, "border.c"));
    runtime = NativeRuntime.export();
  }

  private static SampleAllocator allocator(int count) {
    return SampleAllocator.builder("shared").sampleSize(5000).count(count).build();
  }

  private static long shown(SampleAllocator allocator, Duration limit) {
    return new AllocatorObject(allocator, limit, true).show();
  }

  private static String lastError() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(2000);
      long code = program.call("last_error", runtime, text.address(), text.byteSize());
      return "0x%08x %s".formatted(code, text.getString(0));
    }
  }

  @Test
  void javasSampleIsSeenByItsHandle() {
    try (SampleAllocator allocator = allocator(1);
        SampleLease lease = allocator.tryAllocate()) {
      lease.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 77);
      lease.setLength(1234);
      Sample sample = lease.publish();
      assertThat(program.call("look", runtime, sample.handle(), 1234, 77)).isZero();
      sample.close();
      assertThat(allocator.freeCount()).isOne();
      assertThat(allocator.statistics().misuses()).isZero();
    }
  }

  @Test
  void nativeSampleIsHeldInJavaAfterNativeCodeLetGo() {
    SampleAllocator allocator = allocator(1);
    long pointer = shown(allocator, Duration.ZERO);
    List<Release> releases = new ArrayList<>();
    allocator.setReleaseHandler(releases::add);
    long handle = program.call("make", runtime, pointer, 4321, 66);
    Sample sample = SampleHandles.publish(handle, Holder.application("viewer"));
    Sample second = SampleHandles.retain(handle, Holder.application("second"));
    assertThat(SampleHandles.release(handle)).as("native code's own reference").isEqualTo(2);
    assertThat(sample.segment().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 66);
    assertThat(sample.length()).isEqualTo(4321);
    assertThat(releases).isEmpty();
    sample.close();
    assertThat(second.segment().byteSize()).isEqualTo(4321);
    second.close();
    assertThat(releases).hasSize(1);
    assertThat(releases.get(0).reason()).isEqualTo(Release.Reason.RELEASED);
    assertThat(releases.get(0).handle()).isEqualTo(handle);
    assertThat(releases.get(0).length()).isEqualTo(4321);
    assertThat(SampleHandles.release(handle)).isEqualTo(SampleHandles.STALE);
    assertThat(ObjectBlocks.release(pointer)).isZero();
  }

  @Test
  void releaseAfterJavaClosedTheAllocator() {
    SampleAllocator allocator = allocator(2);
    long pointer = shown(allocator, Duration.ZERO);
    program.call("set_counter", runtime, pointer);
    long buffer = program.call("allocate_pointer", pointer);
    allocator.retire();
    assertThat(program.call("allocate_code", pointer))
        .isEqualTo(Integer.toUnsignedLong(Sampan.MF_E_NOT_INITIALIZED()));
    assertThat(program.call("counted")).isZero();
    assertThat((int) program.call("release_pointer", buffer)).isZero();
    assertThat(program.call("counted")).isOne();
    assertThat(SampleAllocator.mapped()).doesNotContain(allocator);
    assertThat((int) program.call("release_pointer", buffer)).as("stale").isZero();
    assertThat(lastError()).startsWith("0x80070006 ");
    assertThat(ObjectBlocks.release(pointer)).isZero();
  }

  @Test
  void closingEndsNativeWaits() throws InterruptedException {
    SampleAllocator allocator = allocator(1);
    long pointer = shown(allocator, Duration.ofSeconds(60));
    long buffer = program.call("allocate_pointer", pointer);
    AtomicInteger code = new AtomicInteger();
    Workers workers = new Workers();
    workers.start("native waiter", () -> code.set((int) program.call("allocate_code", pointer)));
    Eventually.until("it waits", () -> allocator.statistics().waits() == 1);
    allocator.retire();
    workers.join();
    assertThat(code).hasValue(Sampan.MF_E_SAMPLEALLOCATOR_CANCELED());
    program.call("release_pointer", buffer);
    ObjectBlocks.release(pointer);
  }

  @Test
  void anErrorTextNamesJavasHolders() {
    SampleAllocator allocator = allocator(2);
    long pointer = shown(allocator, Duration.ZERO);
    SampleLease one = allocator.tryAllocate(new Holder("wmv2 encoder", Holder.Kind.ENCODER));
    long buffer = program.call("allocate_pointer", pointer);
    assertThat(program.call("allocate_code", pointer))
        .isEqualTo(Integer.toUnsignedLong(Sampan.MF_E_SAMPLEALLOCATOR_EMPTY()));
    assertThat(lastError())
        .startsWith("0xc00d4a3e ")
        .contains("2 of 2 samples of \"shared\"", "wmv2 encoder", "native consumer");
    one.close();
    program.call("release_pointer", buffer);
    assertThat(ObjectBlocks.release(pointer)).isZero();
  }
}
