package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files are copied byte by byte, nothing is overwritten by accident, and failures leave nothing.
 */
class CopyIT {

  @TempDir Path folder;

  private byte[] bytes;

  @BeforeEach
  void write() throws IOException {
    bytes = new byte[5_000_123];
    new Random(1).nextBytes(bytes);
    Files.write(folder.resolve("in"), bytes);
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .noneMatch(name -> name.contains(".part-"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--progress=auto",
        "--engine=buffered",
        "--engine=channel",
        "--block-size=4k --depth=1",
        "--block-size=64k --depth=64"
      })
  void everyByteIsCopied(String options) throws Exception {
    String[] line =
        Command.launcher((Object[]) ("copy in out --checksum " + options).split(" ", -1));
    Command.Result result = Command.run(folder, line);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(folder.resolve("out")).hasBinaryContent(bytes);
    assertThat(result.out())
        .startsWith("in -> out: 4.8 MiB in ")
        .contains("read by    ", "written by ", sha256());
    assertThat(result.messages()).isEmpty();
  }

  private String sha256() throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void theResultIsJsonWhereJsonIsWanted() throws Exception {
    Command.Result result = Command.sampan(folder, "copy", "in", "out", "--json", "--checksum");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(JSON.std.mapFrom(result.out()))
        .containsEntry("bytes", bytes.length)
        .containsEntry("sha256", sha256())
        .containsKeys("readEngine", "writeEngine", "bytesCopied", "seconds", "bytesPerSecond");
  }

  @Test
  void nothingIsOverwrittenWithoutForce() throws Exception {
    Path out = Files.writeString(folder.resolve("out"), "older");
    Command.sampan(folder, "copy", "in", "out").assertRefused(1, "out exists already", "--force");
    assertThat(out).hasContent("older");
    Command.sampan(folder, "copy", "in", "in", "-f").assertRefused(1, "both what to read");
    assertThat(folder.resolve("in")).hasBinaryContent(bytes);
    assertThat(Command.sampan(folder, "copy", "in", "out", "-f").code()).isZero();
    assertThat(out).hasBinaryContent(bytes);
  }

  @Test
  void whatCannotBeCopiedIsNamed() throws Exception {
    Command.sampan(folder, "copy", "none", "out").assertRefused(1, "none: there is no such file");
    Command.sampan(folder, "copy", ".", "out").assertRefused(1, "it is a folder");
    Command.sampan(folder, "copy", "in", "none/out").assertRefused(1, "there is no folder");
    Command.sampan(folder, "copy", "in", "out", "--block-size=100", "--engine=channel")
        .assertRefused(1, "make them larger (--block-size)");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
