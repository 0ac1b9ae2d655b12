package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sampan.SampleAllocator;
import dev.sampan.bindings.linux.Linux;
import dev.sampan.bindings.sampan.Sampan;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
@DisplayName(
    "Whatever native code does with what it was given, it gets an answer, and the VM lives")
@Timeout(180)
class BorderTest {

  private static Path location(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** In a process of its own: what fails may take it along. */
  private static String run(Path folder) throws Exception {
    Path library = CSource.compile(folder, "border.c");
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xmx256m",
                    "-XX:-CreateCoredumpOnCrash",
                    "-XX:ErrorFile=" + folder.resolve("crash.log"),
                    "-cp",
                    Stream.of(
                            location(SampleAllocator.class),
                            location(Linux.class),
                            location(Sampan.class),
                            location(BorderTest.class))
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                    BorderProgram.class.getName(),
                    library.toString()))
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
    assertThat(outcomes).as(output).containsEntry("end", "0").containsEntry("exit", "0");
    return Stream.concat(
            BorderProgram.BEHAVIOURS.stream(),
            Stream.of(
                "garbage_of_allocate_and_release",
                "garbage_of_references",
                "garbage_of_notified_release",
                "notified"))
        .map(
            name ->
                dynamicTest(
                    name,
                    () ->
                        assertThat(outcomes.get(name))
                            .as(
                                "the line of border.c whose condition did not hold, or bytes of"
                                    + " garbage, or what was left")
                            .isEqualTo("0")))
        .toList();
  }
}
