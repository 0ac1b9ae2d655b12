package dev.sampan.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** One packet on its way into a container. */
@Name("sampan.Mux")
@Label("Mux")
@Category("Sampan")
@Description("One packet into a container")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class MuxEvent extends Event {

  @Label("Stream")
  @Description("Number of the stream in the file that is written, from 0")
  int stream;

  @Label("Container")
  @Description("Name of the container")
  @Nullable String container;

  @Label("Length")
  @Description("Bytes of the packet")
  @DataAmount
  long length;

  @Label("Time")
  @Description("When the packet is due, from the start of what is written")
  @Timespan(Timespan.NANOSECONDS)
  long time;

  private static final MuxEvent ANY = new MuxEvent();

  private MuxEvent() {}

  /**
   * Returns whether somebody records this.
   *
   * @return false if an event would go nowhere
   */
  public static boolean isOn() {
    return ANY.isEnabled();
  }

  /**
   * Begins.
   *
   * @return the event, or null if nobody records it
   */
  public static @Nullable MuxEvent beginIfOn() {
    if (!isOn()) {
      return null;
    }
    MuxEvent event = new MuxEvent();
    event.begin();
    return event;
  }

  /**
   * Ends, and is recorded.
   *
   * @param stream number of the stream in the file that is written, from 0
   * @param container name of the container
   * @param length bytes of the packet
   * @param time when the packet is due, in units of 100 ns
   */
  public void end(int stream, String container, long length, long time) {
    this.stream = stream;
    this.container = container;
    this.length = length;
    this.time = MediaTime.nanos(time);
    commit();
  }
}
