package dev.sampan.cli.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Numbers of seven bits a byte, the lowest first, as page.js unpacks them. */
final class Packed {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds a number that is not negative. */
  Packed add(long number) {
    if (number < 0) {
      throw new IllegalArgumentException("a packed number must not be negative: " + number);
    }
    long rest = number;
    while (rest >= 0x80) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return this;
  }

  /** Adds a number of either sign, which is doubled for it. */
  Packed addSigned(long number) {
    return add((number << 1) ^ (number >> 63));
  }

  String base64() {
    return new String(
        Base64.getEncoder().withoutPadding().encode(bytes.toByteArray()),
        StandardCharsets.ISO_8859_1);
  }
}
