package dev.sampan.ffmpeg;

import java.util.regex.Pattern;

/** What threads are called in reports. */
final class ThreadNames {

  /** The names that the JVM gives to threads that it did not start. */
  private static final Pattern FOREIGN = Pattern.compile("Thread-\\d+");

  private static final String FFMPEG = "FFmpeg's threads";

  private ThreadNames() {}

  /** The current thread's name; those of FFmpeg's workers, which come and go, are one. */
  static String current() {
    return of(Thread.currentThread().getName());
  }

  /** The same of any thread's name. */
  static String of(String name) {
    return FOREIGN.matcher(name).matches() ? FFMPEG : name;
  }
}
