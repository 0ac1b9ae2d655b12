package dev.sampan.border;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A sink of a writer: native code's, or a file. Its calls come one at a time. */
interface UnitSink {

  /** Its IWMWriterSink pointer, without a reference. */
  long pointer();

  /** Keeps it for somebody who has found it under a lock, and calls {@link #drop} in the end. */
  void use();

  /** Ends the use of whoever made or used it. */
  void drop();

  /** Adds a reference for native code. */
  void addReference();

  /** Whether data units are to come at the speed of their time stamps. */
  boolean isRealTime() throws IOException;

  /** Takes the header, the first time or again. */
  void header(MemorySegment bytes) throws IOException;

  void unit(MemorySegment bytes) throws IOException;

  /**
   * There is no more.
   *
   * @param complete whether all was written; if not, nothing shall be left under a final name
   */
  void end(boolean complete) throws IOException;
}
