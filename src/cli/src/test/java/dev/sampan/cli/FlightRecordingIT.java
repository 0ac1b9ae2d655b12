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
    ProcessBuilder demo = new ProcessBuilder(Command.launcher("demo", "--json"));
    demo.environment()
        .put("SAMPAN_JAVA_OPTS", "-XX:StartFlightRecording:settings=sampan,filename=demo.jfr");
    demo.directory(folder.toFile());
    demo.redirectOutput(folder.resolve("stdout").toFile());
    demo.redirectError(folder.resolve("stderr").toFile());
    assertThat(Command.await(demo.start())).as(Command.read(folder, "stderr")).isZero();
    Map<String, Object> report = JSON.std.mapFrom(Command.read(folder, "stdout"));

    String jfr = Path.of(System.getProperty("java.home"), "bin", "jfr").toString();
    String summary =
        Command.run(folder, jfr, "summary", folder.resolve("demo.jfr").toString()).out();
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
    long packets = 0;
    for (Object row : (List<?>) report.get("streams")) {
      packets += ((Number) ((Map<?, ?>) row).get("packets")).longValue();
    }
    assertThat(counts).containsEntry("sampan.Mux", packets);
    assertThat(counts.get("sampan.Encode")).isGreaterThanOrEqualTo(200);
    assertThat(counts.get("sampan.Hold")).isGreaterThanOrEqualTo(leases);
  }
}
