package dev.sampan.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.memory.PageSize;
import dev.sampan.stream.SampleWriter;
import dev.sampan.stream.StreamFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Samples are written to a file in order, every byte, with the exact length")
@Timeout(120)
class DirectFileSinkTest {

  private static final int BLOCK = 1 << 16;

  private Path folder;
  private SampleAllocator allocator;

  @BeforeEach
  void onADisk() throws IOException {
    folder = Files.createTempDirectory(TestFiles.DISK, "io");
    allocator = SampleAllocator.builder("written").sampleSize(BLOCK).count(8).build();
  }

  @AfterEach
  void everythingIsBack() throws Exception {
    assertThat(allocator.close(Duration.ofSeconds(10))).as("who holds samples").isEmpty();
    assertThat(allocator.statistics().recovered()).isZero();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static DirectFileSink sink(DirectFileSink.Builder builder, IoEngine engine)
      throws IOException {
    DirectFileSink sink = builder.engine(engine).build();
    try {
      sink.begin(List.of(new StreamFormat.Data("test")));
    } catch (IOException e) {
      assumeTrue(
          engine == IoEngine.BUFFERED || !e.getMessage().contains("cannot be opened with"),
          "not on this machine: direct I/O: " + e.getMessage());
      throw e;
    }
    sink.abort();
    return sink;
  }

  /** Writes random bytes in samples of some lengths. Returns their digest. */
  private String write(DirectFileSink sink, long size, LongSupplier lengths) throws Exception {
    var digest = java.security.MessageDigest.getInstance("SHA-256");
    Random random = new Random(size);
    byte[] bytes = new byte[BLOCK];
    try (SampleWriter writer =
        SampleWriter.to(sink).stream(new StreamFormat.Data("test")).allocator(allocator).build()) {
      writer.begin();
      for (long left = size; left > 0; ) {
        int length = (int) Math.min(left, lengths.getAsLong());
        random.nextBytes(bytes);
        digest.update(bytes, 0, length);
        try (SampleLease lease = writer.allocate()) {
          MemorySegment.copy(bytes, 0, lease.segment(), ValueLayout.JAVA_BYTE, 0, length);
          writer.write(0, 0, lease.setLength(length));
        }
        left -= length;
      }
      writer.end();
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("What was written is what sha256sum reads, at sizes around blocks and pages")
  void everyByteIsWritten(IoEngine engine) throws Exception {
    Path file = folder.resolve("out");
    int depth = 1;
    long page = PageSize.bytes();
    for (long size :
        new long[] {
          0, 1, 511, 512, 513, page - 1, page, page + 1, BLOCK, BLOCK + 1, 5_000_001, 8 << 20
        }) {
      DirectFileSink sink = sink(DirectFileSink.to(file).depth(depth).allocator(allocator), engine);
      String digest = write(sink, size, () -> BLOCK);
      assertThat(Files.size(file)).isEqualTo(size);
      assertThat(TestFiles.sha256sum(file)).as("%d bytes", size).isEqualTo(digest);
      assertThat(sink.engine().engine()).isEqualTo(engine);
      assertThat(sink.bytesWritten()).isEqualTo(size);
      assertThat(sink.bytesCopied()).isEqualTo(size % sink.engine().alignment());
      depth = depth == 64 ? 1 : depth * 2;
    }
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("Samples of any lengths follow each other without a gap; what is copied is counted")
  void anyLengths(IoEngine engine) throws Exception {
    Path file = folder.resolve("out");
    Random random = new Random(7);
    DirectFileSink sink = sink(DirectFileSink.to(file), engine);
    String digest = write(sink, 6_543_210, () -> 1 + random.nextInt(BLOCK));
    assertThat(TestFiles.sha256sum(file)).isEqualTo(digest);
    assertThat(sink.bytesCopied() > 0).isEqualTo(engine.isDirect());
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("Space that was reserved and not used is given back")
  void preallocation(IoEngine engine) throws Exception {
    Path file = folder.resolve("out");
    DirectFileSink sink = sink(DirectFileSink.to(file).preallocate(32 << 20), engine);
    String digest = write(sink, 3 * BLOCK + 7, () -> BLOCK);
    assertThat(TestFiles.sha256sum(file)).isEqualTo(digest);
    long blocks = Long.parseLong(TestFiles.run("stat", "-c", "%b", file.toString()).strip());
    assertThat(blocks * 512).isLessThan(1 << 20);
  }

  @Test
  @DisplayName("That a sink was not told whose samples come costs its fixed buffers, and is shown")
  void noAllocatorIsNamed() throws Exception {
    Path file = folder.resolve("out");
    DirectFileSink told = sink(DirectFileSink.to(file).allocator(allocator), IoEngine.IO_URING);
    DirectFileSink untold = sink(DirectFileSink.to(file), IoEngine.IO_URING);
    assertThat(untold.engine().fixedBuffers()).isFalse();
    assertThat(untold.engine().reason()).contains("no allocator was named");
    assertThat(told.engine().reason()).doesNotContain("no allocator was named");
  }

  @Test
  @DisplayName("Reserving more than the disk has fails at the beginning and leaves nothing")
  void reservingTooMuch() throws Exception {
    Path file = folder.resolve("out");
    DirectFileSink sink = sink(DirectFileSink.to(file), IoEngine.IO_URING);
    assertThat(sink.engine().engine()).isEqualTo(IoEngine.IO_URING);
    DirectFileSink greedy = DirectFileSink.to(file).preallocate(1L << 43).build();
    try (SampleWriter writer =
        SampleWriter.to(greedy).stream(new StreamFormat.Data("test")).build()) {
      assertThatThrownBy(writer::begin)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("could not reserve 8796093022208 bytes")
          .hasMessageMatching("(?s).*(No space left|File too large).*");
    }
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  @DisplayName("Nothing has the final name until the end, and after an abort nothing is left")
  void abortLeavesNothing() throws Exception {
    Path file = Files.writeString(folder.resolve("out"), "older");
    DirectFileSink sink = DirectFileSink.to(file).build();
    SampleWriter writer =
        SampleWriter.to(sink).stream(new StreamFormat.Data("test")).allocator(allocator).build();
    writer.begin();
    for (int i = 0; i < 20; i++) {
      try (SampleLease lease = writer.allocate()) {
        writer.write(0, 0, lease.setLength(BLOCK - i));
      }
    }
    writer.close();
    assertThat(file).hasContent("older");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("An interrupt ends the wait of a write, loses nothing, and leaves the file open")
  void interruptsLoseNothing(IoEngine engine) throws Exception {
    Path file = folder.resolve("out");
    DirectFileSink sink = sink(DirectFileSink.to(file).depth(2).allocator(allocator), engine);
    sink.begin(List.of(new StreamFormat.Data("test")));
    int interrupts = 0;
    for (int i = 0; i < 40; i++) {
      SampleLease lease = allocator.allocate();
      lease.segment().fill((byte) i);
      try (Sample sample = lease.setLength(i < 39 ? BLOCK : 700).publish()) {
        if (i % 2 == 0) {
          Thread.currentThread().interrupt();
          assertThatThrownBy(() -> sink.write(0, 0, sample))
              .isInstanceOf(InterruptedException.class);
          interrupts++;
        }
        sink.write(0, 0, sample);
      }
    }
    Thread.currentThread().interrupt();
    sink.end();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(interrupts).isEqualTo(20);
    byte[] written = Files.readAllBytes(file);
    assertThat(written).hasSize(39 * BLOCK + 700);
    for (int i = 0; i < written.length; i++) {
      if (written[i] != (byte) (i / BLOCK)) {
        throw new AssertionError("byte " + i + " is of another sample");
      }
    }
  }

  @Test
  @DisplayName("I4: a sample is the kernel's until it is written, though the caller let go of it")
  void theKernelHoldsWhatItWrites() throws Exception {
    Path file = folder.resolve("out");
    DirectFileSink sink = DirectFileSink.to(file).depth(8).allocator(allocator).build();
    sink.begin(List.of(new StreamFormat.Data("test")));
    for (int round = 0; round < 200; round++) {
      byte value = (byte) round;
      // Waits until the kernel is done with one: a slot that came back too early would be
      // overwritten while it is on its way.
      SampleLease lease = allocator.allocate();
      lease.segment().fill(value);
      Sample sample = lease.publish();
      sink.write(0, 0, sample);
      sample.close();
    }
    sink.end();
    byte[] written = Files.readAllBytes(file);
    assertThat(written).hasSize(200 * BLOCK);
    for (int i = 0; i < written.length; i++) {
      if (written[i] != (byte) (i / BLOCK)) {
        throw new AssertionError("byte " + i + " is of another sample");
      }
    }
  }
}
