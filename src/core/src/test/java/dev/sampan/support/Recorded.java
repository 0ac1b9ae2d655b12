package dev.sampan.support;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/** What the flight recorder hears of Sampan while this is open. */
public final class Recorded implements AutoCloseable {

  private final RecordingStream stream = new RecordingStream();
  private final Queue<RecordedEvent> events = new ConcurrentLinkedQueue<>();

  private boolean stopped;

  private Recorded(String... names) {
    stream.setReuse(false);
    stream.setMaxSize(1 << 26);
    for (String name : names) {
      stream.enable("sampan." + name);
      stream.onEvent("sampan." + name, events::add);
    }
    stream.startAsync();
  }

  /** Begins to record events, given without {@code sampan.}. */
  public static Recorded start(String... names) {
    return new Recorded(names);
  }

  /** As {@link #start}, for an event that comes by itself. */
  public static Recorded periodic(String name, Duration period) {
    Recorded recorded = new Recorded(name);
    recorded.stream.enable("sampan." + name).withPeriod(period);
    return recorded;
  }

  /** What has come so far. */
  public List<RecordedEvent> soFar() {
    return List.copyOf(events);
  }

  /**
   * Ends the recording, if it has not ended. Returns the events of one kind that have a value in a
   * field.
   */
  public List<RecordedEvent> stop(String name, String field, Object value) {
    if (!stopped) {
      stopped = true;
      stream.stop();
    }
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("sampan." + name))
        .filter(event -> value.equals(event.getValue(field)))
        .toList();
  }

  /**
   * Ends the recording, if it has not ended. Returns the events of one kind and of one allocator.
   */
  public List<RecordedEvent> stop(String name, String allocator) {
    return stop(name, "allocator", allocator);
  }

  @Override
  public void close() {
    stream.close();
  }
}
