package dev.sampan.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a recording says about samples, and the page that shows it. */
public final class SampleReport {

  private final Analysis analysis;
  private final String title;

  private SampleReport(Analysis analysis, String title) {
    this.analysis = analysis;
    this.title = title;
  }

  /**
   * One allocator.
   *
   * @param name as messages name it
   * @param slots how many samples it has
   * @param highestOut how many of them were out at once at most
   * @param leases how often they were lent
   * @param returns how often they came back
   * @param stillOut how many were not back at the end
   * @param waits allocations that waited
   * @param ranEmpty how often nothing was free when somebody asked
   * @param exhausted allocations that got nothing
   */
  public record AllocatorRow(
      String name,
      int slots,
      int highestOut,
      long leases,
      long returns,
      long stillOut,
      long waits,
      long ranEmpty,
      long exhausted) {}

  /**
   * Reads a recording.
   *
   * @param recording a file of Java Flight Recorder
   * @param title what the page is called
   * @return what it says about samples
   * @throws IOException if it cannot be read, is no recording, or has no event of Sampan
   */
  public static SampleReport read(Path recording, String title) throws IOException {
    return new SampleReport(new Analysis(EventReader.read(recording)), title);
  }

  /** Returns a row per allocator. */
  public List<AllocatorRow> allocators() {
    return analysis.pools.stream()
        .map(
            row ->
                new AllocatorRow(
                    row.pool().name,
                    row.pool().slots(),
                    row.highestOut(),
                    row.leases(),
                    row.returns(),
                    row.stillOut(),
                    row.waits(),
                    row.ranEmpty(),
                    row.exhausted()))
        .toList();
  }

  /** Returns how many events were read. */
  public long events() {
    return analysis.events.count;
  }

  /** Returns from the first event to the end of the last, in seconds. */
  public double seconds() {
    return (analysis.events.last - analysis.events.first) / 1e9;
  }

  /** Returns how many leases and holds were lost and found. */
  public int leaks() {
    return analysis.events.leaks.size();
  }

  /** Returns how many copies were made. */
  public long copies() {
    return analysis.events.copies.values().stream().mapToLong(sum -> sum.count).sum();
  }

  /** Returns how many bytes were copied. */
  public long bytesCopied() {
    return analysis.events.copies.values().stream().mapToLong(sum -> sum.bytes).sum();
  }

  /** Returns why the rest of the file could not be read, or null if all of it was. */
  public @Nullable String cutOff() {
    return analysis.events.cutOff;
  }

  /**
   * Writes the page. It appears under its name when it is complete, and replaces what is there.
   *
   * @param file the file to write
   * @return its size in bytes
   * @throws IOException if it cannot be written
   */
  public long write(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("cannot write %s: it is a folder".formatted(file));
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException(
          "cannot write %s: there is no folder %s".formatted(file, file.getParent()));
    }
    byte[] page = Page.html(analysis, title).getBytes(StandardCharsets.UTF_8);
    Path part = folder.resolve("." + file.getFileName() + ".part");
    try {
      Files.write(part, page);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    return page.length;
  }
}
