package dev.sampan.stream;

/** What the samples of one stream are. */
public sealed interface StreamFormat {

  /**
   * Pictures.
   *
   * @param pixelFormat as FFmpeg names it, for example {@code yuv420p}
   * @param width in pixels
   * @param height in pixels
   * @param frameRate frames per second; 0/1 where it is not known or varies
   * @param pixelAspect width of a pixel over its height; 0/1 where it is not known
   */
  record Video(String pixelFormat, int width, int height, Ratio frameRate, Ratio pixelAspect)
      implements StreamFormat {}

  /**
   * Sound.
   *
   * @param sampleFormat as FFmpeg names it, for example {@code fltp}
   * @param sampleRate samples per second
   * @param channels how many channels
   * @param channelLayout as FFmpeg describes it, for example {@code stereo}
   */
  record Audio(String sampleFormat, int sampleRate, int channels, String channelLayout)
      implements StreamFormat {}

  /**
   * Bytes that nobody interprets.
   *
   * @param description what they are, for people
   */
  record Data(String description) implements StreamFormat {}

  /**
   * A fraction.
   *
   * @param numerator above the line
   * @param denominator below the line
   */
  record Ratio(int numerator, int denominator) {
    @Override
    public String toString() {
      return numerator + "/" + denominator;
    }
  }
}
