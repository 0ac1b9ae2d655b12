package dev.sampan;

/** The allocator was closed, before the call or while it waited. */
public final class AllocatorClosedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private final boolean whileWaiting;

  AllocatorClosedException(String message, boolean whileWaiting) {
    super(message);
    this.whileWaiting = whileWaiting;
  }

  /**
   * Returns whether the allocator was closed during the call.
   *
   * @return false if it was closed before
   */
  public boolean whileWaiting() {
    return whileWaiting;
  }
}
