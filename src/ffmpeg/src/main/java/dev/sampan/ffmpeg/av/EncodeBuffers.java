package dev.sampan.ffmpeg.av;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sampan.bindings.ffmpeg.AVPacket;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** AVCodecContext.get_encode_buffer: memory for the packets that an encoder makes. */
public final class EncodeBuffers {

  /** Gives packets their memory. */
  @FunctionalInterface
  public interface Source {
    /**
     * Returns memory for a packet, on whichever thread the encoder asks.
     *
     * @param bytes that are needed, with the padding
     * @return an AVBufferRef of at least so many bytes, or the null pointer: FFmpeg allocates then
     */
    MemorySegment buffer(long bytes);
  }

  private static final HandleTable<Source> SOURCES = new HandleTable<>();
  private static final MemorySegment GET = getCallback();

  private EncodeBuffers() {}

  /**
   * Makes an encoder ask a source for memory. {@link #detach} ends that.
   *
   * @param context an encoder's, before it is opened
   * @param source whom it asks
   */
  public static void attach(MemorySegment context, Source source) {
    CodecContexts.opaque(context, SOURCES.put(source));
    CodecContexts.getEncodeBuffer(context, GET);
  }

  /**
   * Forgets an encoder's source. Its threads must not ask any more.
   *
   * @param context that was attached
   */
  public static void detach(MemorySegment context) {
    SOURCES.remove(CodecContexts.opaque(context));
  }

  @SuppressWarnings("UnusedMethod") // FFmpeg calls it, through GET
  private static int get(long context, long packet, int flags) {
    try {
      MemorySegment contextPointer = Pointers.of(context);
      MemorySegment packetPointer = Pointers.of(packet);
      Source source = SOURCES.get(CodecContexts.opaque(contextPointer));
      MemorySegment reference =
          source == null
              ? Pointers.NULL
              : source.buffer(
                  (long) AVPacket.size(packetPointer) + FFmpeg.AV_INPUT_BUFFER_PADDING_SIZE());
      if (Pointers.isNull(reference)) {
        return FFmpeg.avcodec_default_get_encode_buffer(contextPointer, packetPointer, flags);
      }
      AVPacket.buf(packetPointer, reference);
      AVPacket.data(packetPointer, MemorySegment.ofAddress(Buffers.data(reference)));
      return 0;
    } catch (Throwable failure) {
      Upcalls.failed("get_encode_buffer", failure);
      return AvError.ENOMEM;
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment getCallback() {
    try {
      return Linker.nativeLinker()
          .upcallStub(
              MethodHandles.lookup()
                  .findStatic(
                      EncodeBuffers.class,
                      "get",
                      MethodType.methodType(int.class, long.class, long.class, int.class)),
              FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT),
              Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
