package dev.sampan.stream;

/**
 * A writer was asked for a sample or given one outside {@code begin} … {@code end}. Native callers
 * see {@code NS_E_INVALID_REQUEST}.
 */
public final class WriterNotRunningException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  WriterNotRunningException(String message) {
    super(message);
  }
}
