package dev.sampan.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers of bytes such as {@code 4096}, {@code 128k} and {@code 1M}, in units of 1024. */
final class ByteSize implements ITypeConverter<Long> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})([kKmM]?)");

  @Override
  public Long convert(String text) {
    Matcher form = FORM.matcher(text);
    long bytes = form.matches() ? Long.parseLong(form.group(1)) << shift(form.group(2)) : 0;
    if (bytes == 0) {
      throw new TypeConversionException(
          "'%s' is not a size; write bytes such as 1M, 128k or 4096".formatted(text));
    }
    return bytes;
  }

  private static int shift(String unit) {
    return switch (unit) {
      case "k", "K" -> 10;
      case "m", "M" -> 20;
      default -> 0;
    };
  }
}
