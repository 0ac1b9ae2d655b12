package dev.sampan.border;

import java.io.Serial;

/** A refusal with the code that native code gets for it. */
final class BorderException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int code;

  BorderException(int code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }
}
