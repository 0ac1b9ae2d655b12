package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.bindings.ffmpeg.sampan_seek;
import dev.sampan.bindings.ffmpeg.sampan_write_packet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An AVIOContext whose bytes go to an object in Java instead of a file. */
public final class OutputCallbacks {

  /** Takes the bytes. */
  public interface Output {
    /**
     * Takes bytes at the present position, and moves it.
     *
     * @param bytes valid until this returns
     * @return false if that failed
     */
    boolean write(MemorySegment bytes);

    /**
     * Moves the position.
     *
     * @param position from the start
     * @return false if it cannot be moved there
     */
    boolean seek(long position);

    /**
     * Returns where the end is.
     *
     * @return bytes from the start
     */
    long size();
  }

  /** Headers are patched in the buffer, so it must hold a whole one. */
  private static final int BUFFER = 1 << 16;

  private static final int SEEK_SET = 0;

  private static final HandleTable<Output> OUTPUTS = new HandleTable<>();

  private static final MemorySegment WRITE =
      sampan_write_packet.allocate(OutputCallbacks::write, Arena.global());
  private static final MemorySegment SEEK =
      sampan_seek.allocate(OutputCallbacks::seek, Arena.global());

  private OutputCallbacks() {}

  /**
   * Lets a context write to an object. {@link #close} ends that.
   *
   * @param context an AVFormatContext that is not open
   * @param output takes the bytes
   */
  public static void open(MemorySegment context, Output output) {
    MemorySegment buffer = AvError.checkAllocated(FFmpeg.av_malloc(BUFFER), "an output buffer");
    long handle = OUTPUTS.put(output);
    MemorySegment io =
        FFmpeg.avio_alloc_context(
            buffer, BUFFER, 1, MemorySegment.ofAddress(handle), Pointers.NULL, WRITE, SEEK);
    if (Pointers.isNull(io)) {
      OUTPUTS.remove(handle);
      FFmpeg.av_free(buffer);
    }
    FormatContexts.addFlags(context, FFmpeg.AVFMT_FLAG_CUSTOM_IO());
    FormatContexts.pbSlot(context)
        .set(FFmpeg.C_POINTER, 0, AvError.checkAllocated(io, "an output"));
  }

  /** Writes what is buffered. */
  public static void flush(MemorySegment context) {
    FFmpeg.avio_flush(FormatContexts.pb(context));
  }

  /**
   * Writes what is buffered, and frees the output. Does nothing if it is not open.
   *
   * @param context that was opened
   * @return 0, or a negative error if something could not be written
   */
  public static int close(MemorySegment context) {
    MemorySegment io = FormatContexts.pb(context);
    if (Pointers.isNull(io)) {
      return 0;
    }
    io = Pointers.of(io.address());
    FFmpeg.avio_flush(io);
    int error = Pointers.getInt(io, FFmpeg.AVIOContext_error());
    OUTPUTS.remove(Pointers.get(io, FFmpeg.AVIOContext_opaque()).address());
    FFmpeg.av_free(Pointers.get(io, FFmpeg.AVIOContext_buffer()));
    FFmpeg.avio_context_free(FormatContexts.pbSlot(context));
    return error;
  }

  private static int write(MemorySegment opaque, MemorySegment bytes, int size) {
    try {
      Output output = OUTPUTS.get(opaque.address());
      MemorySegment all = Pointers.of(bytes.address()).asSlice(0, size);
      return output != null && output.write(all) ? size : FFmpeg.SAMPAN_AVERROR_EIO();
    } catch (Throwable failure) { // nothing may leave an upcall
      Upcalls.failed("write_packet", failure);
      return FFmpeg.SAMPAN_AVERROR_EIO();
    }
  }

  private static long seek(MemorySegment opaque, long offset, int whence) {
    try {
      Output output = OUTPUTS.get(opaque.address());
      int kind = whence & ~FFmpeg.AVSEEK_FORCE();
      if (output != null && kind == FFmpeg.AVSEEK_SIZE()) {
        return output.size();
      }
      return output != null && kind == SEEK_SET && output.seek(offset)
          ? offset
          : FFmpeg.SAMPAN_AVERROR_EIO();
    } catch (Throwable failure) { // nothing may leave an upcall
      Upcalls.failed("seek", failure);
      return FFmpeg.SAMPAN_AVERROR_EIO();
    }
  }
}
