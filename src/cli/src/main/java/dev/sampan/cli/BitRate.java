package dev.sampan.cli;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads bit rates such as {@code 2M}, {@code 1.5M}, {@code 500k} and {@code 128000}. */
final class BitRate implements ITypeConverter<Long> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)([kKmM]?)");

  @Override
  public Long convert(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw notABitRate(text);
    }
    int zeros =
        switch (form.group(2)) {
          case "k", "K" -> 3;
          case "m", "M" -> 6;
          default -> 0;
        };
    BigDecimal bits = new BigDecimal(form.group(1)).movePointRight(zeros);
    if (bits.signum() == 0 || bits.stripTrailingZeros().scale() > 0) {
      throw notABitRate(text);
    }
    return bits.longValueExact();
  }

  private static TypeConversionException notABitRate(String text) {
    return new TypeConversionException(
        "'%s' is not a bit rate; write bits per second such as 2M, 500k or 128000".formatted(text));
  }
}
