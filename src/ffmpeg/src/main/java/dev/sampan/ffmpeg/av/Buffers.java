package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.AVBufferRef;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** AVBufferRef: a counted reference to memory. */
public final class Buffers {

  private Buffers() {}

  /**
   * Makes the first reference to memory that FFmpeg does not own.
   *
   * @param address of the memory
   * @param size in bytes
   * @param free callback for the last reference, made once and immortal
   * @param opaque what the callback gets
   * @param flags {@code AV_BUFFER_FLAG_READONLY} or 0
   * @return the reference, or the null pointer if there is no memory for it
   */
  public static MemorySegment create(
      long address, long size, MemorySegment free, long opaque, int flags) {
    return FFmpeg.av_buffer_create(
        MemorySegment.ofAddress(address), size, free, MemorySegment.ofAddress(opaque), flags);
  }

  /** Another reference to the same memory, or the null pointer if there is no memory for it. */
  public static MemorySegment ref(MemorySegment reference) {
    return FFmpeg.av_buffer_ref(reference);
  }

  /** Drops a reference; the free callback may run before this returns. */
  public static void unref(MemorySegment reference) {
    try (Arena arena = Arena.ofConfined()) {
      FFmpeg.av_buffer_unref(arena.allocateFrom(FFmpeg.C_POINTER, reference));
    }
  }

  public static long opaque(MemorySegment reference) {
    return FFmpeg.av_buffer_get_opaque(reference).address();
  }

  public static long data(MemorySegment reference) {
    return AVBufferRef.data(reference).address();
  }

  public static long size(MemorySegment reference) {
    return AVBufferRef.size(reference);
  }

  public static int refCount(MemorySegment reference) {
    return FFmpeg.av_buffer_get_ref_count(reference);
  }
}
