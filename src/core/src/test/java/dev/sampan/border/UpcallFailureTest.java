package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.support.Recorded;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I8")
@Tag("I10")
@DisplayName("I8: a flight recording tells which native call failed, with what code and why")
@Timeout(60)
class UpcallFailureTest {

  /** IWMSBufferAllocator's first method after those of IUnknown. */
  private static final int ALLOCATE_BUFFER = 3;

  @Test
  void aRefusedAllocationIsRecordedWithTheHolders() {
    SampleAllocator allocator =
        SampleAllocator.builder("refusing").sampleSize(5000).count(1).build();
    long pointer = new AllocatorObject(allocator, Duration.ZERO, true).show();
    try (Recorded recorded = Recorded.start("UpcallFailure");
        Arena arena = Arena.ofConfined();
        SampleLease only = allocator.tryAllocate()) {
      assertThat(only).isNotNull();
      long out = arena.allocate(ValueLayout.JAVA_LONG).address();
      assertThat(NativeMethods.call(pointer, ALLOCATE_BUFFER, 4000, out))
          .isEqualTo(Sampan.MF_E_SAMPLEALLOCATOR_EMPTY());
      assertThat(NativeMethods.call(pointer, ALLOCATE_BUFFER, 5001, out))
          .isEqualTo(Sampan.E_INVALIDARG());

      assertThat(recorded.stop("UpcallFailure", "method", "AllocateBuffer"))
          .satisfiesExactly(
              event -> {
                assertThat(event.getString("code"))
                    .isEqualTo("0x%08X".formatted(Sampan.MF_E_SAMPLEALLOCATOR_EMPTY()));
                assertThat(event.getString("message"))
                    .contains("1 of 1 samples of \"refusing\" held: application ×1");
              },
              event -> {
                assertThat(event.getString("code")).isEqualTo("0x80070057");
                assertThat(event.getString("message")).contains("a buffer of 5001 bytes");
              });
    } finally {
      NativeMethods.call(pointer, 2);
    }
  }
}
