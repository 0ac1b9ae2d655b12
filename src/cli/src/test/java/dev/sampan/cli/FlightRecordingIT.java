package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("I10")
@DisplayName("I10: the command can be recorded, and the recording agrees with its report")
class FlightRecordingIT {

  @TempDir Path folder;

  @Test
  void aTranscodeIsRecordedWithTheSettingsOfTheImage() throws Exception {
    ProcessBuilder transcode =
        new ProcessBuilder(
            Command.launcher("transcode", Clips.windowsMedia(), "out.wmv", "--json"));
    transcode
        .environment()
        .put("SAMPAN_JAVA_OPTS", "-XX:StartFlightRecording:settings=sampan,filename=recording.jfr");
    transcode.directory(folder.toFile());
    transcode.redirectOutput(folder.resolve("stdout").toFile());
    transcode.redirectError(folder.resolve("stderr").toFile());
    assertThat(Command.await(transcode.start())).as(Command.read(folder, "stderr")).isZero();
    Map<String, Object> report = JSON.std.mapFrom(Command.read(folder, "stdout"));

    String jfr = Path.of(System.getProperty("java.home"), "bin", "jfr").toString();
    String summary =
        Command.run(folder, jfr, "summary", folder.resolve("recording.jfr").toString()).out();
    Map<String, Long> counts = new HashMap<>();
    summary
        .lines()
        .map(line -> line.trim().split("\\s+"))
        .filter(words -> words[0].startsWith("sampan."))
        .forEach(words -> counts.put(words[0], Long.parseLong(words[1])));

    long leases = 0;
    for (Object row : (List<?>) report.get("allocators")) {
      leases += ((Number) ((Map<?, ?>) row).get("allocated")).longValue();
    }
    assertThat(counts)
        .containsEntry("sampan.Lease", leases)
        .containsEntry("sampan.Leak", 0L)
        .containsEntry("sampan.Misuse", 0L);
    long samples = 0;
    long packets = 0;
    for (Object row : (List<?>) report.get("streams")) {
      samples += ((Number) ((Map<?, ?>) row).get("samplesWritten")).longValue();
      packets += ((Number) ((Map<?, ?>) row).get("packets")).longValue();
    }
    assertThat(packets).isPositive();
    assertThat(counts).containsEntry("sampan.Encode", samples).containsEntry("sampan.Mux", packets);
    assertThat(counts.get("sampan.Hold")).isGreaterThanOrEqualTo(leases);
  }
}
