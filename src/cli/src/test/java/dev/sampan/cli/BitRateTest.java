package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class BitRateTest {

  @ParameterizedTest
  @CsvSource({"128000, 128000", "500k, 500000", "2M, 2000000", "1.5m, 1500000", "0.001K, 1"})
  void readsBitRates(String text, long bitsPerSecond) {
    assertThat(new BitRate().convert(text)).isEqualTo(bitsPerSecond);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "-1", "k", "2G", "1.5", "0.0001k", "2 M", "1e6", "9999999999999"})
  void refusesWhatIsNotOne(String text) {
    assertThatThrownBy(() -> new BitRate().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("2M, 500k or 128000");
  }
}
