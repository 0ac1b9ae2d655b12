package dev.sampan.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.Sample;
import dev.sampan.stream.SampleReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Files to read, and what is in them by the word of another program. */
final class TestFiles {

  /** In the build's folder, which is on a disk where the system's temporary one may not be. */
  static final Path DISK = Path.of(System.getProperty("basedir", ""), "target").toAbsolutePath();

  private TestFiles() {}

  /** A file of random bytes, the same for the same size. */
  static Path random(Path folder, long size) throws IOException {
    Path file = folder.resolve("random-" + size);
    Random random = new Random(size);
    byte[] block = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = size; left > 0; left -= block.length) {
        random.nextBytes(block);
        out.write(block, 0, (int) Math.min(left, block.length));
      }
    }
    return file;
  }

  /** What {@code sha256sum} says. */
  static String sha256sum(Path file) throws Exception {
    String output = run("sha256sum", file.toString());
    return output.substring(0, 64);
  }

  /** What a program says. It must succeed. */
  static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  static void update(MessageDigest digest, MemorySegment bytes) {
    digest.update(bytes.asByteBuffer());
  }

  /** The digest of all that a reader has left to read. */
  static String sha256(SampleReader reader) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Sample sample;
    while ((sample = reader.read(0)) != null) {
      try (Sample read = sample) {
        update(digest, read.segment());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
