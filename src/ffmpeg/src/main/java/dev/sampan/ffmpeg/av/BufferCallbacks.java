package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.bindings.ffmpeg.sampan_buffer_free;
import dev.sampan.bindings.ffmpeg.sampan_get_buffer2;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The callbacks by which a decoder gets its memory and gives it back. There is one of each for the
 * whole process; what they work on is found by number. FFmpeg calls them on any thread, often under
 * locks of its own.
 */
public final class BufferCallbacks {

  /** Gives a decoder's frames their memory. */
  public interface Source {
    /**
     * Gives a frame its buffers.
     *
     * @param context the decoder's, or that of one of its threads
     * @param frame has format, size and number of samples set
     * @param flags {@code AV_GET_BUFFER_FLAG_…}
     * @return 0, or a negative error, which must not be {@code AVERROR(EAGAIN)}: it aborts the
     *     process
     */
    int getBuffer(MemorySegment context, MemorySegment frame, int flags);
  }

  /** Memory that was wrapped for FFmpeg. */
  public interface Owner {
    /** FFmpeg has no reference to it any more. */
    void freed();
  }

  private static final HandleTable<Source> SOURCES = new HandleTable<>();
  private static final HandleTable<Owner> OWNERS = new HandleTable<>();

  private static final MemorySegment GET_BUFFER =
      sampan_get_buffer2.allocate(BufferCallbacks::getBuffer, Arena.global());
  private static final MemorySegment FREE =
      sampan_buffer_free.allocate(BufferCallbacks::free, Arena.global());

  private BufferCallbacks() {}

  /**
   * Lets a decoder ask for its buffers.
   *
   * @param context the decoder's, before it is opened
   * @param source who answers
   * @return a number for {@link #detach}
   */
  public static long attach(MemorySegment context, Source source) {
    long handle = SOURCES.put(source);
    CodecContexts.opaque(context, handle);
    CodecContexts.getBuffer2(context, GET_BUFFER);
    return handle;
  }

  /**
   * Forgets a source. Its decoder must have been freed.
   *
   * @param handle what {@link #attach} returned
   */
  public static void detach(long handle) {
    SOURCES.remove(handle);
  }

  /**
   * Makes the first reference to memory.
   *
   * @param address of the memory
   * @param size in bytes
   * @param owner is told when the last reference is gone
   * @return the reference, or the null pointer if there is no memory for it; the owner is not told
   *     then
   */
  public static MemorySegment wrap(long address, long size, Owner owner) {
    return wrap(address, size, 0, owner);
  }

  /**
   * Makes the first reference to memory that nobody may write.
   *
   * @param address of the memory
   * @param size in bytes
   * @param owner is told when the last reference is gone
   * @return the reference, or the null pointer if there is no memory for it; the owner is not told
   *     then
   */
  public static MemorySegment wrapReadOnly(long address, long size, Owner owner) {
    return wrap(address, size, FFmpeg.AV_BUFFER_FLAG_READONLY(), owner);
  }

  private static MemorySegment wrap(long address, long size, int flags, Owner owner) {
    long handle = OWNERS.put(owner);
    MemorySegment reference = Buffers.create(address, size, FREE, handle, flags);
    if (Pointers.isNull(reference)) {
      OWNERS.remove(handle);
    }
    return reference;
  }

  /**
   * Finds out whose memory a reference is to.
   *
   * @param reference any reference
   * @return what {@link #wrap} was given, or null if the memory was not wrapped there
   */
  public static @Nullable Owner owner(MemorySegment reference) {
    return Pointers.isNull(reference) ? null : OWNERS.get(Buffers.opaque(reference));
  }

  private static int getBuffer(MemorySegment context, MemorySegment frame, int flags) {
    try {
      Source source = SOURCES.get(CodecContexts.opaque(context));
      return source == null
          ? FFmpeg.avcodec_default_get_buffer2(context, frame, flags)
          : source.getBuffer(context, frame, flags);
    } catch (Throwable failure) { // nothing may leave an upcall
      Upcalls.failed("get_buffer2", failure);
      return AvError.ENOMEM;
    }
  }

  private static void free(MemorySegment opaque, MemorySegment data) {
    try {
      Owner owner = OWNERS.remove(opaque.address());
      if (owner == null) {
        throw new IllegalStateException("FFmpeg freed a buffer that is not known");
      }
      owner.freed();
    } catch (Throwable failure) { // nothing may leave an upcall
      Upcalls.failed("av_buffer_create's free", failure);
    }
  }
}
