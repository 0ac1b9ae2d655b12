package dev.sampan.cli;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A program whose native code, which is the C library's, uses a sample's memory as it must not.
 * {@link ExplainIT} runs it in checked mode.
 */
public final class CrashProgram {

  /** No multiple of any page size. */
  static final long ODD_SIZE = 100_000;

  private static final Holder CAMERA = new Holder("camera", Holder.Kind.READER);
  private static final Holder ENCODER = new Holder("wmv2 encoder", Holder.Kind.ENCODER);
  private static final Holder PREVIEW = Holder.application("preview");

  private static final MethodHandle MEMSET =
      function(
          "memset",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG));
  private static final MethodHandle MEMCPY =
      function(
          "memcpy",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG));

  private CrashProgram() {}

  @SuppressWarnings("restricted") // functions of the C library
  private static MethodHandle function(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type);
  }

  private static void write(long address, long size) throws Throwable {
    long ignored = (long) MEMSET.invokeExact(address, 0x41, size);
  }

  private static void read(long address) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(8);
      long ignored = (long) MEMCPY.invokeExact(copy, address, 8L);
    }
  }

  /**
   * Does what the argument names.
   *
   * @param arguments one word
   */
  public static void main(String[] arguments) throws Throwable {
    SampleAllocator allocator =
        SampleAllocator.builder("pictures").sampleSize(1 << 16).count(3).build();
    SampleAllocator odd =
        SampleAllocator.builder("odd pictures").sampleSize(ODD_SIZE).count(3).build();
    SampleLease lease = allocator.allocate(CAMERA);
    long address = lease.address();
    switch (arguments[0]) {
      case "write-after-release" -> {
        lease.publish(ENCODER).close();
        write(address + 17, 1);
      }
      case "write-after-cancel" -> {
        lease.close();
        write(address, 1);
      }
      case "write-after-hand-off" -> {
        Sample sample = lease.publish(ENCODER);
        write(sample.address() + 5, 1);
      }
      case "overrun" -> write(address, allocator.sampleSize() + 1);
      case "underrun" -> write(address - 1, 1);
      case "wrong-consumer" -> {
        Sample encoded = lease.publish(ENCODER);
        Sample shown = encoded.retain(PREVIEW);
        Thread preview =
            new Thread(
                () -> {
                  shown.close();
                  encoded.close();
                  try {
                    read(address + 8);
                  } catch (Throwable t) {
                    throw new AssertionError(t);
                  }
                },
                "preview thread");
        preview.start();
        preview.join();
      }
      case "after-close" -> {
        lease.close();
        allocator.close();
        read(address);
      }
      case "overrun-with-canary", "canary-after-hand-off" -> {
        SampleLease oddLease = odd.allocate(CAMERA);
        write(oddLease.address(), ODD_SIZE + 1);
        Sample sample = oddLease.publish(ENCODER);
        System.out.println(odd.lastMisuse());
        if (arguments[0].startsWith("canary")) {
          write(sample.address() + ODD_SIZE, 1);
        }
        sample.close();
      }
      case "elsewhere" -> write(8, 1);
      case "signal" -> {
        int ignored =
            (int)
                function("raise", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(11);
      }
      case "halt" -> Runtime.getRuntime().halt(3);
      default -> System.out.println("done");
    }
  }
}
