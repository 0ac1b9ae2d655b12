package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.jfr.AllocationWaitEvent;
import dev.sampan.jfr.CopyEvent;
import dev.sampan.jfr.EncodeEvent;
import dev.sampan.jfr.FileReadEvent;
import dev.sampan.jfr.FileWriteEvent;
import dev.sampan.jfr.HoldEvent;
import dev.sampan.jfr.LeaseEvent;
import dev.sampan.jfr.MuxEvent;
import dev.sampan.jfr.ReleaseNotificationEvent;
import dev.sampan.support.AllocatedBytes;
import java.time.Duration;
import java.util.List;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I10")
@DisplayName(
    "I10: events leave nothing to the garbage collector if off; those of leases and holds never")
@Timeout(60)
class EventCostTest {

  private static final int TIMES = 20_000;

  /** A lease and a hold, 32 bytes each. */
  private static final long LIFE = 64;

  private static final List<String> STEPS =
      List.of(
          "AllocationWait",
          "ReleaseNotification",
          "FileRead",
          "FileWrite",
          "Encode",
          "Mux",
          "Copy");

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
      disableAll(recording);
      recording.start();
      assertThat(bytesPerLife()).isLessThanOrEqualTo(LIFE);
    }
  }

  @Test
  @DisplayName("Events of waits, notifications, files, encoders, muxers and copies are free if off")
  void stepsAreFreeWhileOff() {
    SampleAllocator.builder("registers the events").build().close();
    assertThat(stepsBegun()).isZero();
    assertThat(bytesPerStep()).isZero();
    try (Recording recording = new Recording()) {
      recording.enable("jdk.GarbageCollection");
      disableAll(recording);
      recording.start();
      assertThat(stepsBegun()).isZero();
      assertThat(bytesPerStep()).isZero();
    }
    try (Recording recording = new Recording()) {
      STEPS.forEach(name -> recording.enable("sampan." + name));
      recording.start();
      assertThat(stepsBegun()).as("the same calls where somebody records").isEqualTo(STEPS.size());
    }
  }

  private static long bytesPerStep() {
    for (int i = 0; i < TIMES; i++) {
      stepsBegun();
    }
    long before = AllocatedBytes.soFar();
    for (int i = 0; i < TIMES; i++) {
      stepsBegun();
    }
    return (AllocatedBytes.soFar() - before) / TIMES;
  }

  /** Does for each of {@link #STEPS} what is done where it may be off. */
  private static int stepsBegun() {
    CopyEvent.report("nobody", 0, "to see what it costs");
    return (AllocationWaitEvent.beginIfOn() == null ? 0 : 1)
        + (ReleaseNotificationEvent.beginIfOn() == null ? 0 : 1)
        + (FileReadEvent.beginIfOn() == null ? 0 : 1)
        + (FileWriteEvent.beginIfOn() == null ? 0 : 1)
        + (EncodeEvent.beginIfOn() == null ? 0 : 1)
        + (MuxEvent.beginIfOn() == null ? 0 : 1)
        + (CopyEvent.isOn() ? 1 : 0);
  }

  private static void disableAll(Recording recording) {
    for (var type : FlightRecorder.getFlightRecorder().getEventTypes()) {
      if (type.getName().startsWith("sampan.")) {
        recording.disable(type.getName());
      }
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
