package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("I10: sampan profile shows how each holder used each pool")
class ProfileIT {

  @TempDir Path folder;

  @Test
  void peopleReadTables() throws Exception {
    Command.Result result =
        Command.sampan(folder, "profile", Clips.windowsMedia(), "out.wmv", "--progress=none");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().lines())
        .anyMatch(
            line ->
                line.matches(
                    "sampan-demo.wmv video: \\d+ samples, \\d+ were out at once; \\d+ keep it"
                        + " going, with \\d+ nobody waits"))
        .anyMatch(line -> line.matches("  wmv2 encoder +201 +\\d.* (read in place|kept|copied)"))
        .anyMatch(line -> line.matches("  asf muxer stream 0 +201 +\\d.*"))
        .anyMatch(line -> line.startsWith("  Held for "))
        .anyMatch(line -> line.matches("  asf muxer stream 0 let go on .*asf muxer ×\\d+.*"));
    assertThat(folder.resolve("out.wmv")).isNotEmptyFile();
  }

  @Test
  @SuppressWarnings("unchecked")
  void machinesReadTheSameNumbers() throws Exception {
    Command.Result result =
        Command.sampan(folder, "profile", Clips.windowsMedia(), "out.mkv", "--json");
    assertThat(result.code()).as(result.err()).isZero();
    Map<String, Object> json = JSON.std.mapFrom(result.out());
    assertThat(json).containsEntry("framesWritten", 200).containsEntry("samplesOut", 0);
    List<Map<String, Object>> pools = (List<Map<String, Object>>) json.get("pools");
    assertThat(pools)
        .extracting(pool -> pool.get("name"))
        .contains("sampan-demo.wmv video", "sampan-demo.wmv audio", "ffv1 encoder packets");
    for (Map<String, Object> pool : pools) {
      assertThat((int) pool.get("highWater"))
          .as("%s", pool)
          .isBetween(1, (int) pool.get("enoughSamples"));
      for (Map<String, Object> holder : (List<Map<String, Object>>) pool.get("holders")) {
        long times =
            ((List<Map<String, Object>>) holder.get("times"))
                .stream().mapToLong(range -> (int) range.get("count")).sum();
        long released =
            ((Map<String, Integer>) holder.get("releasesByThread"))
                .values().stream().mapToLong(Integer::longValue).sum();
        assertThat(times).as("%s", holder).isEqualTo(released).isEqualTo((int) holder.get("taken"));
        assertThat((int) holder.get("mostHeld")).isPositive();
      }
    }
  }

  @Test
  void theJobsOptionsAndRefusalsAreThoseOfTranscode() throws Exception {
    Command.sampan(folder, "profile", "missing.mp4", "out.wmv").assertRefused(1, "missing.mp4");
    Command.sampan(folder, "profile", "in.mp4", "out.wmv", "--samples=-1")
        .assertRefused(2, "--samples must not be negative");
  }
}
