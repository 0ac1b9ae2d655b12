package dev.sampan.border;

import dev.sampan.SampleHandles;
import dev.sampan.SampleProperties;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.stream.ContainerProvider;
import dev.sampan.stream.EncodedStream;
import dev.sampan.stream.SampleWriter;
import dev.sampan.stream.WriterNotRunningException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** What happens between BeginWriting and EndWriting. */
final class WriterRun {

  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  /** How far a live source may be ahead of the clock, in units of 100 ns: a second. */
  private static final long LIVE_SLACK = 10_000_000;

  private static final int TICKS_PER_MILLISECOND = 10_000;

  private final List<WriterInput> inputs;
  private final UnitSinks sinks;
  private final SampleWriter writer;

  private WriterRun(List<WriterInput> inputs, UnitSinks sinks, SampleWriter writer) {
    this.inputs = inputs;
    this.sinks = sinks;
    this.writer = writer;
  }

  /**
   * Begins. Calls native code: the sinks.
   *
   * @param name of the writer
   * @param inputs fresh ones
   * @param sinks where the container goes; the caller keeps them
   * @throws IOException if a sink failed
   * @throws BorderException if there is no encoder, or it does not open
   */
  static WriterRun begin(String name, List<WriterInput> inputs, List<UnitSink> sinks)
      throws IOException {
    List<EncodedStream> streams = new ArrayList<>();
    for (WriterInput input : inputs) {
      streams.add(input.encoded());
    }
    ContainerProvider provider = provider(inputs, streams);
    UnitSinks output = new UnitSinks(sinks);
    try {
      SampleWriter.Builder builder = SampleWriter.to(provider.open(streams, output)).name(name);
      for (WriterInput input : inputs) {
        builder.stream(input.format());
      }
      SampleWriter writer = builder.build();
      writer.begin();
      return new WriterRun(inputs, output, writer);
    } catch (Throwable t) {
      try {
        output.end(false);
      } catch (IOException e) {
        t.addSuppressed(e);
      }
      if (t instanceof IOException e && LastError.sinkCode(e) == 0) {
        throw new BorderException(
            Sampan.NS_E_INVALID_OUTPUT_FORMAT(), "cannot begin to write: " + e.getMessage());
      }
      throw t;
    }
  }

  private static ContainerProvider provider(List<WriterInput> inputs, List<EncodedStream> streams) {
    ContainerProvider found = null;
    String why = "nothing encodes; put dev.sampan.ffmpeg on the module path or the class path";
    try {
      found = find();
    } catch (ServiceConfigurationError e) {
      why = "what should encode does not load: " + e.getMessage();
    }
    for (int i = 0; i < inputs.size(); i++) {
      try {
        if (found != null) {
          if (found.supports(streams.get(i))) {
            continue;
          }
          why = "there is no encoder for " + streams.get(i).codec();
        }
      } catch (IOException e) {
        why = String.valueOf(e.getMessage());
      }
      throw new BorderException(
          inputs.get(i).isVideo()
              ? Sampan.NS_E_VIDEO_CODEC_NOT_INSTALLED()
              : Sampan.NS_E_AUDIO_CODEC_NOT_INSTALLED(),
          "cannot write %s: %s".formatted(inputs.get(i).stream(), why));
    }
    if (found == null) {
      throw new AssertionError("a writer without inputs");
    }
    return found;
  }

  /**
   * Not by the context class loader, which native threads do not have.
   *
   * @return the first that there is, or null
   */
  private static @Nullable ContainerProvider find() {
    ModuleLayer layer = WriterRun.class.getModule().getLayer();
    if (layer != null) {
      ContainerProvider inLayer =
          ServiceLoader.load(layer, ContainerProvider.class).findFirst().orElse(null);
      if (inLayer != null) {
        return inLayer;
      }
    }
    return ServiceLoader.load(ContainerProvider.class, WriterRun.class.getClassLoader())
        .findFirst()
        .orElse(null);
  }

  List<WriterInput> inputs() {
    return inputs;
  }

  UnitSinks sinks() {
    return sinks;
  }

