package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("I10")
@DisplayName("I10: the picture of a run says what the run's own report says")
class ReportIT {

  @TempDir Path folder;

  /** Transcodes with the JDK's own recorder on. */
  private Map<String, Object> recordedRun(String recording) throws Exception {
    Command.Result run =
        Command.run(
            folder,
            withOptions(
                "-XX:StartFlightRecording:settings=sampan,filename=" + recording,
                Command.launcher(
                    "transcode", Clips.windowsMedia(), "out.wmv", "--json", "--progress=none")));
    assertThat(run.code()).as(run.err()).isZero();
    return JSON.std.mapFrom(run.out());
  }

  private static String[] withOptions(String options, String... line) {
    String[] all = new String[line.length + 2];
    all[0] = "env";
    all[1] = "SAMPAN_JAVA_OPTS=" + options;
    System.arraycopy(line, 0, all, 2, line.length);
    return all;
  }

  /** One count of each allocator, by name. */
  private static Map<Object, Object> counts(Map<String, Object> report, String count) {
    Map<Object, Object> counts = new HashMap<>();
    for (Object row : (List<?>) report.get("allocators")) {
      Map<?, ?> allocator = (Map<?, ?>) row;
      counts.put(allocator.get("name"), allocator.get(count));
    }
    return counts;
  }

  @Test
  void aRecordingBecomesAPageBesideIt() throws Exception {
    Map<String, Object> run = recordedRun("run.jfr");
    Command.Result result = Command.sampan(folder, "report", "run.jfr", "--json");
    assertThat(result.code()).as(result.err()).isZero();
    Map<String, Object> report = JSON.std.mapFrom(result.out());
    assertThat(report)
        .containsEntry("output", "run.html")
        .containsEntry("complete", true)
        .containsEntry("leaks", 0)
        .containsEntry("bytes", (int) Files.size(folder.resolve("run.html")));
    assertThat(counts(report, "leases")).isEqualTo(counts(run, "allocated"));
    assertThat(counts(report, "returns")).isEqualTo(counts(run, "returned"));
    assertThat(counts(report, "highestOut")).isEqualTo(counts(run, "highWater"));
    String page = Files.readString(folder.resolve("run.html"));
    assertThat(page)
        .startsWith("<!doctype html>")
        .contains("wmv2 encoder", "asf muxer stream 1", "echarts")
        .doesNotContain("{{title}}", "{{data}}", "<script src", "<link");

    Command.sampan(folder, "report", "run.jfr").assertRefused(1, "run.html exists", "--force");
    Command.Result text = Command.sampan(folder, "report", "run.jfr", "--force");
    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out()).contains("run.jfr -> run.html", "wmv2 encoder packets", "Leaks: 0.");
    assertThat(text.err()).isEmpty();
  }

  @Test
  void transcodeDrawsItself() throws Exception {
    Command.Result run =
        Command.sampan(
            folder,
            "transcode",
            Clips.windowsMedia(),
            "out.wmv",
            "--report",
            "page.html",
            "--progress=none");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("Everything came back.");
    assertThat(run.err().strip()).isEqualTo("The page is page.html");
    assertThat(Files.readString(folder.resolve("page.html"))).contains("wmv2 encoder packets");
    assertThat(folder.resolve("out.wmv")).exists();
    Command.sampan(folder, "transcode", Clips.windowsMedia(), "new.wmv", "--report", "page.html")
        .assertRefused(1, "page.html exists", "--force");
    Command.sampan(folder, "transcode", Clips.windowsMedia(), "new.wmv", "--report", "new.wmv")
        .assertRefused(1, "new.wmv is both");
    assertThat(folder.resolve("new.wmv")).doesNotExist();
  }

  @Test
  void aJobThatFailsIsDrawnToo() throws Exception {
    SmallDisk.with(
        folder,
        "size=256k",
        mounted -> {
          Command.Result run =
              Command.sampan(
                  folder,
                  "transcode",
                  Clips.windowsMedia(),
                  mounted + "/out.wmv",
                  "--report=page.html",
                  "--progress=none");
          assertThat(run.code()).as(run.err()).isEqualTo(1);
          assertThat(run.err()).contains("The page is page.html", "the disk is full");
        });
    assertThat(Files.readString(folder.resolve("page.html"))).contains("wmv2 decoder");
  }

  @Test
  void whatCannotBeDrawnIsRefused() throws Exception {
    Command.sampan(folder, "report", "missing.jfr")
        .assertRefused(1, "missing.jfr: there is no such file");
    Files.writeString(folder.resolve("text.jfr"), "Dear diary, ".repeat(1000));
    Command.sampan(folder, "report", "text.jfr")
        .assertRefused(1, "text.jfr cannot be read as a recording of Java Flight Recorder");
    assertThat(folder.resolve("text.html")).doesNotExist();
    recordedRun("run.jfr");
    byte[] whole = Files.readAllBytes(folder.resolve("run.jfr"));
    Files.write(folder.resolve("cut.jfr"), Arrays.copyOf(whole, whole.length / 2));
    Command.sampan(folder, "report", "cut.jfr").assertRefused(1, "cut.jfr", "cut off or damaged");
    Command.sampan(folder, "report", "run.jfr", "--output", "nowhere/run.html")
        .assertRefused(1, "nowhere/run.html", "there is no folder");
    Files.createDirectory(folder.resolve("run.html"));
    Command.sampan(folder, "report", "run.jfr").assertRefused(1, "run.html", "is a folder");
    Command.sampan(folder, "report", "run.jfr", "--output", "run.jfr", "--force")
        .assertRefused(1, "run.jfr is both");
  }
}
