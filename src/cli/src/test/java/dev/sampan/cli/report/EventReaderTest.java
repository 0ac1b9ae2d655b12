package dev.sampan.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.AllocatorStatistics;
import dev.sampan.cli.report.SampleReport.AllocatorRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("I10")
@DisplayName("I10: what is read from a recording is what the ledger says")
class EventReaderTest {

  @TempDir static Path folder;

  private static Path file;
  private static AllocatorStatistics ledger;

  @BeforeAll
  static void record() throws Exception {
    file = folder.resolve("scene.jfr");
    ledger = Scene.record(file).statistics();
  }

  @Test
  void theNumbersAreTheLedgers() throws IOException {
    SampleReport report = SampleReport.read(file, "scene");
    assertThat(report.allocators())
        .containsExactly(
            new AllocatorRow(
                "pictures",
                Scene.SLOTS,
                ledger.highWater(),
                ledger.allocated(),
                ledger.returned(),
                1,
                ledger.waits(),
                2,
                ledger.exhausted()));
    assertThat(report.leaks()).isEqualTo(1);
    assertThat(report.cutOff()).isNull();
  }

  @Test
  void countedFromTheEventsAloneTheyAreTheSame() throws IOException {
    SampleEvents events = EventReader.read(file);
    Usage usage = Usage.of(events.intervals);
    assertThat(usage.leases()).isEqualTo(ledger.allocated());
    assertThat(usage.mostOut()).isEqualTo(ledger.highWater());
    assertThat(events.waits)
        .singleElement()
        .satisfies(
            wait -> {
              assertThat(wait.holder()).isEqualTo(Scene.ENCODER.name());
              assertThat(wait.outcome()).isEqualTo("served");
              assertThat(wait.end() - wait.start()).isGreaterThan(15_000_000);
            });
    assertThat(events.misuses).hasSize(1);
    assertThat(events.leaks)
        .singleElement()
        .satisfies(leak -> assertThat(leak.holder()).isEqualTo(Scene.KEEPER.name()));
    assertThat(events.exhaustions)
        .first()
        .satisfies(found -> assertThat(found.holders()).contains("6 of 6", "painter"));
  }

  @Test
  @DisplayName(
      "I10: who has a sample that is not back is shown, though a hold is recorded at its end")
  void whatIsNotBackIsShown() throws IOException {
    Analysis analysis = new Analysis(EventReader.read(file));
    Set<String> outcomes =
        analysis.bySlot.values().stream()
            .flatMap(slots -> slots.values().stream())
            .flatMap(intervals -> intervals.stream())
            .filter(Interval::open)
            .map(interval -> analysis.events.parties.get(interval.party()).name())
            .collect(Collectors.toSet());
    assertThat(outcomes).containsExactly(Analysis.UNKNOWN.name());
    assertThat(analysis.pools.get(0).stillOut()).isEqualTo(1);
  }

  @Test
  void ofARecordingThatIsCutOffWhatCanBeReadIsShownOrItIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Path cut = Files.write(folder.resolve("cut.jfr"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> EventReader.read(cut))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cut.jfr")
        .hasMessageContaining("cut off or damaged");

    // What was appended is a second chunk.
    Path second = folder.resolve("second.jfr");
    byte[] both = Arrays.copyOf(whole, whole.length + whole.length / 2);
    System.arraycopy(whole, 0, both, whole.length, whole.length / 2);
    Files.write(second, both);
    SampleReport report = SampleReport.read(second, "second");
    assertThat(report.cutOff()).contains("cut off");
    assertThat(report.allocators().get(0).leases()).isEqualTo(ledger.allocated());
  }

  @Test
  void whatIsNoRecordingIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jfr"), "Dear diary, ".repeat(100));
    assertThatThrownBy(() -> EventReader.read(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("text.jfr cannot be read as a recording");
    Path empty = Files.createFile(folder.resolve("empty.jfr"));
    assertThatThrownBy(() -> EventReader.read(empty))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> EventReader.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a folder");
  }

  @Test
  void aRecordingWithoutEventsOfSampanSaysHowToRecordThem() throws IOException {
    Path other = folder.resolve("other.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ActiveSetting");
      recording.start();
      recording.stop();
      recording.dump(other);
    }
    assertThatThrownBy(() -> EventReader.read(other))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("no event in", "other.jfr", "JFR.start", "sampan");
  }
}
