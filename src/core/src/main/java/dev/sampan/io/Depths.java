package dev.sampan.io;

/** How many transfers may be in flight. */
final class Depths {

  private static final int MOST = 1024;

  private Depths() {}

  static int check(int depth) {
    if (depth < 1 || depth > MOST) {
      throw new IllegalArgumentException("a depth must be from 1 to %d: %d".formatted(MOST, depth));
    }
    return depth;
  }
}
