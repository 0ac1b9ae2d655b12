package dev.sampan.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A consumer copied a sample instead of using its memory. */
@Name("sampan.Copy")
@Label("Copy")
@Category("Sampan")
@Description("A consumer copied a sample instead of using its memory")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class CopyEvent extends Event {

  @Label("Consumer")
  @Description("Who copied")
  @Nullable String consumer;

  @Label("Length")
  @Description("Bytes that were copied")
  @DataAmount
  long length;

  @Label("Reason")
  @Description("Why it is known, or why it was needed")
  @Nullable String reason;

  private static final CopyEvent ANY = new CopyEvent();

  private CopyEvent() {}

  /**
   * Returns whether somebody records this.
   *
   * @return false if an event would go nowhere
   */
  public static boolean isOn() {
    return ANY.isEnabled();
  }

  /**
   * Records it, if somebody does.
   *
   * @param consumer who copied
   * @param length bytes that were copied
   * @param reason why it is known, or why it was needed
   */
  public static void report(String consumer, long length, String reason) {
    if (isOn()) {
      CopyEvent event = new CopyEvent();
      event.consumer = consumer;
      event.length = length;
      event.reason = reason;
      event.commit();
    }
  }
}
