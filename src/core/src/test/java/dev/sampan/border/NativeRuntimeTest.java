package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.SampleAllocator;
import dev.sampan.bindings.linux.Linux;
import dev.sampan.bindings.sampan.Sampan;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Showing the runtime to native code needs native access for three modules")
@Timeout(60)
class NativeRuntimeTest {

  private static final String MODULES =
      "dev.sampan,dev.sampan.bindings.linux,dev.sampan.bindings.sampan";

  private static Path location(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static String run(Path folder, String granted) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=" + granted,
                    "--illegal-native-access=deny",
                    "-XX:+IgnoreUnrecognizedVMOptions",
                    "-p",
                    Stream.of(
                            location(SampleAllocator.class),
                            location(Linux.class),
                            location(Sampan.class))
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                    "--patch-module",
                    "dev.sampan=" + Path.of("target", "test-classes").toAbsolutePath(),
                    "-m",
                    "dev.sampan/" + ExportProgram.class.getName()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  @Test
  void theThreeSuffice(@TempDir Path folder) throws Exception {
    assertThat(run(folder, MODULES).lines()).containsExactly("exported");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.sampan,dev.sampan.bindings.linux",
        "dev.sampan,dev.sampan.bindings.sampan",
        "dev.sampan.bindings.linux,dev.sampan.bindings.sampan"
      })
  void whoeverGrantsLessIsToldWhatToGrant(String granted, @TempDir Path folder) throws Exception {
    assertThat(run(folder, granted).lines().findFirst().orElse(""))
        .startsWith("Exception in thread \"main\" java.lang.IllegalCallerException: Sampan may not")
        .contains("start java with --enable-native-access=dev.sampan,dev.sampan.bindings.linux");
  }
}
