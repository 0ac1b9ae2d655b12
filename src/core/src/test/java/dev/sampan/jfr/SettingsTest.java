package dev.sampan.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.SampleAllocator;
import dev.sampan.bindings.linux.Linux;
import dev.sampan.bindings.sampan.Sampan;
import java.io.File;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmc.common.unit.UnitLookup;

@Tag("I10")
@DisplayName("The settings that are shipped work with java, jcmd and jfr")
@Timeout(120)
class SettingsTest {

  private static final Path HOME = Path.of(System.getProperty("java.home"));

  @TempDir Path folder;

  private Path settings;

  @BeforeEach
  void unpack() throws Exception {
    settings = folder.resolve("sampan.jfc");
    try (var in = FlightRecording.class.getResourceAsStream("/META-INF/jfr/sampan.jfc")) {
      Files.copy(Objects.requireNonNull(in), settings);
    }
  }

  private String run(String program, Object... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of(HOME.resolve("bin").resolve(program).toString()));
    for (Object argument : arguments) {
      line.add(argument.toString());
    }
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as(text).isTrue();
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  private String program(String... options) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath(),
            RecordingProgram.class.getName()));
    return run("java", arguments.toArray());
  }

  private static String classPath() throws Exception {
    List<String> paths = new ArrayList<>();
    for (Class<?> type :
        List.of(SampleAllocator.class, Linux.class, Sampan.class, SettingsTest.class)) {
      paths.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    return String.join(File.pathSeparator, paths);
  }

  @Test
  @DisplayName("Every event is named, and every setting of it is one that the event has")
  void namesEveryEvent() throws Exception {
    SampleAllocator.builder("registers the events").build().close();
    List<EventType> types =
        FlightRecorder.getFlightRecorder().getEventTypes().stream()
            .filter(type -> type.getName().startsWith("sampan."))
            .toList();
    Map<String, String> values;
    try (Reader reader =
        new InputStreamReader(Files.newInputStream(settings), StandardCharsets.UTF_8)) {
      values = Configuration.create(reader).getSettings();
    }
    assertThat(values.keySet().stream().map(key -> key.substring(0, key.indexOf('#'))).distinct())
        .containsExactlyInAnyOrderElementsOf(types.stream().map(EventType::getName).toList());
    for (EventType type : types) {
      assertThat(
              values.keySet().stream()
                  .filter(key -> key.startsWith(type.getName() + "#"))
                  .map(key -> key.substring(key.indexOf('#') + 1)))
          .as(type.getName())
          .allMatch(
              setting ->
                  type.getSettingDescriptors().stream()
                      .anyMatch(known -> known.getName().equals(setting)));
    }
  }

  @Test
  @DisplayName(
      "java -XX:StartFlightRecording records everything; jfr and JDK Mission Control show it")
  void recordsFromTheStart() throws Exception {
    Path file = folder.resolve("recording.jfr");
    assertThat(program("-XX:StartFlightRecording:settings=" + settings + ",filename=" + file))
        .contains("recorder initialised: true");

    String summary = run("jfr", "summary", file);
    assertThat(
            summary.lines().map(line -> line.trim().split("\\s+")).filter(line -> line.length > 1))
        .filteredOn(line -> line[0].startsWith("sampan.") && !line[1].equals("0"))
        .extracting(line -> line[0] + " " + line[1])
        .contains("sampan.Lease 12", "sampan.Hold 12", "sampan.Exhaustion 1");
    assertThat(run("jfr", "print", "--events", "sampan.Hold", file))
        .contains(
            "sampan.Hold {",
            "allocator = \"video\"",
            "holder = \"wmv2 encoder (encoder of samples)\"",
            "length = 1000 bytes",
            "passedOn = false",
            "lost = false")
        .doesNotContain("stackTrace = [");
    assertThat(run("jfr", "print", "--events", "sampan.Exhaustion", file))
        .contains("2 of 2 samples of \"video\" held: wmv2 encoder ×2");
    assertThat(run("jfr", "print", "--json", "--categories", "Sampan", file))
        .contains("\"type\": \"sampan.Lease\"");

    MissionControl missionControl = MissionControl.open(file);
    assertThat(missionControl.items("sampan.Lease")).hasSize(12);
    assertThat(missionControl.items("sampan.Hold")).hasSize(12);
    assertThat(missionControl.values("sampan.Hold", "length", UnitLookup.MEMORY))
        .containsOnly(UnitLookup.BYTE.quantity(1000), UnitLookup.BYTE.quantity(4096));
    assertThat(missionControl.values("sampan.Hold", "holder", UnitLookup.PLAIN_TEXT))
        .containsOnly("wmv2 encoder (encoder of samples)");
    List<EventType> types = MissionControl.recordedTypes(file);
    assertThat(types).extracting(EventType::getName).contains("sampan.Lease", "sampan.Hold");
    for (EventType type : types) {
      String name = type.getName();
      assertThat(missionControl.categories(name)).as(name).containsExactly("Sampan");
      assertThat(missionControl.label(name)).as(name).isEqualTo(type.getLabel());
      assertThat(missionControl.fieldLabels(name))
          .as(name)
          .containsAllEntriesOf(MissionControl.ownFieldLabels(type));
    }
  }

  @Test
  @DisplayName("A threshold can be set by name where the recording is started")
  void setsThresholds() throws Exception {
    Path file = folder.resolve("slow.jfr");
    String options = ",sampan-sample-threshold=1s,filename=" + file;
    assertThat(program("-XX:StartFlightRecording:settings=" + settings + options)).isNotEmpty();
    assertThat(
            RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("sampan.Hold")))
        .singleElement()
        .satisfies(
            event -> assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ofSeconds(1)));
  }

  @Test
  @DisplayName("jcmd starts and stops a recording in a program that runs")
  void recordsWhenAsked() throws Exception {
    Path file = folder.resolve("asked.jfr");
    long self = ProcessHandle.current().pid();
    run("jcmd", self, "JFR.start", "name=asked", "settings=default", "settings=" + settings);
    try (SampleAllocator allocator = SampleAllocator.builder("asked").build()) {
      allocator.tryAllocate().publish().close();
    }
    run("jcmd", self, "JFR.stop", "name=asked", "filename=" + file);
    assertThat(
            RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getCategoryNames().contains("Sampan"))
                .filter(event -> "asked".equals(event.getString("allocator")))
                .map(event -> event.getEventType().getName())
                .collect(Collectors.toSet()))
        .contains("sampan.Lease", "sampan.Hold");
  }

  @Test
  @DisplayName("Where nobody records, the flight recorder is not started")
  void startsNothingUnasked() throws Exception {
    assertThat(program()).contains("recorder initialised: false");
    // Loading one class of an event that registers itself would load some hundred of the JDK's.
    assertThat(program("-Xlog:class+load").lines().filter(line -> line.contains("jdk.jfr.")))
        .hasSizeLessThan(30);
  }
}
