package dev.sampan.jfr;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;

/** Lends samples, some for longer; runs in a process of its own. */
final class RecordingProgram {

  private RecordingProgram() {}

  public static void main(String[] arguments) throws Exception {
    Holder encoder = new Holder("wmv2 encoder", Holder.Kind.ENCODER);
    try (SampleAllocator allocator =
        SampleAllocator.builder("video").sampleSize(4096).count(2).build()) {
      for (int i = 0; i < 10; i++) {
        Sample sample = allocator.allocate().setLength(1000).publish(encoder);
        if (i == 9) {
          Thread.sleep(1200);
        }
        sample.close();
      }
      Sample first = allocator.allocate().publish(encoder);
      Sample second = allocator.allocate().publish(encoder);
      if (allocator.tryAllocate() != null) {
        throw new AssertionError("there are two samples");
      }
      first.close();
      second.close();
    }
    // Whether the flight recorder was started, which takes long, and its list of event types read.
    System.out.println("recorder initialised: " + jdk.jfr.FlightRecorder.isInitialized());
  }
}
