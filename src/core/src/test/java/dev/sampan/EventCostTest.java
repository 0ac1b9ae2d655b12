package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.support.AllocatedBytes;
import java.time.Duration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Events that nobody records leave nothing to the garbage collector")
@Timeout(60)
class EventCostTest {

  private static final int TIMES = 20_000;

  /** A lease and a hold, 24 bytes each. */
  private static final long LIFE = 48;

  /** Bytes that each life of a sample leaves. */
  private long bytesPerLife() {
    try (SampleAllocator allocator = SampleAllocator.builder("cost").count(4).build()) {
      lives(allocator);
      long before = AllocatedBytes.soFar();
      lives(allocator);
      return (AllocatedBytes.soFar() - before) / TIMES;
    }
  }

  private static void lives(SampleAllocator allocator) {
    for (int i = 0; i < TIMES; i++) {
      SampleLease lease = allocator.tryAllocate();
      lease.publish().close();
    }
  }

  @Test
  void offWithoutARecordingAndInARecordingOfOtherThings() throws Exception {
    assertThat(bytesPerLife()).isLessThanOrEqualTo(LIFE);
    try (Recording recording = new Recording()) {
      recording.enable("jdk.GarbageCollection");
      for (var type : FlightRecorder.getFlightRecorder().getEventTypes()) {
        if (type.getName().startsWith("sampan.")) {
          recording.disable(type.getName());
        }
      }
      recording.start();
      assertThat(bytesPerLife()).isLessThanOrEqualTo(LIFE);
    }
  }

  @Test
  void onThereIsAnEventForEachLeaseAndHold() throws Exception {
    try (Recording recording = new Recording()) {
      recording.enable("sampan.Lease").withThreshold(Duration.ofHours(1));
      recording.enable("sampan.Hold").withThreshold(Duration.ofHours(1));
      recording.start();
      assertThat(bytesPerLife())
          .as("this test would see an event that is made although nobody wants it")
          .isGreaterThan(LIFE + 32);
    }
  }
}
