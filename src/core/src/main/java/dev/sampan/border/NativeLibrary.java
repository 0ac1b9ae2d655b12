package dev.sampan.border;

import dev.sampan.SampleHandles;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.memory.RawMemory;
import dev.sampan.memory.SharedWords;
import dev.sampan.memory.Upcalls;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The C library of {@code bindings/sampan/lib}, if it is in the process. Every function that native
 * code calls then goes through its gate, which is closed when the virtual machine ends: from then
 * on the library answers with a code by itself. A program that began in C brought the library;
 * otherwise it is looked for.
 */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called by the library
final class NativeLibrary {

  private static final Logger LOGGER = System.getLogger("dev.sampan");

  /** SAMPAN_LIBRARY_VERSION of sampan_library.h, and the offsets in its SampanLibrary. */
  private static final int VERSION = 2;

  private static final int SIZE = 48;
  private static final int VERSION_AT = 4;
  private static final int TABLE_AT = 8;
  private static final int CLOSE_AT = 16;
  private static final int DRAIN_AT = 24;
  private static final int ENTRIES_AT = 32;
  private static final int ATTENTION_AT = 40;

  /** SampanEntries of the same. */
  private static final String ENTRIES = "Start(p) Stop(p) LastError(ppp) Remember(pd)";

  private static final int DRAIN_MILLIS = 1000;

  /** Apart, so that {@link #meet} can say what is missing before anything is refused. */
  private static final class Calls {
    static final MethodHandle TABLE =
        Upcalls.downcall(
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG));
    static final MethodHandle CLOSE = Upcalls.downcall(FunctionDescriptor.ofVoid());
    static final MethodHandle DRAIN =
        Upcalls.downcall(FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Calls() {}
  }

  private static final ReentrantLock LOCK = new ReentrantLock();

  /** The first library that was met; its gate serves all. 0: none. Guarded by the lock. */
  private static long library;

  private static boolean looked;
  private static long entries;
  private static @Nullable RuntimeObject started;

  private NativeLibrary() {}

  /**
   * Looks for the library, once: at the system property {@code sampan.library}, in the libraries
   * that this class's loader has loaded, and by its name where the system looks for libraries.
   *
   * @throws IllegalArgumentException if the property names no such library
   */
  static void find() {
    LOCK.lock();
    try {
      if (looked || library != 0) {
        return;
      }
      String file = System.getProperty("sampan.library");
      Optional<MemorySegment> function =
          file == null
              ? SymbolLookup.loaderLookup()
                  .find("sampan_library")
                  .or(() -> Upcalls.symbol(System.mapLibraryName("sampan"), "sampan_library"))
              : Optional.of(
                  Upcalls.symbol(Path.of(file).toAbsolutePath().toString(), "sampan_library")
                      .orElseThrow(
                          () ->
                              new IllegalArgumentException(
                                  "%s, which the system property sampan.library names, is not"
                                          .formatted(file)
                                      + " Sampan's C library, or does not load")));
      looked = true;
      if (function.isPresent()) {
        meet(address(function.get()));
      } else {
        LOGGER.log(
            Level.DEBUG,
            "Sampan's C library was not found: native threads must stop calling before the virtual"
                + " machine ends");
      }
    } finally {
      LOCK.unlock();
    }
  }

