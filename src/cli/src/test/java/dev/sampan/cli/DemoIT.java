package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that newcomers try first. */
class DemoIT {

  @TempDir Path folder;

  @Test
  void drawsTranscodesAndShowsThatEverythingCameBack() throws Exception {
    Command.Result demo = Command.sampan(folder, "demo");
    assertThat(demo.code()).as(demo.err()).isZero();
    assertThat(demo.out())
        .contains(
            "the release handler heard of",
            "200 decoded, 0 duplicated, 0 dropped",
            "wmv2 encoder",
            "Samples still out: 0 of ",
            "Everything came back.",
            folder.toRealPath().resolve("sampan-demo.wmv").toString());
    assertThat(demo.messages()).isEmpty();
    assertThat(folder.resolve("sampan-demo.wmv")).isNotEmptyFile();
  }

  @Test
  void asManySamplesComeBackAsWereLent() throws Exception {
    String report = Command.sampan(folder, "demo", "--json").out();
    Map<String, Object> json = JSON.std.mapFrom(report);
    assertThat(json).containsEntry("samplesOut", 0).containsEntry("framesWritten", 200);
    for (Object row : (List<?>) json.get("allocators")) {
      Map<?, ?> allocator = (Map<?, ?>) row;
      assertThat(allocator.get("returned"))
          .as(allocator.toString())
          .isEqualTo(allocator.get("allocated"));
    }
  }

  @Test
  void leavesNothingElseBehind() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    ProcessBuilder demo = new ProcessBuilder(Command.launcher("demo", "--progress", "none"));
    demo.environment().put("SAMPAN_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
    demo.directory(folder.toFile());
    demo.redirectOutput(folder.resolve("stdout").toFile());
    demo.redirectError(folder.resolve("stderr").toFile());
    assertThat(Command.await(demo.start())).as(Command.read(folder, "stderr")).isZero();
    assertThat(temporary).isDirectoryNotContaining("glob:**sampan-demo-*");
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("tmp", "stdout", "stderr", "sampan-demo.wmv");
    }
  }
}