  /** The input of a stream number, or -1. */
  int inputOf(int streamNumber) {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).stream().number() == streamNumber) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Writes a sample. It stays with the caller if this throws or drops it.
   *
   * @param index of the input
   * @param time in units of 100 ns
   * @param keyFrame whether it is one
   * @param pointer the buffer, or 0 if it is native code's own
   * @param handle the sample
   * @param live whether the source is; it never waits
   * @param dropping whether samples are dropped where they would wait
   * @param tolerance how far the times of streams may be apart, in units of 100 ns
   */
  void write(
      int index,
      long time,
      boolean keyFrame,
      long pointer,
      long handle,
      boolean live,
      boolean dropping,
      long tolerance)
      throws IOException, InterruptedException {
    WriterInput input = inputs.get(index);
    long length = SampleHandles.length(handle);
    if (length < 0) {
      BufferBlocks.refuse(pointer);
      throw new BorderException(
          Sampan.E_HANDLE(), "the buffer was released; " + SampleHandles.describe(handle));
    }
    input.lock.lockInterruptibly();
    try {
      SampleProperties properties = input.properties(time, length, keyFrame);
      input.checkTime(time);
      checkTolerance(input, time, tolerance);
      input.checkProperties(handle);
      if (live && input.ahead(time) > LIVE_SLACK) {
        throw tooMuch("it is %d ms ahead of the clock", input.ahead(time) / TICKS_PER_MILLISECOND);
      }
      boolean taken;
      try {
        taken =
            writer.write(
                index, time, handle, properties, live || dropping ? Duration.ZERO : FOREVER);
      } catch (WriterNotRunningException e) {
        throw e;
      } catch (IllegalStateException e) {
        throw SampleHandles.length(handle) < 0
            ? new BorderException(Sampan.E_HANDLE(), String.valueOf(e.getMessage()))
            : new BorderException(Sampan.NS_E_INVALID_REQUEST(), String.valueOf(e.getMessage()));
      }
      if (taken) {
        input.wrote(time, length);
      } else if (dropping) {
        input.dropped(length);
      } else {
        throw tooMuch("%d samples wait to be encoded", input.samples());
      }
    } catch (IOException e) {
      throw codecError(e, input.isVideo());
    } finally {
      input.lock.unlock();
    }
  }

  private static BorderException tooMuch(String text, long number) {
    return new BorderException(
        Sampan.NS_E_TOO_MUCH_DATA(), "the live source is too fast: " + text.formatted(number));
  }

  private void checkTolerance(WriterInput input, long time, long tolerance) {
    for (int i = 0; i < inputs.size(); i++) {
      WriterInput other = inputs.get(i);
      long last = other.lastTime();
      if (last != WriterInput.NEVER && Math.abs(time - last) > tolerance && !other.equals(input)) {
        throw new BorderException(
            Sampan.NS_E_LATE_OPERATION(),
            "the time %d of a sample of %s is %d ms from that of %s; the tolerance is %d ms"
                .formatted(
                    time,
                    input.stream(),
                    Math.abs(time - last) / TICKS_PER_MILLISECOND,
                    other.stream(),
                    tolerance / TICKS_PER_MILLISECOND));
      }
    }
  }

  /** Failures that no sink answers for are the codec's. */
  private static IOException codecError(IOException e, boolean video) {
    if (LastError.sinkCode(e) != 0) {
      return e;
    }
    int code = video ? Sampan.NS_E_VIDEO_CODEC_ERROR() : Sampan.NS_E_AUDIO_CODEC_ERROR();
    return NativeSink.failed(code, String.valueOf(e.getMessage()));
  }

  /**
   * Waits until everything is written, and ends the sinks. Calls native code.
   *
   * @throws InterruptedException if the thread is interrupted; nothing has ended then
   */
  void end() throws IOException, InterruptedException {
    IOException failure = null;
    try {
      writer.end();
    } catch (IOException e) {
      boolean video = false;
      for (WriterInput input : inputs) {
        video |= input.isVideo();
      }
      failure = codecError(e, video);
    }
    try {
      sinks.end(failure == null);
    } catch (IOException e) {
      if (failure == null) {
        throw e;
      }
      failure.addSuppressed(e);
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Makes those who wait in it return: nothing more is encoded. Waits for what is. */
  void cancel() {
    sinks.hurry();
    writer.close();
  }

  /** Gives up. Calls native code, and waits for what is being written. */
  void abort() {
    cancel();
    try {
      sinks.end(false);
    } catch (IOException e) {
      System.getLogger("dev.sampan")
          .log(System.Logger.Level.WARNING, "a sink of a writer that was given up failed", e);
    }
  }
}
