package dev.sampan;

import java.util.Objects;

/**
 * Who holds a sample. The name appears in every message about exhaustion, leaks and misuse, so it
 * should be one that the user of the program knows: {@code "wmv2 encoder"}, not {@code "worker-3"}.
 * Sampan's own say what, which part, and which stream if there are several: {@code "asf muxer
 * stream 1"}, {@code "clip.yuv reader"}; and what the kernel does: {@code "kernel reading
 * clip.yuv"}.
 *
 * <p>Holders with the same name and kind are equal. Any thread may use one.
 */
public final class Holder {

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
  }

  private final String name;
  private final Kind kind;
  private final String text;

  /**
   * Makes a holder.
   *
   * @param name what the user calls it
   * @param kind which part of a pipeline it is
   * @throws IllegalArgumentException if the name is blank
   */
  public Holder(String name, Kind kind) {
    this.name = name;
    this.kind = Objects.requireNonNull(kind, "kind");
    if (name.isBlank()) {
      throw new IllegalArgumentException("a holder's name must not be blank");
    }
    this.text = name + " (" + kind.text + ")";
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

  /**
   * Returns what the user calls it.
   *
   * @return the name, not blank
   */
  public String name() {
    return name;
  }

  /**
   * Returns which part of a pipeline it is.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns what a flight recording calls it, name and kind: always the same text of more than 16
   * characters, for which an event has a number.
   */
  String text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Holder holder && name.equals(holder.name) && kind == holder.kind;
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the name. */
  @Override
  public String toString() {
    return name;
  }
}
