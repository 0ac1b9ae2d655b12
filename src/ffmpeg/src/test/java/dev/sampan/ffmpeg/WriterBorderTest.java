package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("I5")
@Tag("I8")
@Tag("I9")
@Tag("I11")
@DisplayName("Whatever native code does with a writer, it gets an answer, and the VM lives")
@Timeout(180)
class WriterBorderTest {

  /** Of a child that needs the tests, and FFmpeg's libraries. */
  static String classPath() throws Exception {
    return Stream.of(
            Path.of(
                    WriterBorderTest.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString(),
            Path.of("target", "test-classes").toAbsolutePath().toString(),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""))
        .filter(path -> !path.isEmpty())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** In a process of its own: what fails may take it along. */
  private static String run(Path folder) throws Exception {
    try {
      new ProcessBuilder("cc", "--version")
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("version").toFile())
          .start()
          .waitFor();
    } catch (IOException absent) {
      return Assumptions.abort("not on this machine: command cc");
    }
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xmx512m",
                    "-XX:-CreateCoredumpOnCrash",
                    "-XX:ErrorFile=" + folder.resolve("crash.log"),
                    "-Dsampan.root=" + System.getProperty("sampan.root"),
                    "-cp",
                    classPath(),
                    WriterBorderProgram.class.getName(),
                    folder.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      process.waitFor(150, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
    process.waitFor();
    return Files.readString(output, StandardCharsets.UTF_8) + "exit " + process.exitValue() + "\n";
  }

  @TestFactory
  List<DynamicTest> behaviours(@TempDir Path folder) throws Exception {
    String output = run(folder);
    Map<String, String> outcomes =
        output
            .lines()
            .filter(line -> line.matches("\\w+ -?\\d+"))
            .map(line -> line.split(" ", -1))
            .collect(
                Collectors.toMap(
                    words -> words[0], words -> words[1], (a, b) -> b, LinkedHashMap::new));
    assertThat(output).doesNotContainIgnoringCase("fatal error");
    assertThat(outcomes).as(output).containsEntry("exit", "0");
    return Stream.concat(WriterBorderProgram.BEHAVIOURS.stream(), Stream.of("end"))
        .map(
            name ->
                dynamicTest(
                    name,
                    () ->
                        assertThat(outcomes.get(name))
                            .as(
                                "the line of writer.c whose condition did not hold, or what was"
                                    + " left, in\n"
                                    + output)
                            .isEqualTo("0")))
        .toList();
  }
}
