package dev.sampan.io;

import dev.sampan.memory.LinuxFiles;
import java.io.IOException;

/**
 * One piece of memory on its way from or to a file. It goes through an {@link Engine} once; while
 * it does, nobody else writes these fields. Exactly one of {@link #completed} and {@link #failed}
 * is called in the end, on the engine's thread, when nobody uses the memory any more.
 */
abstract class Transfer {

  /** The most that is asked for at once. */
  private static final long PIECE = 1 << 30;

  final boolean write;
  final long address;
  final long position;

  /** How many bytes to ask for. */
  final long length;

  /** How many bytes are enough. More is asked for where lengths must be aligned. */
  final long needed;

  /** Whether the memory was registered with the engine. */
  final boolean registered;

  private long done;

  Transfer(
      boolean write, long address, long position, long length, long needed, boolean registered) {
    this.write = write;
    this.address = address;
    this.position = position;
    this.length = length;
    this.needed = needed;
    this.registered = registered;
  }

  /** How many bytes were moved, of those that are needed. */
  final long done() {
    return Math.min(done, needed);
  }

  /** Where the rest begins. */
  final long restAddress() {
    return address + done;
  }

  final long restPosition() {
    return position + done;
  }

  /** How much to ask for next. */
  final int rest() {
    return (int) Math.min(length - done, PIECE);
  }

  /**
   * Takes the answer to one request, and ends the transfer if nothing is left to ask for.
   *
   * @param bytes what was moved; 0 or less at the end of the file
   * @param alignment what requests must be multiples of
   * @return whether there is a rest to be asked for
   */
  final boolean advance(long bytes, long alignment) {
    done += Math.max(0, bytes);
    if (done >= needed) {
      completed();
      return false;
    }
    // A direct read that ends off the alignment ended at the end of the file.
    if (bytes > 0 && done % alignment == 0) {
      return true;
    }
    if (write) {
      failed(new IOException("the system wrote " + done + " of " + needed + " bytes and no more"));
    } else {
      completed();
    }
    return false;
  }

  /** Ends the transfer with an errno that has a minus sign. */
  final void failed(int errno) {
    failed(new IOException(LinuxFiles.errorText(-errno)));
  }

  /** All that is needed was moved, or for a read, all that there is. */
  abstract void completed();

  /** The system refused. */
  abstract void failed(IOException cause);
}
