package dev.sampan.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.memory.PageSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * With {@code -Dsampan.test.largeFiles=true} every depth from 1 to 64 gets a file of up to 1 GiB on
 * each file system, which takes a quarter of an hour; else some depths get smaller files, and the
 * greatest one a large file.
 */
@DisplayName("What is read, and what is written, is what sha256sum reads, up to 1 GiB, 64 at once")
class LargeFileIT {

  private static final long GIB = 1L << 30;
  private static final int DEEPEST = 64;
  private static final boolean ALL = Boolean.getBoolean("sampan.test.largeFiles");

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  static IntStream depths() {
    return ALL ? IntStream.rangeClosed(1, DEEPEST) : IntStream.of(1, 2, 3, 8, 21, DEEPEST);
  }

  private long size(int depth) {
    if (ALL || depth == DEEPEST) {
      return random.nextLong(GIB / 4, GIB);
    }
    return random.nextLong(1L << random.nextInt(1, 26));
  }

  @ParameterizedTest
  @MethodSource("depths")
  @Timeout(300)
  @DisplayName("On a disk")
  void onADisk(int depth) throws Exception {
    moves(TestFiles.DISK, size(depth), depth);
  }

  @ParameterizedTest
  @MethodSource("depths")
  @Timeout(300)
  @DisplayName("In memory")
  void inMemory(int depth) throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(memory) && Files.getFileStore(memory).type().equals("tmpfs"),
        "not on this machine: mounting a tmpfs at /dev/shm");
    // The file and its copy, and room for others; containers often have 64 MiB.
    long most = Files.getFileStore(memory).getUsableSpace() / 3;
    moves(memory, Math.min(size(depth), most), depth);
  }

  private void moves(Path place, long size, int depth) throws Exception {
    Path folder = Files.createTempDirectory(place, "sampan-large");
    Path file = TestFiles.random(folder, size);
    Path copy = folder.resolve("copy");
    long block = PageSize.bytes() << (size > GIB / 16 ? random.nextInt(4, 9) : random.nextInt(9));
    SampleAllocator allocator =
        SampleAllocator.builder("large").sampleSize(block).count(2 * depth + 1).build();
    try (DirectFileReader reader = DirectFileReader.of(file, allocator).depth(depth).build()) {
      DirectFileSink.Builder builder = DirectFileSink.to(copy).depth(depth).allocator(allocator);
      DirectFileSink sink = builder.preallocate(random.nextBoolean() ? size : 0).build();
      sink.begin(reader.streams());
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Sample sample;
      while ((sample = reader.read()) != null) {
        try (Sample read = sample) {
          TestFiles.update(digest, read.segment());
          sink.write(0, 0, read);
        }
      }
      sink.end();
      String expected = TestFiles.sha256sum(file);
      String said =
          "%d bytes in blocks of %d, seed %d, %s".formatted(size, block, seed, reader.engine());
      assertThat(HexFormat.of().formatHex(digest.digest())).as(said).isEqualTo(expected);
      assertThat(TestFiles.sha256sum(copy)).as(said).isEqualTo(expected);
      assertThat(sink.bytesCopied()).as(said).isEqualTo(size % sink.engine().alignment());
    } finally {
      Files.deleteIfExists(copy);
      Files.delete(file);
      Files.delete(folder);
    }
    assertThat(allocator.close(Duration.ofSeconds(10))).isEmpty();
  }
}
