package dev.sampan.memory;

import java.lang.foreign.Arena;

/** A slab where Sampan has no bindings for the system's own calls. */
final class ArenaSlab implements Slab {

  /**
   * Closed once, at the very end: closing a shared arena is slow, but this is not in anybody's way.
   */
  private final Arena arena = Arena.ofShared();

  private final long base;
  private final long stride;

  private ArenaSlab(Plan plan) {
    stride = plan.stride();
    // Allocation sets every byte to zero, which touches every page.
    base = arena.allocate(plan.size(), PageSize.bytes()).address();
  }

  static Slab of(Plan plan) {
    if (plan.guardPages()) {
      throw new UnsupportedOperationException("guard pages exist on Linux only");
    }
    return new ArenaSlab(plan);
  }

  @Override
  public long address(int slot) {
    return base + slot * stride;
  }

  @Override
  public void protect(int slot, Protection protection) {}

  @Override
  public void unmap() {
    arena.close();
  }
}
