package dev.sampan.io;

/**
 * Which engine was chosen for a file, and why.
 *
 * @param engine what moves the bytes
 * @param alignment what positions and lengths must be multiples of; 1 through the page cache
 * @param fixedBuffers whether the kernel knows the samples' memory beforehand, and does not pin its
 *     pages for each request
 * @param reason why it is this engine and not a better one, for people; empty if it is the best
 */
public record EngineChoice(IoEngine engine, long alignment, boolean fixedBuffers, String reason) {

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(engine.toString());
    if (fixedBuffers) {
      text.append(", fixed buffers");
    }
    if (engine.isDirect()) {
      text.append(", aligned to ").append(alignment).append(" bytes");
    }
    return reason.isEmpty() ? text.toString() : text.append("; ").append(reason).toString();
  }
}
