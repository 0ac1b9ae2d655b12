package dev.sampan.io;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import dev.sampan.stream.StreamFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;

/** Records until it is killed, and says how many samples are safe. */
final class RecordingProgram {

  private RecordingProgram() {}

  /** Records into the folder that is the only argument. */
  public static void main(String[] arguments) throws Exception {
    SampleAllocator allocator =
        SampleAllocator.builder("program").sampleSize(20_000).count(8).build();
    RecordingSink sink = RecordingSink.to(Path.of(arguments[0])).allocator(allocator).build();
    sink.begin(List.of(new StreamFormat.Data("numbers")));
    for (int i = 0; ; i++) {
      SampleLease lease = allocator.allocate();
      int length = length(i);
      fill(i, lease.segment().asSlice(0, length));
      lease.setLength(length).setProperties(SampleProperties.NONE.withTime(i));
      try (Sample sample = lease.publish()) {
        sink.write(0, i, sample);
      }
      if (i % 16 == 15) {
        System.out.println(sink.sync());
      }
    }
  }

  private static int length(int number) {
    return 1 + number * 7919 % 20_000;
  }

  private static void fill(int number, MemorySegment memory) {
    memory.fill((byte) number);
    memory.set(ValueLayout.JAVA_BYTE, memory.byteSize() - 1, (byte) (number >> 8));
  }

  /** Fails unless a sample is what was written as this number. */
  static void check(int number, Sample sample) {
    MemorySegment expected = MemorySegment.ofArray(new byte[length(number)]);
    fill(number, expected);
    if (expected.mismatch(sample.segment()) != -1) {
      throw new AssertionError("sample " + number + " is not what was written");
    }
  }
}
