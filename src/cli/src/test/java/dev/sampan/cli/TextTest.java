package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Ratio;
import org.junit.jupiter.api.Test;

class TextTest {

  @Test
  void bytesHaveOneDecimalFromAKibibyteUp() {
    assertThat(Text.bytes(0)).isEqualTo("0 B");
    assertThat(Text.bytes(1023)).isEqualTo("1023 B");
    assertThat(Text.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(Text.bytes(3L << 20)).isEqualTo("3.0 MiB");
    assertThat(Text.bytes(5L << 30)).isEqualTo("5.0 GiB");
  }

  @Test
  void countsAreGrouped() {
    assertThat(Text.count(0)).isEqualTo("0");
    assertThat(Text.count(1234567)).isEqualTo("1,234,567");
  }

  @Test
  void clocksShowHoursOnlyIfThereAreAny() {
    assertThat(Text.clock(-1)).isEqualTo("0:00");
    assertThat(Text.clock(79_999_999)).isEqualTo("0:07");
    assertThat(Text.clock(754 * 10_000_000L)).isEqualTo("12:34");
    assertThat(Text.clock(3723 * 10_000_000L)).isEqualTo("1:02:03");
  }

  @Test
  void durationsHaveHundredths() {
    assertThat(Text.duration(-1)).isEqualTo("unknown");
    assertThat(Text.duration(80_400_000)).isEqualTo("8.04 s");
    assertThat(Text.duration(754 * 10_000_000L + 5_600_000)).isEqualTo("12:34.56");
    assertThat(Text.duration(599_960_000)).as("rounded up to a minute").isEqualTo("1:00.00");
  }

  @Test
  void bitRatesThatAreNotKnownAreLeftOut() {
    assertThat(Text.bitRate(0)).isEmpty();
    assertThat(Text.bitRate(127_999)).isEqualTo("128 kbit/s");
    assertThat(Text.bitRate(1_500_000)).isEqualTo("1.50 Mbit/s");
  }

  @Test
  void frameRatesHaveNoMoreDecimalsThanTheyNeed() {
    assertThat(Text.frameRate(new Ratio(25, 1))).isEqualTo("25 fps");
    assertThat(Text.frameRate(new Ratio(100, 1))).isEqualTo("100 fps");
    assertThat(Text.frameRate(new Ratio(30000, 1001))).isEqualTo("29.97 fps");
    assertThat(Text.frameRate(new Ratio(0, 1))).isEmpty();
  }

  @Test
  void formatsAreShownInOneLine() {
    Ratio unknown = new Ratio(0, 1);
    assertThat(Text.format(new StreamFormat.Video("yuv420p", 640, 360, new Ratio(25, 1), unknown)))
        .isEqualTo("yuv420p 640x360 25 fps");
    assertThat(Text.format(new StreamFormat.Video("rgb24", 3, 5, unknown, unknown)))
        .isEqualTo("rgb24 3x5");
    assertThat(Text.format(new StreamFormat.Audio("fltp", 48000, 2, "stereo")))
        .isEqualTo("fltp 48000 Hz stereo");
  }
}
