package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/diagnosing.md says, and sees what it says. */
@Tag("I10")
@DisplayName("I10: the five stories of the manual lead from the symptom to the cause")
@Timeout(120)
class StoriesIT {

  @TempDir Path folder;

  /** A page that a story's commands wrote. */
  private String page(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  @Test
  @DisplayName("I10: a leak is found, with the holder, the thread and the place")
  void leak() throws Exception {
    Story story = Story.of("The preview stands still for a second, now and then");
    List<String> outputs = story.run(folder);
    assertThat(outputs.get(0))
        .contains("holder preview, taken by thread \"main\"")
        .containsPattern("picture 61 came \\d+ ms late")
        .contains("6 of 6 samples of \"pictures\" held: preview ×6");
    assertThat(outputs.get(1)).contains("at stories.Preview.show(Preview.java:");
    assertThat(outputs.get(2)).contains("Leaks: 6.");
    assertThat(page("preview.html"))
        .contains("6 leases or holds were lost and found", "stories.Preview.show(Preview.java:");
    story.assertQuotes("Preview");
    story.assertHasPicture();
  }

  @Test
  @DisplayName("I10: a slow encoder is told by who holds how many, and by the time of each step")
  void slowEncoder() throws Exception {
    Files.copy(Clips.windowsMedia(), folder.resolve("sampan-demo.wmv"));
    Story story = Story.of("The job is slow, and more samples do not help");
    List<String> outputs = story.run(folder);
    // The queue of four, and the one that is being encoded.
    assertThat(outputs.get(0))
        .containsPattern("matroska writer +200 +5 ")
        .containsPattern("snow encoder +200 +1 ");
    assertThat(outputs.get(1)).containsPattern("sampan-demo.wmv video +360.3 KiB +60 +\\d +200 ");
    assertThat(page("slow.html")).contains("nobody waited", "encode stream 0 (snow)");
    double slow = seconds(outputs.get(1));
    double fast = seconds(outputs.get(2));
    assertThat(slow).isGreaterThan(fast);
    story.assertHasPicture();
  }

  private static double seconds(String report) {
    Matcher found = Pattern.compile("(?m)^\\d+ frames in ([\\d.]+) s").matcher(report);
    assertThat(found.find()).as(report).isTrue();
    return Double.parseDouble(found.group(1));
  }

  @Test
  @DisplayName("I10: a pool that a muxer empties is refused at start, with the size that works")
  void interleavingMuxer() throws Exception {
    Story story = Story.of("The recording stops after eight pictures");
    List<String> outputs = story.run(folder);
    assertThat(outputs.get(0))
        .contains("8 of 8 samples of \"packets\" held: asf muxer stream 0 ×8");
    assertThat(outputs.get(2))
        .contains("PoolTooSmallException: 8 samples of \"packets\" can come to a standstill")
        .containsPattern("asf muxer stream 0 ×2[4-6] \\(measured\\)")
        .containsPattern("it needs 2[6-8],");
    assertThat(outputs.get(3).strip()).isEqualTo("written with 32 packets");
    assertThat(page("sound.html")).contains("1 allocation got nothing", "asf muxer stream 0");
    story.assertQuotes("LateSound");
    story.assertHasPicture();
  }

  @Test
  @DisplayName("I10: a consumer that copies is named, with how much it copied")
  void silentCopy() throws Exception {
    Files.copy(Clips.windowsMedia(), folder.resolve("sampan-demo.wmv"));
    Story story = Story.of("Nothing is copied, and yet memory is busy");
    List<String> outputs = story.run(folder);
    assertThat(outputs.get(0)).containsPattern("libsvtav1 encoder +200 +0 +0 +200 +69,120,000 ");
    assertThat(page("copied.html")).contains("200 copies, 65.9 MiB");
    assertThat(outputs.get(1)).containsPattern("ffv1 encoder +200 +\\d+ +\\d+ +0 +0 ");
    story.assertHasPicture();
  }

  @Test
  @DisplayName("I3, I4, I10: a write after the release is stopped, and who had the sample is told")
  void writeAfterRelease() throws Exception {
    assumeTrue(System.getProperty("os.name").startsWith("Linux"), "not on this machine: Linux");
    Story story = Story.of("A picture has the stamp of another");
    List<String> outputs = story.run(folder);
    assertThat(outputs.get(0)).contains("picture 40 has stamp 0");
    assertThat(outputs.get(1)).contains("SIGSEGV");
    // The 40th of sixteen slots that are used in turn.
    assertThat(outputs.get(2))
        .contains("after release: 0x", "by thread \"stamper\"", "slot       7, generation 3, free")
        .containsPattern("encoder +hold +3 +main .*released")
        .containsPattern("camera +lease +3 +main .*handed over")
        .contains("stories.LateStamp.stamp");
    // The virtual machine saves its recording when it crashes.
    assertThat(page("stamp.html")).contains("pictures", "encoder");
    story.assertQuotes("LateStamp");
    story.assertHasPicture();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        String pid = String.valueOf(log.getFileName()).replaceAll("\\D", "");
        Files.deleteIfExists(
            Path.of(System.getProperty("java.io.tmpdir"), "sampan_ledger_pid" + pid + ".bin"));
      }
    }
  }
}
