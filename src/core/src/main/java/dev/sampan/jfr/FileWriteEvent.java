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

/** A write from a sample to a file. */
@Name("sampan.FileWrite")
@Label("File Write")
@Category("Sampan")
@Description("A write from a sample to a file, from the request to its end")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class FileWriteEvent extends Event {

  @Label("Path")
  @Description("The file or device")
  @Nullable String path;

  @Label("Engine")
  @Description("What moved the bytes")
  @Nullable String engine;

  @Label("Position")
  @Description("Where in the file it began")
  @DataAmount
  long position;

  @Label("Length")
  @Description("Bytes that were moved")
  @DataAmount
  long length;

  @Label("Allocator")
  @Description("Name of the allocator")
  @Nullable String allocator;

  private static final FileWriteEvent ANY = new FileWriteEvent();

  private FileWriteEvent() {}

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
  public static @Nullable FileWriteEvent beginIfOn() {
    if (!isOn()) {
      return null;
    }
    FileWriteEvent event = new FileWriteEvent();
    event.begin();
    return event;
  }

  /**
   * Ends, and is recorded.
   *
   * @param path the file or device
   * @param engine what moved the bytes
   * @param position where in the file it began
   * @param length bytes that were moved
   * @param allocator name of the allocator; null if there is none to blame
   */
  public void end(
      String path, String engine, long position, long length, @Nullable String allocator) {
    this.path = path;
    this.engine = engine;
    this.position = position;
    this.length = length;
    this.allocator = allocator;
    commit();
  }
}
