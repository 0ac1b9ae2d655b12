package dev.sampan.border;

import dev.sampan.SampleHandles;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.memory.RawMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** An INSSBuffer that a caller passed: one of Sampan's, or one of its own making. */
final class NativeBuffer {

  private NativeBuffer() {}

  /** Whether a pointer can be to an object of native code's: it is to none of Sampan's. */
  static boolean isForeign(long pointer) {
    return !BufferBlocks.isInside(pointer) && !ObjectBlocks.isBlock(pointer);
  }

  /**
   * Views what a buffer has in use, while the caller's reference to it lives.
   *
   * @throws BorderException E_POINTER, E_HANDLE, E_INVALIDARG, or what a foreign buffer answered
   */
  static MemorySegment bytes(long pointer, String name) {
    Out.check(pointer, name);
    if (!isForeign(pointer)) {
      long handle = BufferBlocks.handle(pointer);
      long address = SampleHandles.address(handle);
      long length = SampleHandles.length(handle);
      if (address == SampleHandles.STALE || length < 0) {
        BufferBlocks.refuse(pointer);
        throw new BorderException(
            Sampan.E_HANDLE(),
            "%s 0x%x is no buffer of Sampan's, or one that was released".formatted(name, pointer));
      }
      return RawMemory.at(address, length);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(16, 8);
      int code =
          NativeMethods.call(
              pointer, NativeMethods.GET_BUFFER_AND_LENGTH, out.address(), out.address() + 8);
      if (code < 0) {
        throw new BorderException(
            code, "GetBufferAndLength of %s answered 0x%08x".formatted(name, code));
      }
      long address = out.get(ValueLayout.JAVA_LONG, 0);
      long length = Integer.toUnsignedLong(out.get(ValueLayout.JAVA_INT, 8));
      if (length > 0) {
        Out.check(address, "the memory of " + name);
      }
      return RawMemory.at(address, length);
    }
  }
}
