package dev.sampan.bindings.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

@SuppressWarnings("restricted") // The calls under test are what restricted means.
class CallsTest {

  private static final MemorySegment NULL = MemorySegment.NULL;

  @Test
  void everyFunctionIsInTheSystem() throws Exception {
    for (var name : Generated.functions(Linux.class)) {
      var address = (MemorySegment) Linux.class.getMethod(name + "$address").invoke(null);
      assertThat(address.address()).as(name).isNotZero();
    }
  }

  @Test
  void aMappingIsZeroPageAlignedAndWritable() {
    long page = Linux.sysconf(Linux._SC_PAGESIZE());
    assertThat(Long.bitCount(page)).as("page size %d", page).isOne();

    var mapping =
        Linux.mmap(
            NULL,
            2 * page,
            Linux.PROT_READ() | Linux.PROT_WRITE(),
            Linux.MAP_PRIVATE() | Linux.MAP_ANONYMOUS(),
            -1,
            0);
    assertThat(mapping.address()).isNotEqualTo(Linux.MAP_FAILED().address());
    assertThat(mapping.address() % page).isZero();
    var bytes = mapping.reinterpret(2 * page);
    assertThat(bytes.get(ValueLayout.JAVA_LONG, page)).isZero();
    bytes.fill((byte) 7);
    assertThat(bytes.get(ValueLayout.JAVA_BYTE, 2 * page - 1)).isEqualTo((byte) 7);

    assertThat(Linux.madvise(mapping, 2 * page, Linux.MADV_DONTNEED())).isZero();
    assertThat(bytes.get(ValueLayout.JAVA_BYTE, 0)).isZero();
    assertThat(Linux.mprotect(mapping, page, Linux.PROT_NONE())).isZero();
    assertThat(Linux.munmap(mapping, 2 * page)).isZero();
  }

  @Test
  void aMemoryFileIsSharedByTwoMappings() {
    try (var arena = Arena.ofConfined()) {
      int file = Linux.memfd_create(arena.allocateFrom("sampan"), Linux.MFD_CLOEXEC());
      assertThat(file).isNotNegative();
      long page = Linux.sysconf(Linux._SC_PAGESIZE());
      assertThat(Linux.ftruncate(file, page)).isZero();
      int writable = Linux.PROT_READ() | Linux.PROT_WRITE();
      var one = Linux.mmap(NULL, page, writable, Linux.MAP_SHARED(), file, 0);
      var two = Linux.mmap(NULL, page, Linux.PROT_READ(), Linux.MAP_SHARED(), file, 0);
      assertThat(Linux.close(file)).isZero();

      one.reinterpret(page).set(ValueLayout.JAVA_INT, 8, 42);
      assertThat(two.reinterpret(page).get(ValueLayout.JAVA_INT, 8)).isEqualTo(42);
      assertThat(Linux.munmap(one, page)).isZero();
      assertThat(Linux.munmap(two, page)).isZero();
    }
  }

  @Test
  void theDescriptorLinksWithErrno() throws Throwable {
    var option = Linker.Option.captureCallState("errno");
    var mmap =
        Linker.nativeLinker().downcallHandle(Linux.mmap$address(), Linux.mmap$descriptor(), option);
    var errno = Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(Linker.Option.captureStateLayout());
      int flags = Linux.MAP_PRIVATE() | Linux.MAP_ANONYMOUS();
      var mapping =
          (MemorySegment) mmap.invokeExact(state, NULL, 0L, Linux.PROT_READ(), flags, -1, 0L);
      assertThat(mapping.address()).isEqualTo(Linux.MAP_FAILED().address());
      assertThat((int) errno.get(state, 0L)).isEqualTo(Linux.EINVAL());
    }
  }

  @Test
  void anErrorHasAText() {
    assertThat(Linux.strerror(Linux.ENOMEM()).getString(0)).isEqualTo("Cannot allocate memory");
  }

  @Test
  void threadsHaveIds() throws Exception {
    int here = Linux.gettid();
    int[] there = new int[1];
    var thread = new Thread(() -> there[0] = Linux.gettid());
    thread.start();
    thread.join();
    assertThat(here).isPositive().isNotEqualTo(there[0]);
  }
}
