package dev.sampan.border;

import dev.sampan.AllocatorStatistics;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleHandles;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.bindings.sampan.SampanAllocatorOptions;
import dev.sampan.bindings.sampan.SampanAllocatorStatistics;
import dev.sampan.bindings.sampan.SampanRuntimeStatistics;
import dev.sampan.memory.RawMemory;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The object that makes the others: ISampanRuntime. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called through the table
final class RuntimeObject extends ComObject {

  private static final Map<Iid, Integer> INTERFACES =
      Map.of(
          new Iid(Sampan.IID_IUnknown_LOW(), Sampan.IID_IUnknown_HIGH()), 0,
          new Iid(Sampan.IID_ISampanRuntime_LOW(), Sampan.IID_ISampanRuntime_HIGH()), 0);

  private static final long TABLE =
      VirtualTable.of(Sampan.ISampanRuntime_SLOTS(), MethodHandles.lookup());

  RuntimeObject() {
    super(TABLE);
  }

  @Override
  Map<Iid, Integer> interfaces() {
    return INTERFACES;
  }

  @Override
  void end() {}

  @Override
  public String toString() {
    return "the runtime";
  }

  private static void check(long self) {
    ObjectBlocks.get(self, RuntimeObject.class);
  }

  private static int getVersion(long self, long version, long tableSize) {
    check(self);
    Out.check(version, "version");
    Out.check(tableSize, "table_size");
    Out.int32(version, Sampan.SAMPAN_VERSION());
    Out.int32(tableSize, (int) Sampan.ISampanRuntimeVtbl_sizeof());
    return Sampan.S_OK();
  }

  private static int createAllocator(long self, long options, long out) {
    check(self);
    Out.check(out, "allocator");
    Out.pointer(out, 0);
    MemorySegment given = structure(options, SampanAllocatorOptions.sizeof(), "options");
    int flags = SampanAllocatorOptions.flags(given);
    int known =
        Sampan.SAMPAN_ZERO_ON_RETURN()
            | Sampan.SAMPAN_GUARD_PAGES()
            | Sampan.SAMPAN_HUGE_PAGES()
            | Sampan.SAMPAN_TRACK();
    if ((flags & ~known) != 0) {
      throw new IllegalArgumentException("unknown flags 0x%x".formatted(flags & ~known));
    }
    if (SampanAllocatorOptions.reserved(given) != 0) {
      throw new IllegalArgumentException("reserved is not 0");
    }
    MemorySegment name = SampanAllocatorOptions.name(given);
    Out.check(name.address(), "name");
    int wait = SampanAllocatorOptions.wait_ms(given);
    SampleAllocator allocator =
        SampleAllocator.builder(name.getString(0))
            .sampleSize(Integer.toUnsignedLong(SampanAllocatorOptions.sample_size(given)))
            .count(SampanAllocatorOptions.count(given))
            .zeroOnReturn((flags & Sampan.SAMPAN_ZERO_ON_RETURN()) != 0)
            .guardPages((flags & Sampan.SAMPAN_GUARD_PAGES()) != 0)
            .hugePages((flags & Sampan.SAMPAN_HUGE_PAGES()) != 0)
            .trackAllocations((flags & Sampan.SAMPAN_TRACK()) != 0)
            .build();
    Duration limit = limit(wait);
    try {
      Out.pointer(out, new AllocatorObject(allocator, limit, true).show());
    } catch (Throwable t) {
      allocator.retire(); // nobody else knows it
      throw t;
    }
    return Sampan.S_OK();
  }

  /** A caller's wait limit in milliseconds. */
  static Duration limit(int wait) {
    return wait == Sampan.SAMPAN_WAIT_FOREVER()
        ? Duration.ofSeconds(Long.MAX_VALUE)
        : Duration.ofMillis(Integer.toUnsignedLong(wait));
  }

  private static int createWriter(long self, long options, long out) {
    check(self);
    Out.check(out, "writer");
    Out.pointer(out, 0);
    Out.pointer(out, WriterObject.create(options));
    return Sampan.S_OK();
  }

  private static int createProfile(long self, long out) {
    check(self);
    Out.check(out, "profile");
    Out.pointer(out, 0);
    Out.pointer(out, new ProfileObject().show());
    return Sampan.S_OK();
  }

  private static int getLastErrorInfo(long self, long code, long text, long size) {
    return LastError.copyOut(code, text, size);
  }

  private static int setReleaseHandler(long self, long allocator, long handler, long context) {
    check(self);
    allocator(allocator).setHandler(handler == 0 ? null : new NativeHandler(handler, context));
    return Sampan.S_OK();
  }

