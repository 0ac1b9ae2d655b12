package dev.sampan.jfr;

import java.util.List;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

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

  private FlightRecording() {}

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
          }
        });
  }
}
