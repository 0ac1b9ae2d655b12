package dev.sampan.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A method that native code called failed, and native code got a code. */
@Name("sampan.UpcallFailure")
@Label("Upcall Failure")
@Category("Sampan")
@Description("A method that native code called failed; native code got an HRESULT")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class UpcallFailureEvent extends Event {

  @Label("Method")
  @Description("The method that native code called")
  @Nullable String method;

  @Label("Code")
  @Description("The HRESULT that it got, in hexadecimal")
  @Nullable String code;

  @Label("Message")
  @Description("What GetLastErrorInfo tells")
  @Nullable String message;

  private static final UpcallFailureEvent ANY = new UpcallFailureEvent();

  private UpcallFailureEvent() {}

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
   * @param method the method that native code called
   * @param code the HRESULT that it got, in hexadecimal
   * @param message what GetLastErrorInfo tells
   */
  public static void report(String method, String code, @Nullable String message) {
    if (isOn()) {
      UpcallFailureEvent event = new UpcallFailureEvent();
      event.method = method;
      event.code = code;
      event.message = message;
      event.commit();
    }
  }
}
