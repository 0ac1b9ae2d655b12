package dev.sampan.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;

/** Records the events of Sampan in this process. */
public final class EventRecording implements AutoCloseable {

  /** All that the page shows. */
  private static final List<String> EVENTS =
      List.of(
          "Lease",
          "Hold",
          "AllocationWait",
          "Exhaustion",
          "ReleaseNotification",
          "Leak",
          "Misuse",
          "UpcallFailure",
          "FileRead",
          "FileWrite",
          "Encode",
          "Mux",
          "Copy");

  private final Recording recording = new Recording();

  private EventRecording() {}

  /**
   * Starts.
   *
   * @return what is to be closed
   */
  public static EventRecording start() {
    EventRecording started = new EventRecording();
    Recording recording = started.recording;
    recording.setName("sampan report");
    recording.setToDisk(true);
    for (String event : EVENTS) {
      recording.enable("sampan." + event).withoutThreshold().withoutStackTrace();
    }
    recording.enable("sampan.AllocatorStatistics").with("period", "1 s");
    recording.start();
    return started;
  }

  /**
   * Stops, and reads what was recorded.
   *
   * @param title what the page is called
   * @return what it says about samples
   * @throws IOException if the recording cannot be written or read
   */
  public SampleReport stop(String title) throws IOException {
    recording.stop();
    Path file = Files.createTempFile("sampan-", ".jfr");
    try {
      recording.dump(file);
      return SampleReport.read(file, title);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void close() {
    recording.close();
  }
}
