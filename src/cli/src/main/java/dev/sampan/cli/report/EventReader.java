package dev.sampan.cli.report;

import dev.sampan.cli.report.SampleEvents.CopyKind;
import dev.sampan.cli.report.SampleEvents.Exhaustion;
import dev.sampan.cli.report.SampleEvents.Incident;
import dev.sampan.cli.report.SampleEvents.Leak;
import dev.sampan.cli.report.SampleEvents.Sum;
import dev.sampan.cli.report.SampleEvents.Wait;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Reads the events of category Sampan. */
final class EventReader {

  private static final String PREFIX = "sampan.";

  private final SampleEvents events = new SampleEvents();

  /** What leaks say. */
  private final List<Interval> lost = new ArrayList<>();

  private EventReader() {}

  /**
   * Reads a recording.
   *
   * @param file written by Java Flight Recorder
   * @return what it says about samples; of a file that is cut off, what could be read
   * @throws IOException if it is no recording, if it is damaged before the first event, or if no
   *     event in it is Sampan's
   */
  static SampleEvents read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (Files.isDirectory(file)) {
      throw new IOException("cannot read %s: it is a folder".formatted(file));
    }
    EventReader reader = new EventReader();
    String problem = reader.readAll(file);
    SampleEvents events = reader.events;
    if (events.count == 0) {
      throw new IOException(
          problem != null
              ? "%s cannot be read as a recording of Java Flight Recorder: %s"
                  .formatted(file, problem)
              : ("no event in %s is Sampan's: record the program that uses Sampan, started with"
                      + " -XX:StartFlightRecording or by jcmd PID JFR.start, with the events"
                      + " sampan.* switched on")
                  .formatted(file));
    }
    events.cutOff = problem;
    reader.addLostIntervals();
    events.sort();
    return events;
  }

  /** Answers why it could not go on, or null at the end. */
  private @Nullable String readAll(Path file) throws IOException {
    if (Files.size(file) == 0) {
      return "it is empty";
    }
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        String name = event.getEventType().getName();
        if (name.startsWith(PREFIX)) {
          add(name.substring(PREFIX.length()), event);
        }
      }
      return null;
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // the JDK's parser does not check what it reads
      String text = e.getMessage();
      return "it is cut off or damaged" + (text == null ? "" : " (" + text + ")");
    }
  }

  private void add(String name, RecordedEvent event) {
    switch (name) {
      case "Lease", "Hold" -> interval(event, name.equals("Lease"));
      case "AllocationWait" ->
          events.waits.add(
              new Wait(
                  pool(event).id,
                  party(event).name(),
                  start(event),
                  end(event),
                  text(event, "outcome")));
      case "Exhaustion" -> exhaustion(event);
      case "ReleaseNotification" -> work(event, "release handler of " + pool(event).name);
      case "Leak" -> leak(event);
      case "Misuse" ->
          events.misuses.add(
              new Incident(start(event), text(event, "allocator"), text(event, "message")));
      case "UpcallFailure" ->
          events.failures.add(
              new Incident(
                  start(event),
                  (text(event, "method") + " " + text(event, "code")).strip(),
                  text(event, "message")));
      case "AllocatorStatistics" -> statistics(event);
      case "FileRead" -> work(event, "read " + text(event, "path"));
      case "FileWrite" -> work(event, "write " + text(event, "path"));
      case "Encode" -> work(event, "encode stream %s".formatted(stream(event, "codec")));
      case "Mux" -> work(event, "mux stream %s".formatted(stream(event, "container")));
      case "Copy" ->
          events
              .copies
              .computeIfAbsent(
                  new CopyKind(text(event, "consumer"), text(event, "reason")), key -> new Sum())
              .add(number(event, "length"), 0);
      default -> {
        return; // of a later release
      }
    }
    events.count++;
    events.cover(start(event), end(event));
  }

  private void interval(RecordedEvent event, boolean lease) {
    RecordedThread thread = event.getThread();
    String threadName = thread == null ? null : thread.getJavaName();
    if (threadName == null && thread != null) {
      threadName = thread.getOSName();
    }
    events.intervals.add(
        new Interval(
            pool(event).id,
            slot(event),
            number(event, "generation"),
            lease,
            events.parties.number(party(event)),
            events.threads.number(threadName == null ? "a thread without a name" : threadName),
            start(event),
            end(event),
            number(event, "length"),
            Outcome.of(lease, truth(event, "passedOn"), truth(event, "lost"))));
  }

  private void exhaustion(RecordedEvent event) {
    Pool pool = pool(event);
    pool.capacity = Math.max(pool.capacity, (int) number(event, "capacity"));
    events.exhaustions.add(
        new Exhaustion(pool.id, party(event).name(), start(event), text(event, "holders")));
  }

  private void leak(RecordedEvent event) {
    String stack = text(event, "takenAt");
    events.leaks.add(
        new Leak(
            pool(event).id,
            slot(event),
            party(event).name(),
            duration(event, "held").toMillis(),
            text(event, "cause"),
            stack.isEmpty() ? null : stack,
            start(event)));
    events.cover(start(event) - duration(event, "held").toNanos(), start(event));
    lost.add(
        new Interval(
            pool(event).id,
            slot(event),
            number(event, "generation"),
            false,
            events.parties.number(party(event)),
            events.threads.number("the finder of leaks"),
            start(event) - duration(event, "held").toNanos(),
            start(event),
            number(event, "length"),
            Outcome.RECOVERED));
  }

  /** What was lost is shown even where its lease or hold was not recorded. */
  private void addLostIntervals() {
    record Key(int allocator, int slot, long generation) {}
    Set<Key> shown = new HashSet<>();
    for (Interval interval : events.intervals) {
      if (interval.recovered()) {
        shown.add(new Key(interval.allocator(), interval.slot(), interval.generation()));
      }
    }
    for (Interval interval : lost) {
      if (shown.add(new Key(interval.allocator(), interval.slot(), interval.generation()))) {
        events.intervals.add(interval);
      }
    }
  }

  private void statistics(RecordedEvent event) {
    Pool pool = pool(event);
    if (start(event) < pool.statisticsAt) { // events of different threads are in no order
      return;
    }
    pool.statisticsAt = start(event);
    pool.sampleSize = number(event, "sampleSize");
    pool.capacity = Math.max(pool.capacity, (int) number(event, "capacity"));
    pool.out = (int) number(event, "out");
    pool.holders = text(event, "holders");
    pool.highWater = (int) number(event, "highWater");
    pool.leases = number(event, "leases");
    pool.returns = number(event, "returns");
    pool.waits = number(event, "waits");
    pool.exhausted = number(event, "exhausted");
    pool.recovered = number(event, "recovered");
    pool.misuses = number(event, "misuses");
  }

  private void work(RecordedEvent event, String what) {
    events
        .work
        .computeIfAbsent(what, key -> new Sum())
        .add(number(event, "length"), end(event) - start(event));
  }

  private static String stream(RecordedEvent event, String by) {
    return "%d (%s)".formatted(number(event, "stream"), text(event, by));
  }

  private Pool pool(RecordedEvent event) {
    int id = (int) number(event, "allocatorId");
    String name = text(event, "allocator");
    return events.pools.computeIfAbsent(id, key -> new Pool(id, name));
  }

  private int slot(RecordedEvent event) {
    int slot = (int) number(event, "slot");
    pool(event).saw(slot);
    return slot;
  }

  private static long start(RecordedEvent event) {
    return nanos(event.getStartTime());
  }

  private static long end(RecordedEvent event) {
    return nanos(event.getEndTime());
  }

  private static long nanos(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
  }

  // A recording of another release may lack a field.

  private static String text(RecordedEvent event, String field) {
    String text = event.hasField(field) ? event.getString(field) : null;
    return text == null ? "" : text;
  }

  private static Party party(RecordedEvent event) {
    return Party.of(text(event, "holder"));
  }

  private static boolean truth(RecordedEvent event, String field) {
    return event.hasField(field) && event.getBoolean(field);
  }

  private static long number(RecordedEvent event, String field) {
    return event.hasField(field) ? event.getLong(field) : 0;
  }

  private static Duration duration(RecordedEvent event, String field) {
    return event.hasField(field) ? event.getDuration(field) : Duration.ZERO;
  }
}
