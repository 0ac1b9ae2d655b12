package dev.sampan.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sampan.AllocatorClosedException;
import dev.sampan.Holder;
import dev.sampan.Holding;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.memory.PageSize;
import dev.sampan.support.Eventually;
import dev.sampan.support.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A file is read into samples: every byte, the exact lengths, nothing left out")
@Timeout(120)
class DirectFileReaderTest {

  private static final long BLOCK = 1 << 16;

  private Path folder;
  private SampleAllocator allocator;

  @BeforeEach
  void onADisk() throws IOException {
    folder = Files.createTempDirectory(TestFiles.DISK, "io");
    allocator = SampleAllocator.builder("blocks").sampleSize(BLOCK).count(16).build();
  }

  @AfterEach
  void everythingIsBack() throws Exception {
    assertThat(allocator.close(Duration.ofSeconds(10))).as("who holds samples").isEmpty();
    assertThat(allocator.statistics().misuses()).isZero();
    assertThat(allocator.statistics().recovered()).isZero();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** A reader with this engine, if it is to be had here. */
  static DirectFileReader open(DirectFileReader.Builder builder, IoEngine engine)
      throws IOException {
    try {
      return builder.engine(engine).build();
    } catch (IOException e) {
      assumeTrue(
          engine == IoEngine.BUFFERED || !e.getMessage().contains("cannot be opened with"),
          "not on this machine: direct I/O: " + e.getMessage());
      throw e;
    }
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("What is read is what sha256sum reads, at sizes around blocks and pages")
  void everyByteIsRead(IoEngine engine) throws Exception {
    long page = PageSize.bytes();
    Random random = new Random(4);
    List<Long> sizes =
        new ArrayList<>(
            List.of(
                0L, 1L, 511L, 512L, 513L, page - 1, page, page + 1, BLOCK - 1, BLOCK, BLOCK + 1));
    for (int i = 0; i < 4; i++) {
      sizes.add(random.nextLong(8 << 20));
    }
    int depth = 1;
    for (long size : sizes) {
      Path file = TestFiles.random(folder, size);
      try (DirectFileReader reader =
          open(DirectFileReader.of(file, allocator).depth(depth), engine)) {
        assertThat(reader.engine().engine()).isEqualTo(engine);
        assertThat(reader.size()).isEqualTo(size);
        assertThat(TestFiles.sha256(reader))
            .as("%d bytes at depth %d", size, depth)
            .isEqualTo(TestFiles.sha256sum(file));
        assertThat(reader.read()).isNull();
      }
      depth = depth == 64 ? 1 : depth * 2;
    }
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("All samples but the last have the block size, and the last one what is left")
  void lengthsAreExact(IoEngine engine) throws Exception {
    Path file = TestFiles.random(folder, 2 * BLOCK + 5);
    try (DirectFileReader reader = open(DirectFileReader.of(file, allocator), engine)) {
      List<Long> lengths = new ArrayList<>();
      Sample sample;
      while ((sample = reader.read()) != null) {
        lengths.add(sample.length());
        sample.close();
      }
      assertThat(lengths).containsExactly(BLOCK, BLOCK, 5L);
    }
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("Several readers share one allocator, and positions are read beside the sequence")
  void severalReadersOnOneAllocator(IoEngine engine) throws Exception {
    Path file = TestFiles.random(folder, 3 << 20);
    byte[] expected = Files.readAllBytes(file);
    String digest = TestFiles.sha256sum(file);
    Workers workers = new Workers();
    for (int i = 0; i < 3; i++) {
      DirectFileReader reader = open(DirectFileReader.of(file, allocator).depth(3), engine);
      workers.start("sequence " + i, () -> assertThat(TestFiles.sha256(reader)).isEqualTo(digest));
      Random random = new Random(i);
      workers.start(
          "positions " + i,
          () -> {
            for (int j = 0; j < 50; j++) {
              long page = PageSize.bytes();
              long position = random.nextLong(expected.length / page + 1) * page;
              long length = (1 + random.nextInt((int) (BLOCK / page))) * page;
              try (Sample sample = reader.readAt(position, length)) {
                if (position >= expected.length) {
                  assertThat(sample).isNull();
                } else {
                  int end = (int) Math.min(position + length, expected.length);
                  assertThat(sample.segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
                      .isEqualTo(java.util.Arrays.copyOfRange(expected, (int) position, end));
                }
              }
            }
          });
      closers.add(reader);
    }
    workers.join();
    closers.forEach(DirectFileReader::close);
  }

  private final List<DirectFileReader> closers = new ArrayList<>();

  @Test
  @DisplayName("The best engine of this machine is chosen without being asked for, and shown")
  void theBestEngineIsChosen() throws Exception {
    Path file = TestFiles.random(folder, 5);
    try (DirectFileReader reader = DirectFileReader.of(file, allocator).build()) {
      EngineChoice choice = reader.engine();
      assertThat(choice.reason().isEmpty())
          .as("a reason is given if and only if there is a better engine: %s", choice)
          .isEqualTo(choice.engine() == IoEngine.IO_URING && choice.fixedBuffers());
      assertThat(reader.toString()).contains(choice.engine().toString());
    }
  }

  @Test
  @DisplayName("Guard pages cost the fixed buffers and nothing else, and that is shown")
  void guardPages() throws Exception {
    Path file = TestFiles.random(folder, 5 * BLOCK + 1);
    try (SampleAllocator guarded =
            SampleAllocator.builder("guarded").sampleSize(BLOCK).count(4).guardPages(true).build();
        DirectFileReader reader = open(DirectFileReader.of(file, guarded), IoEngine.IO_URING)) {
      assertThat(reader.engine().fixedBuffers()).isFalse();
      assertThat(reader.engine().reason())
          .isEqualTo("no fixed buffers, since \"guarded\" has guard pages between its samples");
      assertThat(TestFiles.sha256(reader)).isEqualTo(TestFiles.sha256sum(file));
    }
  }

  @Test
  @DisplayName("Memory above 1 GiB is registered as several buffers, and all of them are used")
  void severalBuffers() throws Exception {
    Path file = TestFiles.random(folder, 10 * BLOCK + 1);
    // The fifth sample is in the second buffer; at this depth all five are filled at once.
    SampleAllocator.Builder builder = SampleAllocator.builder("large").sampleSize(1 << 28).count(5);
    try (SampleAllocator large = builder.build();
        DirectFileReader reader =
            open(DirectFileReader.of(file, large).depth(5).blockSize(BLOCK), IoEngine.IO_URING)) {
      if (!reader.engine().fixedBuffers()) {
        assertThat(reader.engine().reason()).contains("did not pin 1342177280 bytes", "ulimit -l");
      }
      assertThat(TestFiles.sha256(reader)).isEqualTo(TestFiles.sha256sum(file));
    }
  }

  @Test
  @DisplayName("Direct I/O is on: the kernel refuses what is misaligned, and so does the reader")
  void misalignedIsRefused() throws Exception {
    Path file = TestFiles.random(folder, 2 * BLOCK);
    try (DirectFileReader reader = open(DirectFileReader.of(file, allocator), IoEngine.IO_URING)) {
      long alignment = reader.engine().alignment();
      assumeTrue(alignment > 1, "not on this machine: direct I/O that demands alignment");
      assertThatThrownBy(() -> reader.readAt(1, BLOCK))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("multiple of " + alignment);
      assertThatThrownBy(() -> reader.readAt(0, alignment + 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> reader.readAt(0, 2 * BLOCK))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("block size");
    }
    assertThat(askTheKernel(file, 1)).isInstanceOf(IOException.class).hasMessageContaining("22");
    assertThat(askTheKernel(file, 0)).isNull();
  }

  /** Reads a page at a position below all checks. Returns what it failed with. */
  private Throwable askTheKernel(Path file, long position) throws Exception {
    Engine engine =
        new FileOpener(file, false, "test", 1, IoEngine.IO_URING, allocator).open().engine();
    var lease = allocator.allocate();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch ended = new CountDownLatch(1);
    engine.start(
        List.of(
            new Transfer(
                false, lease.address(), position, PageSize.bytes(), PageSize.bytes(), true) {
              @Override
              void completed() {
                ended.countDown();
              }

              @Override
              void failed(IOException cause) {
                failure.set(cause);
                ended.countDown();
              }
            }));
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    engine.close();
    lease.close();
    return failure.get();
  }

  @Test
  @DisplayName("I10: what the kernel fills and what the reader has is in the ledger by their names")
  void theLedgerNamesTheKernel() throws Exception {
    Path file = TestFiles.random(folder, 8 * BLOCK);
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (DirectFileReader reader =
        open(DirectFileReader.of(file, allocator).depth(2), IoEngine.IO_URING)) {
      // A handler that does not return keeps the ring's thread from seeing completions.
      allocator.setReleaseHandler(
          release -> {
            if (Thread.currentThread().getName().startsWith("I/O of")) {
              stuck.countDown();
              awaitUninterruptibly(go);
            }
          });
      // A read that nobody waits for comes back on that thread, if it is not there already.
      Eventually.until("the ring's thread is stuck", () -> abandonARead(reader, stuck));
      AtomicReference<Sample> read = new AtomicReference<>();
      Workers workers = new Workers();
      workers.start("reads", () -> read.set(reader.read()));
      Eventually.until("the kernel holds what it fills", () -> holdings().contains(2));
      assertThat(allocator.holders().get(0).holder())
          .isEqualTo(new Holder("kernel reading " + file, Holder.Kind.KERNEL));
      go.countDown();
      workers.join();
      assertThat(allocator.holders())
          .extracting(Holding::holder)
          .contains(new Holder(file + " reader", Holder.Kind.READER));
      read.get().close();
    }
    allocator.setReleaseHandler(null);
  }

  private List<Integer> holdings() {
    return allocator.holders().stream().map(Holding::count).toList();
  }

  private static boolean abandonARead(DirectFileReader reader, CountDownLatch stuck) {
    Thread.currentThread().interrupt();
    try {
      Sample sample = reader.readAt(0, BLOCK);
      sample.close();
      return false;
    } catch (InterruptedException e) {
      try {
        return stuck.await(100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException again) {
        throw new AssertionError(again);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("I4: a reader closed with reads in flight gives every sample back, and only then")
  void closingInTheMiddle(IoEngine engine) throws Exception {
    Path file = TestFiles.random(folder, 2 << 20);
    for (int i = 0; i < 50; i++) {
      DirectFileReader reader = open(DirectFileReader.of(file, allocator).depth(8), engine);
      Sample kept = reader.read();
      reader.close();
      assertThat(allocator.freeCount()).isEqualTo(15);
      assertThat(kept.segment().byteSize()).isEqualTo(BLOCK);
      kept.close();
      assertThatThrownBy(reader::read)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is closed");
      reader.close();
    }
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName(
      "I4: memory stays while the kernel fills it, though its allocator was closed meanwhile")
  void theAllocatorIsClosedInTheMiddle(IoEngine engine) throws Exception {
    Path file = TestFiles.random(folder, 20 * BLOCK);
    byte[] expected = Files.readAllBytes(file);
    for (int i = 0; i < 20; i++) {
      SampleAllocator closed = SampleAllocator.builder("closed").sampleSize(BLOCK).count(8).build();
      try (DirectFileReader reader = open(DirectFileReader.of(file, closed).depth(8), engine)) {
        Sample first = reader.read();
        closed.retire();
        first.close();
        for (int block = 1; block < 8; block++) {
          try (Sample sample = reader.read()) {
            byte[] bytes = sample.segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
            assertThat(bytes)
                .isEqualTo(
                    java.util.Arrays.copyOfRange(
                        expected, (int) (block * BLOCK), (int) ((block + 1) * BLOCK)));
          }
        }
        assertThatThrownBy(reader::read).isInstanceOf(AllocatorClosedException.class);
      }
      assertThat(closed.close(Duration.ofSeconds(10))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("An interrupt ends the wait, loses nothing, and leaves the file open")
  void interruptsLoseNothing(IoEngine engine) throws Exception {
    Path file = TestFiles.random(folder, 3 << 20);
    String digest = TestFiles.sha256sum(file);
    try (DirectFileReader reader = open(DirectFileReader.of(file, allocator), engine)) {
      var all = java.security.MessageDigest.getInstance("SHA-256");
      int interrupts = 0;
      while (true) {
        if (interrupts < 20) {
          Thread.currentThread().interrupt();
        }
        try {
          Sample sample = reader.read();
          if (sample == null) {
            break;
          }
          TestFiles.update(all, sample.segment());
          sample.close();
        } catch (InterruptedException e) {
          interrupts++;
        }
      }
      assertThat(java.util.HexFormat.of().formatHex(all.digest())).isEqualTo(digest);
      assertThat(interrupts).isEqualTo(20);
    }
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("I4: an interrupted thread closes without waiting, and the samples come back")
  void closingWhileInterrupted(IoEngine engine) throws Exception {
    Path file = TestFiles.random(folder, 2 << 20);
    for (int i = 0; i < 50; i++) {
      DirectFileReader reader = open(DirectFileReader.of(file, allocator).depth(8), engine);
      reader.read().close();
      Thread.currentThread().interrupt();
      reader.close();
      assertThat(Thread.interrupted()).isTrue();
      Eventually.until("all came back", () -> allocator.freeCount() == 16);
    }
  }

  @Test
  @DisplayName("A release handler may close the reader on the thread of its ring")
  void aHandlerThatCloses() throws Exception {
    Path file = TestFiles.random(folder, 2 << 20);
    DirectFileReader reader = DirectFileReader.of(file, allocator).depth(8).build();
    CountDownLatch closed = new CountDownLatch(1);
    allocator.setReleaseHandler(
        release -> {
          reader.close();
          closed.countDown();
        });
    reader.read().close();
    assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    allocator.setReleaseHandler(null);
    Eventually.until("all came back", () -> allocator.freeCount() == 16);
    assertThatThrownBy(reader::read).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("Where files are in memory, reading and writing work and say how they do it")
  void filesInMemory() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(memory) && Files.getFileStore(memory).type().equals("tmpfs"),
        "not on this machine: mounting a tmpfs at /dev/shm");
    Path inMemory = Files.createTempDirectory(memory, "sampan");
    Path file = TestFiles.random(inMemory, 3_000_001);
    Path copy = inMemory.resolve("copy");
    try (DirectFileReader reader = DirectFileReader.of(file, allocator).build()) {
      DirectFileSink sink = DirectFileSink.to(copy).allocator(allocator).build();
      sink.begin(reader.streams());
      Sample sample;
      while ((sample = reader.read()) != null) {
        sink.write(0, 0, sample);
        sample.close();
      }
      sink.end();
      assertThat(TestFiles.sha256sum(copy)).isEqualTo(TestFiles.sha256sum(file));
      assertThat(reader.engine().toString()).isNotEmpty();
    } finally {
      Files.deleteIfExists(copy);
      Files.delete(file);
      Files.delete(inMemory);
    }
  }
}