  private static int handleFromBuffer(long self, long buffer, long out) {
    check(self);
    Out.check(out, "handle");
    Out.check(buffer, "buffer");
    if (!BufferBlocks.isBlock(buffer)) {
      throw new BorderException(
          Sampan.E_INVALIDARG(), "0x%x is no buffer of Sampan's".formatted(buffer));
    }
    long handle = BufferBlocks.handle(buffer);
    if (SampleHandles.length(handle) < 0) {
      return BufferBlocks.refuse(buffer);
    }
    Out.int64(out, handle);
    return Sampan.S_OK();
  }

  private static int bufferFromHandle(long self, long handle, long out) {
    check(self);
    Out.check(out, "buffer");
    Out.pointer(out, 0);
    int refused = counted(handle, SampleHandles.addRef(handle), 0);
    if (refused != Sampan.S_OK()) {
      return refused;
    }
    Out.pointer(out, BufferBlocks.again(handle));
    return Sampan.S_OK();
  }

  private static int addRefHandle(long self, long handle, long count) {
    check(self);
    return counted(handle, SampleHandles.addRef(handle), count);
  }

  private static int releaseHandle(long self, long handle, long count) {
    check(self);
    return counted(handle, SampleHandles.release(handle), count);
  }

  private static int counted(long handle, long references, long count) {
    if (references == SampleHandles.TOO_MANY) {
      return BufferBlocks.refuseMore(handle);
    }
    if (references < 0) {
      return refuseHandle(handle);
    }
    if (count != 0) {
      Out.int32(count, (int) references);
    }
    return Sampan.S_OK();
  }

  private static int refuseHandle(long handle) {
    BufferBlocks.REFUSED.increment();
    return LastError.refuse(Sampan.E_HANDLE(), SampleHandles.describe(handle));
  }

  private static int getAllocatorStatistics(long self, long allocator, long out) {
    check(self);
    MemorySegment given = structure(out, SampanAllocatorStatistics.sizeof(), "statistics");
    SampleAllocator of = allocator(allocator).allocator();
    AllocatorStatistics statistics = of.statistics();
    SampanAllocatorStatistics.capacity(given, statistics.capacity());
    SampanAllocatorStatistics.free_count(given, of.freeCount());
    SampanAllocatorStatistics.out(given, statistics.out());
    SampanAllocatorStatistics.high_water(given, statistics.highWater());
    SampanAllocatorStatistics.sample_size(given, (int) of.sampleSize());
    SampanAllocatorStatistics.page_size(given, (int) of.pageSize());
    SampanAllocatorStatistics.allocated(given, statistics.allocated());
    SampanAllocatorStatistics.returned(given, statistics.returned());
    SampanAllocatorStatistics.waits(given, statistics.waits());
    SampanAllocatorStatistics.exhausted(given, statistics.exhausted());
    SampanAllocatorStatistics.recovered(given, statistics.recovered());
    SampanAllocatorStatistics.misuses(given, statistics.misuses());
    return Sampan.S_OK();
  }

  private static int getStatistics(long self, long out) {
    check(self);
    MemorySegment given = structure(out, SampanRuntimeStatistics.sizeof(), "statistics");
    List<SampleAllocator> allocators = SampleAllocator.mapped();
    long samples = 0;
    long bytes = 0;
    for (SampleAllocator allocator : allocators) {
      samples += allocator.statistics().out();
      long page = allocator.pageSize();
      bytes += allocator.capacity() * ((allocator.sampleSize() + page - 1) / page * page);
    }
    SampanRuntimeStatistics.allocators(given, allocators.size());
    SampanRuntimeStatistics.writers(given, WriterObject.LIVE.get());
    SampanRuntimeStatistics.samples_out(given, (int) samples);
    SampanRuntimeStatistics.mapped_bytes(given, bytes);
    SampanRuntimeStatistics.refused(given, BufferBlocks.REFUSED.sum());
    SampanRuntimeStatistics.java_errors(given, LastError.JAVA_ERRORS.sum());
    SampanRuntimeStatistics.notifications(given, SampleHandles.notifications());
    return Sampan.S_OK();
  }

  private static int getInline(long self, long allocator, long out) {
    check(self);
    Out.check(out, "inlined");
    return InlineCalls.fill(allocator == 0 ? null : allocator(allocator).allocator(), out);
  }

  private static AllocatorObject allocator(long pointer) {
    Out.check(pointer, "allocator");
    if (ObjectBlocks.find(pointer) instanceof AllocatorObject object) {
      return object;
    }
    throw new BorderException(
        Sampan.E_INVALIDARG(), "0x%x is no allocator of Sampan's".formatted(pointer));
  }

  /** A caller's structure, whose first word says how large it thinks it is. */
  static MemorySegment structure(long address, long size, String name) {
    Out.check(address, name);
    if (Integer.toUnsignedLong(Out.int32(address)) < size) {
      throw new IllegalArgumentException(
          "%s has %d bytes by its first member, and needs %d"
              .formatted(name, Integer.toUnsignedLong(Out.int32(address)), size));
    }
    return RawMemory.at(address, size);
  }
}
