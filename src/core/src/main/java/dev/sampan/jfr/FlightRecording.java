package dev.sampan.jfr;

import dev.sampan.memory.SharedWords;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events of Sampan known to the JDK's flight recorder.
 *
 * <p>An event class that registers itself, as they do by default, starts the recorder's Java side
 * when it is initialised, which takes a quarter of a second, whether anybody records or not. So
 * these do not, and are registered when the recorder has been started by somebody who needs it. Up
 * to then they say that they are off. No event asks another one: that can deadlock while their
 * classes are initialised.
 */
public final class FlightRecording {

  private static volatile @Nullable FlightRecorder theRecorder;
  private static final AtomicInteger CHANGES = new AtomicInteger();

  private FlightRecording() {}

  /**
   * Has native code lease through Java while something is recorded, whatever that is: which events
   * it wants may change while it runs, and nobody says so.
   */
  private static void tellNativeCode() {
    FlightRecorder recorder = theRecorder;
    if (recorder == null) {
      return;
    }
    int change = CHANGES.incrementAndGet();
    while (true) {
      boolean runs =
          recorder.getRecordings().stream()
              .anyMatch(recording -> recording.getState() == RecordingState.RUNNING);
      if (runs) {
        SharedWords.raise(SharedWords.RECORDING);
      } else {
        SharedWords.lower(SharedWords.RECORDING);
      }
      int last = CHANGES.get();
      if (last == change) { // else a later change may have been overwritten; no lock: it is called
        return; // under locks of the recorder's
      }
      change = last;
    }
  }

  /**
   * Registers the events as soon as the recorder runs, which may be now or never.
   *
   * @param statistics what reports the statistics of all allocators, once per period
   */
  public static void prepare(Runnable statistics) {
    FlightRecorder.addListener(
        new FlightRecorderListener() {
          @Override
          public void recorderInitialized(FlightRecorder recorder) {
            // Named only here, so that nobody loads them who does not record.
            List<Class<? extends Event>> events =
                List.of(
                    LeaseEvent.class,
                    HoldEvent.class,
                    AllocationWaitEvent.class,
                    ExhaustionEvent.class,
                    ReleaseNotificationEvent.class,
                    LeakEvent.class,
                    OverdueEvent.class,
                    MisuseEvent.class,
                    UpcallFailureEvent.class,
                    AllocatorStatisticsEvent.class,
                    FileReadEvent.class,
                    FileWriteEvent.class,
                    EncodeEvent.class,
                    MuxEvent.class,
                    CopyEvent.class);
            events.forEach(FlightRecorder::register);
            FlightRecorder.addPeriodicEvent(AllocatorStatisticsEvent.class, statistics);
            theRecorder = recorder;
            tellNativeCode();
          }

          @Override
          public void recordingStateChanged(Recording recording) {
            tellNativeCode();
          }
        });
  }
}
