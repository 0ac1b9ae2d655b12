package dev.sampan.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.SampleAllocator;
import dev.sampan.bindings.linux.Linux;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("I4")
@DisplayName(
    "I4: with guard pages, whoever writes beside a slot is stopped, not a neighbour damaged")
@Timeout(60)
class GuardPageTest {

  private static Path location(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @ParameterizedTest
  @CsvSource({"8192, true", "-1, true", "8191, false", "0, false"})
  void aByteBesideASlotKillsTheProcess(long offset, boolean killed, @TempDir Path folder)
      throws Exception {
    Assumptions.assumeTrue(
        System.getProperty("os.name").startsWith("Linux"), "not on this machine: Linux");
    long inPages = offset == 8192 || offset == 8191 ? offset - 8192 + 2 * PageSize.bytes() : offset;
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xmx64m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-CreateCoredumpOnCrash",
                    "-XX:ErrorFile=" + folder.resolve("crash.log"),
                    "-cp",
                    String.join(
                        File.pathSeparator,
                        location(SampleAllocator.class).toString(),
                        location(Linux.class).toString(),
                        Path.of("target", "test-classes").toAbsolutePath().toString()),
                    Overrun.class.getName(),
                    "true",
                    Long.toString(inPages)))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(text).contains("writing");
    if (killed) {
      assertThat(process.exitValue()).as(text).isNotZero();
      assertThat(text).contains("SIGSEGV").doesNotContain("written");
      assertThat(folder.resolve("crash.log")).exists();
    } else {
      assertThat(process.exitValue()).as(text).isZero();
      assertThat(text).contains("written");
    }
  }
}
