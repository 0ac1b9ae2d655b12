package dev.sampan.cli;

import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Plane;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Pictures of which each can be told from every other: moving colours, and its number. */
final class TestPicture {

  /** A plane of brightness, and two of colour at half the width and height. */
  static final String FORMAT = "yuv420p";

  /** What encoders like rows to be a multiple of. */
  private static final int ALIGNMENT = 64;

  private static final byte WHITE = (byte) 235;
  private static final byte BLACK = 16;
  private static final byte NO_COLOR = (byte) 128;

  /** Seven rows of five dots each, the leftmost dot in the highest bit. */
  private static final int[][] DIGITS = {
    {0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110},
    {0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110},
    {0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111},
    {0b11110, 0b00001, 0b00001, 0b01110, 0b00001, 0b00001, 0b11110},
    {0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010},
    {0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110},
    {0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110},
    {0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000},
    {0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110},
    {0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100},
  };

  private static final int DIGIT_WIDTH = 6;
  private static final int DIGIT_HEIGHT = 7;
  private static final int DIGIT_COUNT = 4;
  private static final int DOT = 6;
  private static final int MARGIN = 24;

  private final SampleLayout layout;

  TestPicture(int width, int height) {
    layout = layout(width, height);
  }

  private static SampleLayout layout(int width, int height) {
    int stride = align(width);
    int colorStride = align(width / 2);
    long luma = (long) stride * height;
    long color = (long) colorStride * (height / 2);
    return new SampleLayout(
        FORMAT,
        width,
        height,
        SampleLayout.Color.UNSPECIFIED,
        List.of(
            new Plane(0, stride, width, height),
            new Plane(luma, colorStride, width / 2, height / 2),
            new Plane(luma + color, colorStride, width / 2, height / 2)));
  }

  private static int align(int bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  SampleLayout layout() {
    return layout;
  }

  int width() {
    return layout.width();
  }

  int height() {
    return layout.height();
  }

  /**
   * Draws a picture into a lease.
   *
   * @param lease where to
   * @param number of the picture, which says what it looks like
   * @param duration of each picture, in units of 100 ns
   */
  void draw(SampleLease lease, int number, long duration) {
    MemorySegment memory = lease.segment();
    background(memory, layout.planes().get(0), number);
    color(memory, layout.planes().get(1), number, 3);
    color(memory, layout.planes().get(2), number, 5);
    counter(memory, number);
    lease.setLength(layout.end());
    lease.setProperties(new SampleProperties(number * duration, duration, true, layout, Map.of()));
  }

  /** Diagonal waves that move to the left. */
  private static void background(MemorySegment memory, Plane plane, int number) {
    byte[] row = new byte[(int) plane.rowBytes()];
    for (int y = 0; y < plane.height(); y++) {
      for (int x = 0; x < row.length; x++) {
        int wave = (x + y + 4 * number) & 0xff;
        row[x] = (byte) (48 + (wave < 128 ? wave : 255 - wave));
      }
      put(memory, plane, y, 0, row);
    }
  }

  /** Colours that go from side to side, and change as time goes by. */
  private static void color(MemorySegment memory, Plane plane, int number, int speed) {
    byte[] row = new byte[(int) plane.rowBytes()];
    for (int y = 0; y < plane.height(); y++) {
      double height = y / (double) plane.height();
      for (int x = 0; x < row.length; x++) {
        double angle = 2 * Math.PI * (x / (double) row.length + height + speed * number / 500.0);
        row[x] = (byte) Math.round(128 + 70 * Math.sin(angle));
      }
      put(memory, plane, y, 0, row);
    }
  }

  /** The picture's number, white on a black box without colour. */
  private void counter(MemorySegment memory, int number) {
    int width = (DIGIT_COUNT * DIGIT_WIDTH + 1) * DOT;
    int height = (DIGIT_HEIGHT + 2) * DOT;
    byte[] row = new byte[width];
    for (int y = 0; y < height; y++) {
      Arrays.fill(row, BLACK);
      int line = y / DOT - 1;
      if (line >= 0 && line < DIGIT_HEIGHT) {
        digits(row, number, line);
      }
      put(memory, layout.planes().get(0), MARGIN + y, MARGIN, row);
    }
    byte[] grey = new byte[width / 2];
    Arrays.fill(grey, NO_COLOR);
    for (Plane plane : layout.planes().subList(1, 3)) {
      for (int y = 0; y < height / 2; y++) {
        put(memory, plane, MARGIN / 2 + y, MARGIN / 2, grey);
      }
    }
  }

  private static void digits(byte[] row, int number, int line) {
    int rest = number;
    for (int digit = DIGIT_COUNT - 1; digit >= 0; digit--) {
      int dots = DIGITS[rest % 10][line];
      rest /= 10;
      for (int dot = 0; dot < 5; dot++) {
        if ((dots & (0b10000 >> dot)) != 0) {
          int from = (digit * DIGIT_WIDTH + dot + 1) * DOT;
          Arrays.fill(row, from, from + DOT, WHITE);
        }
      }
    }
  }

  private static void put(MemorySegment memory, Plane plane, int y, int x, byte[] row) {
    MemorySegment.copy(
        MemorySegment.ofArray(row), 0, memory, plane.offset() + y * plane.stride() + x, row.length);
  }
}
