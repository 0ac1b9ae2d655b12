package dev.sampan.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("I10")
@DisplayName(
    "I10: times of samples and packets are nanoseconds in recordings, and never wrap round")
class MediaTimeTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "400000, 40000000",
    "-1, -100",
    "92233720368547758, 9223372036854775800",
    "92233720368547759, 9223372036854775807",
    "9223372036854775807, 9223372036854775807",
    "-92233720368547758, -9223372036854775800",
    "-92233720368547759, -9223372036854775808",
    "-9223372036854775808, -9223372036854775808",
  })
  void areConverted(long time, long nanos) {
    assertThat(MediaTime.nanos(time)).isEqualTo(nanos);
  }
}
