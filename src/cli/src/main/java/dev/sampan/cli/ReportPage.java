package dev.sampan.cli;

import dev.sampan.cli.report.EventRecording;
import java.io.IOException;
import java.nio.file.Path;

/** Records a job in this process, and draws it when the job has ended, however it did. */
final class ReportPage implements AutoCloseable {

  /** What is recorded. */
  interface Job<T> {
    T run() throws IOException, InterruptedException;
  }

  private final Path page;
  private final String title;
  private final EventRecording recording;

  private ReportPage(Path page, String title, EventRecording recording) {
    this.page = page;
    this.title = title;
    this.recording = recording;
  }

  static ReportPage begin(Path page, String title) {
    return new ReportPage(page, title, EventRecording.start());
  }

  /** Runs the job and writes the page. What the job threw goes before what the page does. */
  <T> T around(Job<T> job) throws IOException, InterruptedException {
    T result;
    try {
      result = job.run();
    } catch (IOException | InterruptedException | RuntimeException | Error failure) {
      try {
        write();
      } catch (IOException alsoFailed) {
        failure.addSuppressed(alsoFailed);
        Terminal.STDERR.keepStatus();
        Terminal.STDERR.line("No page was written: " + Failures.message(alsoFailed));
      }
      throw failure;
    }
    write();
    return result;
  }

  private void write() throws IOException {
    recording.stop(title).write(page);
    Terminal.STDERR.keepStatus();
    Terminal.STDERR.line("The page is " + page);
  }

  @Override
  public void close() {
    recording.close();
  }
}
