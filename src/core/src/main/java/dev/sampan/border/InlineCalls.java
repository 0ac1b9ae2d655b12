package dev.sampan.border;

import dev.sampan.Release;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleHandles;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.bindings.sampan.SampanInline;
import dev.sampan.bindings.sampan.SampanReturn;
import dev.sampan.memory.RawMemory;
import dev.sampan.memory.SharedWords;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * What {@code sampan_inline.h} needs: it allocates and releases in the caller's own code, and calls
 * where Java must hear of it.
 */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called through the table
final class InlineCalls {

  /** SampanInlineCalls of the header. */
  private static final long TABLE = VirtualTable.of("Returned(pp)", MethodHandles.lookup());

  private InlineCalls() {}

  /**
   * Fills what native code needs for one allocator.
   *
   * @param allocator null for references alone
   * @param out a SampanInline whose size and version are set
   */
  static int fill(@Nullable SampleAllocator allocator, long out) {
    MemorySegment given = RawMemory.at(out, SampanInline.sizeof());
    int size = SampanInline.size(given);
    int version = SampanInline.version(given);
    if (size != SampanInline.sizeof() || version != Sampan.SAMPAN_INLINE_VERSION()) {
      return LastError.refuse(
          Sampan.E_NOTIMPL(),
          "the program's inline calls are of version %d (%d bytes), and the runtime's of %d (%d bytes);"
                  .formatted(version, size, Sampan.SAMPAN_INLINE_VERSION(), SampanInline.sizeof())
              + " compile it with this release's sampan_inline.h; until then it calls");
    }
    SampanInline.process(given, MemorySegment.ofAddress(SharedWords.PROCESS));
    SampanInline.calls(given, MemorySegment.ofAddress(TABLE));
    SampanInline.table(given, MemorySegment.ofAddress(BufferBlocks.table()));
    SampanInline.buffers(given, MemorySegment.ofAddress(BufferBlocks.base()));
    SampanInline.buffers_bytes(given, BufferBlocks.bytes());
    SampanInline.buffers_mask(given, BufferBlocks.PER_SLOT - 1);
    SampanInline.stripe_shift(given, SampleHandles.NativeWords.STRIPE_SHIFT);
    if (allocator != null) {
      SampleHandles.NativeWords words = SampleHandles.nativeWords(allocator);
      SampanInline.lines(given, MemorySegment.ofAddress(words.lines()));
      SampanInline.open(given, words.open());
      SampanInline.sample_size(given, (int) Out.dword(allocator.sampleSize()));
      SampanInline.words(given, MemorySegment.ofAddress(words.address()));
    }
    return Sampan.S_OK();
  }

  private static int returned(long self, long out) {
    MemorySegment given = RawMemory.at(out, SampanReturn.sizeof());
    long handle = SampanReturn.handle(given);
    if (SampanReturn.references(given) == 1) {
      SampleHandles.oneIsLeft(handle);
    } else {
      SampleHandles.returned(
          SampanReturn.words(given).address(),
          SampanReturn.attention(given),
          handle,
          SampanReturn.length(given),
          SampanReturn.leased_at(given),
          SampanReturn.reason(given) == Sampan.SAMPAN_CANCELLED()
              ? Release.Reason.CANCELLED
              : Release.Reason.RELEASED);
    }
    return Sampan.S_OK();
  }
}
