package dev.sampan;

import java.util.Objects;

/**
 * Who holds a sample. The name appears in every message about exhaustion, leaks and misuse, so it
 * should be one that the user of the program knows: {@code "wmv2 encoder"}, not {@code "worker-3"}.
 * Sampan's own say what, which part, and which stream if there are several: {@code "asf muxer
 * stream 1"}, {@code "clip.yuv reader"}; and what the kernel does: {@code "kernel reading
 * clip.yuv"}.
 *
 * @param name what the user calls it; not blank
 * @param kind which part of a pipeline it is
 */
public record Holder(String name, Kind kind) {

  /** The holder of leases and holds for which the program named none. */
  public static final Holder APPLICATION = new Holder("application", Kind.APPLICATION);

  /** The holder of references that native code took without saying what for. */
  public static final Holder NATIVE_CONSUMER = new Holder("native consumer", Kind.NATIVE_CONSUMER);

  /** Which part of a pipeline a holder is. */
  public enum Kind {
    /** The program's own code. */
    APPLICATION("the program itself"),
    /** A reader or decoder, which fills samples. */
    READER("reader or decoder"),
    /** A writer's queue, on the way to a sink. */
    WRITER("writer with its queue"),
    /** An encoder. */
    ENCODER("encoder of samples"),
    /** One stream of a muxer, which may hold samples until its other streams catch up. */
    MUXER_STREAM("stream of a muxer"),
    /** The operating system's kernel, with I/O in flight. */
    KERNEL("kernel of the system"),
    /** Native code. */
    NATIVE_CONSUMER("consumer in native code");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /**
     * Returns what a flight recording calls it: more than 16 characters, so that an event has a
     * number in place of them.
     */
    String text() {
      return text;
    }
  }

  /** Checks the components. */
  public Holder {
    Objects.requireNonNull(kind, "kind");
    if (name.isBlank()) {
      throw new IllegalArgumentException("a holder's name must not be blank");
    }
  }

  /**
   * Returns a holder of kind {@link Kind#APPLICATION}.
   *
   * @param name what the user calls it
   * @return the holder
   */
  public static Holder application(String name) {
    return new Holder(name, Kind.APPLICATION);
  }

  @Override
  public String toString() {
    return name;
  }
}
