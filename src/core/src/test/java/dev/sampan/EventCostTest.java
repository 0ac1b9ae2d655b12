package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.jfr.HoldEvent;
import dev.sampan.jfr.LeaseEvent;
import dev.sampan.support.AllocatedBytes;
import java.time.Duration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Events of leases and holds leave nothing to the garbage collector, recorded or not")
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
  void onASlotKeepsOneEventForAllItsLeases() throws Exception {
    try (Recording recording = new Recording()) {
      recording.setToDisk(false);
      recording.enable("sampan.Lease").withThreshold(Duration.ZERO);
      recording.enable("sampan.Hold").withThreshold(Duration.ZERO);
      recording.start();
      assertThat(LeaseEvent.isOn()).isTrue();
      assertThat(HoldEvent.isOn()).isTrue();
      assertThat(bytesPerLife()).isLessThanOrEqualTo(LIFE);
    }
  }
}
