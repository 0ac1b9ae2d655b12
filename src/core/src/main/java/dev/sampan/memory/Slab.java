package dev.sampan.memory;

/**
 * The memory of one allocator: mapped once, every page touched, divided into slots that start on
 * page boundaries.
 */
public sealed interface Slab permits MappedSlab, ArenaSlab {

  /** What may be done with a slot's pages. */
  enum Protection {
    /** Nothing: whoever reads or writes them is stopped. */
    NONE,
    /** Reading. */
    READ,
    /** Reading and writing. */
    WRITE
  }

  /**
   * What a slab shall be.
   *
   * @param sampleSize bytes of a slot that are used
   * @param count slots
   * @param hugePages whether to ask for huge pages
   * @param guardPages whether an inaccessible page lies before and after every slot
   */
  record Plan(long sampleSize, int count, boolean hugePages, boolean guardPages) {

    /**
     * Returns the distance between slots.
     *
     * @return bytes, a multiple of the page size
     * @throws OutOfMemoryError if the slab's size does not fit a long
     */
    public long stride() {
      try {
        return Math.addExact(PageSize.roundUp(sampleSize), guardPages ? PageSize.bytes() : 0);
      } catch (ArithmeticException e) {
        throw tooLarge();
      }
    }

    /**
     * Returns the size of the whole.
     *
     * @return bytes, a multiple of the page size
     * @throws OutOfMemoryError if it does not fit a long
     */
    long size() {
      try {
        return Math.addExact(
            Math.multiplyExact(stride(), count), guardPages ? PageSize.bytes() : 0);
      } catch (ArithmeticException e) {
        throw tooLarge();
      }
    }

    private OutOfMemoryError tooLarge() {
      return new OutOfMemoryError(
          "%d samples of %d bytes are more than can be addressed".formatted(count, sampleSize));
    }
  }

  /**
   * Maps a slab.
   *
   * @param plan what it shall be
   * @return the slab
   * @throws OutOfMemoryError if the system does not have the memory; it names the bytes and the
   *     limit
   * @throws UnsupportedOperationException if the system cannot do what the plan asks for
   */
  static Slab map(Plan plan) {
    long available = MemoryLimit.available();
    if (plan.size() > available) {
      throw new OutOfMemoryError(
          ("a slab of %d samples needs %d bytes, but the limit is %d bytes (%s); ask for fewer or"
                  + " smaller samples, or raise the limit")
              .formatted(plan.count(), plan.size(), available, MemoryLimit.describe()));
    }
    return canProtect() ? MappedSlab.of(plan) : ArenaSlab.of(plan);
  }

  /**
   * Returns where a slot starts.
   *
   * @param slot its index
   * @return the address
   */
  long address(int slot);

  /**
   * Returns whether pages can be protected on this system.
   *
   * @return false if {@link #protect} does nothing, and there are no guard pages
   */
  static boolean canProtect() {
    return System.getProperty("os.name").startsWith("Linux");
  }

  /**
   * Says what may be done with the pages of a slot. Does nothing where Sampan has no bindings for
   * the system's own calls.
   *
   * @param slot its index
   * @param protection what may be done from now on
   * @throws OutOfMemoryError if the system has no room to remember it
   */
  void protect(int slot, Protection protection);

  /** Gives the memory back. Nobody may use it any more. Called once. */
  void unmap();
}
