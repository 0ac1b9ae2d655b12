package dev.sampan;

/** The allocator was closed, before the call or while it waited. */
public final class AllocatorClosedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  AllocatorClosedException(String message) {
    super(message);
  }
}