  private static long address(MemorySegment function) {
    try {
      return (long)
          Upcalls.downcall(function.address(), FunctionDescriptor.of(ValueLayout.JAVA_LONG))
              .invokeExact();
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /**
   * Gets to know the library. {@code sampan_start} calls this through JNI.
   *
   * @param met its SampanLibrary
   * @throws IllegalStateException if the library is of another version, or the virtual machine is
   *     ending
   * @throws IllegalCallerException if native access is denied; it names the option that grants it
   */
  private static void meet(long met) {
    NativeRuntime.check();
    int version = Out.int32(met + VERSION_AT);
    if (Out.int32(met) < SIZE || version != VERSION) {
      throw new IllegalStateException(
          "Sampan's C library has version %d, and its Java works with %d; use those of one release"
              .formatted(version, VERSION));
    }
    LOCK.lock();
    try {
      BufferBlocks.prepare();
      if (entries == 0) {
        entries = VirtualTable.of(ENTRIES, MethodHandles.lookup());
      }
      RawMemory.ALL.set(
          ValueLayout.JAVA_LONG, met + ATTENTION_AT, SharedWords.PROCESS + SharedWords.ATTENTION);
      if (library == 0) {
        Runtime.getRuntime().addShutdownHook(new Thread(NativeLibrary::end, "sampan-end"));
        library = met;
        VirtualTable.leadThrough(
            (slots, targets, table) ->
                gate(RawMemory.ALL.get(ValueLayout.JAVA_LONG, met + TABLE_AT))
                    .make(slots, targets, table));
      }
      // A second copy of the library, within a program for example, leads through the first's gate.
      RawMemory.ALL.set(ValueLayout.JAVA_LONG, met + ENTRIES_AT, entries);
    } finally {
      LOCK.unlock();
    }
  }

  private static VirtualTable.Gate gate(long function) {
    return (slots, targets, table) -> {
      int code;
      try {
        code =
            (int)
                Calls.TABLE.invokeExact(
                    MemorySegment.ofAddress(function),
                    slots.address(),
                    targets.address(),
                    table.address());
      } catch (Throwable t) {
        throw new AssertionError(t);
      }
      if (code != Sampan.S_OK()) {
        throw new LinkageError(
            "Sampan's C library has no function for a slot of \"%s\": 0x%08x"
                .formatted(slots.getString(0), code));
      }
    };
  }

  /**
   * The virtual machine ends. Nothing may come to Java any more, and what is there shall go: a
   * thread that came later would wait for ever, or take the process down.
   */
  private static void end() {
    long present = library;
    try {
      Calls.CLOSE.invokeExact(function(present, CLOSE_AT));
      ObjectBlocks.cancelWaits();
      int left = (int) Calls.DRAIN.invokeExact(function(present, DRAIN_AT), DRAIN_MILLIS);
      if (left > 0) {
        LOGGER.log(
            Level.DEBUG,
            "the virtual machine ends with {0} native threads inside calls of Sampan's",
            left);
      }
      // No half of a file stays behind, if that does not take too long.
      WriterObject.awaitGivenUp(DRAIN_MILLIS);
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  private static MemorySegment function(long of, int at) {
    return MemorySegment.ofAddress(RawMemory.ALL.get(ValueLayout.JAVA_LONG, of + at));
  }

  // ---- SampanEntries

  private static int start(long out) {
    LOCK.lock();
    try {
      RuntimeObject present = started;
      if (present != null && present.addRef() != 0) {
        Out.pointer(out, present.pointer(0));
        return Sampan.S_FALSE();
      }
      RuntimeObject runtime = new RuntimeObject();
      Out.pointer(out, runtime.show());
      started = runtime;
      return Sampan.S_OK();
    } finally {
      LOCK.unlock();
    }
  }

  private static int stop(long runtime) throws InterruptedException {
    ObjectBlocks.get(runtime, RuntimeObject.class);
    if (SampleHandles.isNotifying()) {
      throw new BorderException(
          Sampan.NS_E_INVALID_REQUEST(),
          "sampan_stop was called inside a release handler; call it after the handler has returned");
    }
    if (UnitSinks.isInside()) {
      throw new BorderException(
          Sampan.NS_E_INVALID_REQUEST(),
          "sampan_stop was called inside a writer's sink; call it after the method has returned");
    }
    ObjectBlocks.stop();
    WriterObject.awaitGivenUp(0);
    return Sampan.S_OK();
  }

  private static int lastError(long code, long text, long size) {
    return LastError.copyOut(code, text, size);
  }

  private static int remember(long text, int code) {
    return LastError.refuse(code, RawMemory.ALL.getString(text));
  }
}
