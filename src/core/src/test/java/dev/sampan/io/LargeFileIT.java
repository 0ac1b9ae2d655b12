package dev.sampan.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A large file of any size is read and written byte by byte at the greatest depth")
@Timeout(300)
class LargeFileIT {

  private static final long GIB = 1L << 30;

  @Test
  @DisplayName(
      "What is read, and what is written, is what sha256sum reads, up to 1 GiB, 64 at once")
  void upToAGibibyte() throws Exception {
    long seed = System.nanoTime();
    long size = new Random(seed).nextLong(GIB / 4, GIB);
    Path folder = Files.createTempDirectory(TestFiles.DISK, "large");
    Path file = TestFiles.random(folder, size);
    Path copy = folder.resolve("copy");
    SampleAllocator allocator =
        SampleAllocator.builder("large").sampleSize(1 << 20).count(2 * 64 + 1).build();
    try (DirectFileReader reader = DirectFileReader.of(file, allocator).depth(64).build()) {
      DirectFileSink sink =
          DirectFileSink.to(copy).depth(64).allocator(allocator).preallocate(size).build();
      sink.begin(reader.streams());
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Sample sample;
      while ((sample = reader.read()) != null) {
        try (Sample block = sample) {
          TestFiles.update(digest, block.segment());
          sink.write(0, 0, block);
        }
      }
      sink.end();
      String expected = TestFiles.sha256sum(file);
      String said = "%d bytes, seed %d, %s".formatted(size, seed, reader.engine());
      assertThat(HexFormat.of().formatHex(digest.digest())).as(said).isEqualTo(expected);
      assertThat(TestFiles.sha256sum(copy)).as(said).isEqualTo(expected);
      assertThat(sink.bytesCopied()).isEqualTo(size % sink.engine().alignment());
    } finally {
      Files.deleteIfExists(copy);
      Files.delete(file);
      Files.delete(folder);
    }
    assertThat(allocator.close(Duration.ofSeconds(10))).isEmpty();
  }
}
