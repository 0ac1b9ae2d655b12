package dev.sampan.memory;

import dev.sampan.bindings.linux.Linux;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A slab on Linux: one anonymous mapping. */
final class MappedSlab implements Slab {

  /**
   * What huge pages want to be aligned to. Only a hint: a slab that misses it has ordinary pages.
   */
  private static final long HUGE_PAGE = 2L << 20;

  private final MemorySegment mapping;
  private final long firstSlot;
  private final long stride;

  /** Bytes of a slot's pages. */
  private final long pages;

  private MappedSlab(MemorySegment mapping, long firstSlot, Plan plan) {
    this.mapping = mapping;
    this.firstSlot = firstSlot;
    this.stride = plan.stride();
    this.pages = PageSize.roundUp(plan.sampleSize());
  }

  static Slab of(Plan plan) {
    long slack = plan.hugePages() ? HUGE_PAGE : 0;
    long size = Math.addExact(plan.size(), slack);
    MemorySegment mapping = LinuxCalls.mmap(size, Linux.PROT_READ() | Linux.PROT_WRITE());
    try {
      long base = mapping.address();
      if (plan.hugePages()) {
        base = (base + HUGE_PAGE - 1) & -HUGE_PAGE;
        // A kernel without huge pages refuses; ordinary pages serve as well, only slower.
        LinuxCalls.tryMadvise(base, plan.size(), Linux.MADV_HUGEPAGE());
      }
      touch(base, plan.size());
      long firstSlot = base;
      if (plan.guardPages()) {
        guard(base, plan);
        firstSlot += PageSize.bytes();
      }
      return new MappedSlab(mapping, firstSlot, plan);
    } catch (Throwable t) {
      LinuxCalls.munmap(mapping);
      throw t;
    }
  }

  private static void touch(long base, long size) {
    if (!LinuxCalls.tryMadvise(base, size, Linux.MADV_POPULATE_WRITE())) {
      // Before Linux 5.14. One byte per page; the mapping is zero already.
      MemorySegment memory = RawMemory.at(base, size);
      for (long offset = 0; offset < size; offset += PageSize.bytes()) {
        memory.set(ValueLayout.JAVA_BYTE, offset, (byte) 0);
      }
    }
  }

  private static void guard(long base, Plan plan) {
    for (int i = 0; i <= plan.count(); i++) {
      LinuxCalls.mprotect(base + i * plan.stride(), PageSize.bytes(), Linux.PROT_NONE());
    }
  }

  @Override
  public long address(int slot) {
    return firstSlot + slot * stride;
  }

  @Override
  public void protect(int slot, Protection protection) {
    LinuxCalls.mprotect(
        address(slot),
        pages,
        switch (protection) {
          case NONE -> Linux.PROT_NONE();
          case READ -> Linux.PROT_READ();
          case WRITE -> Linux.PROT_READ() | Linux.PROT_WRITE();
        });
  }

  @Override
  public void unmap() {
    LinuxCalls.munmap(mapping);
  }
}
