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

/** One sample on its way into an encoder. */
@Name("sampan.Encode")
@Label("Encode")
@Category("Sampan")
@Description("One sample through an encoder")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class EncodeEvent extends Event {

  @Label("Stream")
  @Description("Number of the stream in the file that is written, from 0")
  int stream;

  @Label("Codec")
  @Description("Name of the encoder")
  @Nullable String codec;

  @Label("Length")
  @Description("Bytes of the sample")
  @DataAmount
  long length;

  @Label("Time")
  @Description("When the sample is due, from the start of what is written")
  @Timespan(Timespan.NANOSECONDS)
  long time;

  private static final EncodeEvent ANY = new EncodeEvent();

  private EncodeEvent() {}

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
  public static @Nullable EncodeEvent beginIfOn() {
    if (!isOn()) {
      return null;
    }
    EncodeEvent event = new EncodeEvent();
    event.begin();
    return event;
  }

  /**
   * Ends, and is recorded.
   *
   * @param stream number of the stream in the file that is written, from 0
   * @param codec name of the encoder
   * @param length bytes of the sample
   * @param time when the sample is due, in units of 100 ns
   */
  public void end(int stream, String codec, long length, long time) {
    this.stream = stream;
    this.codec = codec;
    this.length = length;
    this.time = MediaTime.nanos(time);
    commit();
  }
}
