package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.ledger.CrashLedger;
import dev.sampan.ledger.LedgerFile;
import dev.sampan.ledger.LedgerSection.Access;
import dev.sampan.ledger.LedgerSection.Ending;
import dev.sampan.ledger.LedgerSection.What;
import dev.sampan.memory.PageSize;
import dev.sampan.memory.RawMemory;
import dev.sampan.support.CapturedLog;
import dev.sampan.support.Workers;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What checked mode does that can be seen without a crash. The crashes are in ExplainIT. */
@Tag("I10")
@DisplayName("I3, I4, I10: checked mode")
@Timeout(60)
class CheckedModeTest {

  private static final long PAGE = PageSize.bytes();

  private static SampleAllocator.Builder builder(String name) {
    return SampleAllocator.builder(name).checked(true);
  }

  private static SampleAllocator allocator(String name, long size, int count) {
    return builder(name).sampleSize(size).count(count).build();
  }

  private static CrashLedger ledger() throws IOException {
    return CrashLedger.read(Objects.requireNonNull(LedgerFile.path()));
  }

  private static CrashLedger.Slot slotAt(long address) throws IOException {
    return Objects.requireNonNull(ledger().find(address)).slot();
  }

  /** The four letters that the system has for the pages of an address, such as {@code rw-p}. */
  private static String permissions(long address) throws IOException {
    Path maps = Path.of("/proc/self/maps");
    Assumptions.assumeTrue(Files.exists(maps), "not on this machine: /proc/self/maps");
    for (String line : Files.readAllLines(maps)) {
      int dash = line.indexOf('-');
      int space = line.indexOf(' ');
      if (Long.parseUnsignedLong(line.substring(0, dash), 16) <= address
          && address < Long.parseUnsignedLong(line.substring(dash + 1, space), 16)) {
        return line.substring(space + 1, space + 5);
      }
    }
    return "none";
  }

  @Test
  @DisplayName("I3: the pages of a sample allow what its state allows, and no more")
  void pagesAreProtectedByState() throws Exception {
    try (SampleAllocator allocator = allocator("pages", 2 * PAGE, 2)) {
      SampleLease lease = allocator.tryAllocate();
      long address = lease.address();
      assertThat(permissions(address)).isEqualTo("rw-p");
      assertThat(permissions(address + 2 * PAGE - 1)).isEqualTo("rw-p");
      assertThat(permissions(address - 1)).as("guard page").isEqualTo("---p");
      assertThat(permissions(address + 2 * PAGE)).as("guard page").isEqualTo("---p");
      lease.segment().set(ValueLayout.JAVA_LONG, 0, 7);
      Sample sample = lease.publish();
      assertThat(permissions(address)).isEqualTo("r--p");
      Sample second = sample.retain();
      sample.close();
      assertThat(permissions(address)).isEqualTo("r--p");
      assertThat(second.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(7);
      second.close();
      assertThat(permissions(address)).isEqualTo("---p");

      SampleLease cancelled = allocator.tryAllocate();
      assertThat(permissions(cancelled.address())).isEqualTo("rw-p");
      cancelled.close();
      assertThat(permissions(cancelled(cancelled))).isEqualTo("---p");
    }
  }

  @Test
  @DisplayName(
      "I3: a decoder may draw into its buffer again while nobody else has it, and only then")
  void aProducerThatIsAloneMayWriteAgain() throws Exception {
    try (SampleAllocator allocator = allocator("drawn", PAGE, 1)) {
      Sample decoder = allocator.tryAllocate().publish();
      long address = decoder.address();
      for (int picture = 0; picture < 2; picture++) {
        Sample consumer = decoder.retain();
        AtomicReference<String> then = new AtomicReference<>();
        decoder.whenOnlyHold(() -> then.set(permissionsOf(address)));
        assertThat(permissions(address)).isEqualTo("r--p");
        consumer.close();
        assertThat(then).hasValue("rw-p");
        RawMemory.at(address, 8).set(ValueLayout.JAVA_LONG, 0, picture);
      }
      decoder.retain().close();
      assertThat(permissions(address)).as("it did not ask again").isEqualTo("r--p");
      decoder.close();
      assertThat(permissions(address)).isEqualTo("---p");
    }
  }

  private static String permissionsOf(long address) {
    try {
      return permissions(address);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The address of a lease that is over. */
  private static long cancelled(SampleLease lease) {
    return ((Lease) lease).record().slot.address();
  }

  @Test
  @DisplayName(
      "I3: a lease that native code has may be written from any thread, until the hand-off")
  void nativeLeasesAreWritableUntilTheHandOff() throws Exception {
    try (SampleAllocator allocator = allocator("native", PAGE, 2)) {
      long handle = SampleHandles.allocate(allocator, Duration.ZERO);
      long address = SampleHandles.address(handle);
      assertThat(SampleHandles.addRef(handle)).isEqualTo(2);
      Workers.elsewhere(() -> RawMemory.at(address, 8).set(ValueLayout.JAVA_LONG, 0, 0x1234));
      Sample sample = SampleHandles.publish(handle, Holder.application("sink"));
      assertThat(permissions(address)).isEqualTo("r--p");
      SampleHandles.release(handle);
      SampleHandles.release(handle);
      assertThat(sample.segment().byteSize()).isZero();
      List<CrashLedger.Entry> entries = slotAt(address).entries();
      assertThat(entries.get(0).holder()).isEqualTo("sink");
      assertThat(entries.get(0).until()).isZero();
      assertThat(entries)
          .extracting(CrashLedger.Entry::holder, CrashLedger.Entry::what, CrashLedger.Entry::ending)
          .contains(
              org.assertj.core.groups.Tuple.tuple(
                  "native consumer", What.LEASE, Ending.HANDED_OVER),
              org.assertj.core.groups.Tuple.tuple("native consumer", What.HOLD, Ending.RELEASED));
      sample.close();
      assertThat(permissions(address)).isEqualTo("---p");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("I4: what comes back is overwritten, with zeros where these are asked for")
  void whatComesBackIsOverwritten(boolean zero) {
    try (SampleAllocator allocator =
        builder("poison").sampleSize(PAGE + 10).count(1).zeroOnReturn(zero).build()) {
      for (int i = 0; i < 2; i++) {
        try (SampleLease lease = allocator.tryAllocate()) {
          MemorySegment segment = lease.segment();
          byte expected = zero ? 0 : CheckedSlot.POISON;
          assertThat(segment.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo(expected);
          assertThat(segment.get(ValueLayout.JAVA_BYTE, PAGE + 9)).isEqualTo(expected);
          segment.fill((byte) 1);
        }
      }
    }
  }

  @Test
  @DisplayName("I4: a slot is lent again after all others that are free")
  void reuseIsDelayedAsFarAsOthersAreFree() throws Exception {
    try (SampleAllocator allocator = allocator("delay", PAGE, 4)) {
      SampleLease kept = allocator.tryAllocate();
      List<Long> order = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        try (SampleLease lease = allocator.tryAllocate()) {
          order.add(lease.address());
        }
      }
      assertThat(order.subList(0, 3)).doesNotHaveDuplicates();
      assertThat(order.subList(3, 6)).isEqualTo(order.subList(0, 3));
      assertThat(order.subList(6, 9)).isEqualTo(order.subList(0, 3));
      assertThat(allocator.highWater()).as("most at once, not most ever").isEqualTo(2);
      kept.close();
      List<SampleLease> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(allocator.allocate(Duration.ZERO));
      }
      assertThat(allocator.tryAllocate()).isNull();
      assertThat(allocator.highWater()).isEqualTo(4);
      all.forEach(SampleLease::close);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("I10: a byte behind the end is found at hand-off and return, with holder and offset")
  void anOverrunIsFoundByTheCanary(boolean handedOff) throws Exception {
    long size = PAGE + 100;
    try (CapturedLog log = CapturedLog.open();
        SampleAllocator allocator = allocator("canary", size, 1)) {
      SampleLease lease = allocator.tryAllocate(new Holder("painter", Holder.Kind.READER));
      long generation = ControlTable.generation(lease.handle());
      RawMemory.at(lease.address() + size + 3, 1).set(ValueLayout.JAVA_BYTE, 0, (byte) 0x41);
      if (handedOff) {
        Sample sample = lease.publish();
        assertThat(allocator.statistics().misuses()).isEqualTo(1);
        sample.close();
      } else {
        lease.close();
      }
      assertThat(allocator.statistics().misuses()).as("said once").isEqualTo(1);
      String found = allocator.lastMisuse();
      assertThat(found)
          .contains(
              "slot 0 of \"canary\", generation " + generation,
              handedOff ? "at the hand-off" : "at the return",
              "byte " + (size + 3) + " of a sample of " + size + " bytes, 0x41",
              "painter on thread \"" + Thread.currentThread().getName() + "\"");
      assertThat(log.lines("somebody wrote behind the end"))
          .singleElement()
          .satisfies(line -> assertThat(line.level()).isEqualTo("SEVERE"));
      allocator.tryAllocate().publish().close();
      assertThat(allocator.statistics().misuses()).as("laid anew").isEqualTo(1);
    }
  }

  @Test
  @DisplayName(
      "I4: a write past the protection, as by a device, is found when the slot is lent again")
  void aWriteToAFreeSlotIsFoundLater() throws Exception {
    try (CapturedLog log = CapturedLog.open();
        SampleAllocator allocator = allocator("free", PAGE, 1)) {
      SampleLease lease = allocator.tryAllocate(Holder.application("camera"));
      long address = lease.address();
      lease.publish().close();
      writeAsTheKernelDoes(address + 17);
      SampleLease next = allocator.tryAllocate();
      assertThat(allocator.lastMisuse())
          .contains(
              "slot 0 of \"free\" was written while it was free",
              "at byte 17 there is 0x41 in place of 0xdd",
              "last filled by camera");
      assertThat(log.lines("was written while it was free")).hasSize(1);
      assertThat(next.segment().get(ValueLayout.JAVA_BYTE, 17))
          .as("as if it had not been")
          .isEqualTo(CheckedSlot.POISON);
      next.close();
    }
  }

  /** Writes to pages that cannot be accessed, which {@code /proc/self/mem} lets debuggers do. */
  private static void writeAsTheKernelDoes(long address) throws IOException {
    Path memory = Path.of("/proc/self/mem");
    Assumptions.assumeTrue(Files.isWritable(memory), "not on this machine: /proc/self/mem");
    try (java.io.RandomAccessFile file = new java.io.RandomAccessFile(memory.toFile(), "rw")) {
      file.seek(address);
      file.write(0x41);
    }
  }

  @Test
  @DisplayName("I10: the file says of each slot where it is, its state, and who has and had it")
  void theLedgerIsMirrored() throws Exception {
    try (SampleAllocator allocator = allocator("mirrored", PAGE, 3)) {
      SampleLease lease = allocator.tryAllocate(Holder.application("reader"));
      long address = lease.address();
      CrashLedger.Slot leased = slotAt(address);
      assertThat(leased.address()).isEqualTo(address);
      assertThat(leased.end()).isEqualTo(address + PAGE);
      assertThat(leased.access()).isEqualTo(Access.WRITE);
      assertThat(SlotState.isTaken(leased.word())).as("a lease's alone").isTrue();
      assertThat(SlotState.generation(leased.word()))
          .isEqualTo(ControlTable.generation(lease.handle()));
      assertThat(SlotState.isLeased(slotAt(address).word())).as("shared").isTrue();
      assertThat(leased.entries())
          .singleElement()
          .satisfies(
              entry -> {
                assertThat(entry.holder()).isEqualTo("reader");
                assertThat(entry.thread()).isEqualTo(Thread.currentThread().getName());
                assertThat(entry.what()).isEqualTo(What.LEASE);
                assertThat(entry.until()).isZero();
                assertThat(entry.generation()).isEqualTo(SlotState.generation(leased.word()));
              });
      Sample first = lease.publish(Holder.application("first"));
      Sample second = first.retain(Holder.application("second"));
      Sample third = second.passTo(Holder.application("third"));
      first.close();
      CrashLedger.Slot held = slotAt(address);
      assertThat(held.access()).isEqualTo(Access.READ);
      assertThat(SlotState.isHeld(held.word())).isTrue();
      assertThat(SlotState.references(held.word())).isEqualTo(1);
      assertThat(held.entries())
          .extracting(entry -> entry.holder() + " " + entry.ending())
          .containsExactlyInAnyOrder(
              "third NOT_YET", "first RELEASED", "second PASSED_ON", "reader HANDED_OVER")
          .startsWith("third NOT_YET");
      third.close();
      CrashLedger.Slot free = slotAt(address);
      assertThat(free.access()).isEqualTo(Access.NONE);
      assertThat(SlotState.isFree(free.word())).isTrue();
      assertThat(free.returnedBy()).isEqualTo(Thread.currentThread().getName());
      assertThat(free.returned()).isPositive();
      assertThat(free.entries()).allSatisfy(entry -> assertThat(entry.until()).isPositive());
      for (int i = 0; i < 4 * LedgerFile.HISTORY; i++) {
        allocator.tryAllocate(Holder.application("holder " + i)).close();
      }
      assertThat(slotAt(address).entries())
          .hasSize(LedgerFile.HISTORY)
          .noneMatch(entry -> entry.holder().equals("reader"));
    }
  }

  @Test
  @DisplayName("I10: an address is in a sample, behind it, in a guard page, or in no allocator")
  void addressesAreFound() throws Exception {
    long size = PAGE + 100;
    long start;
    try (SampleAllocator allocator = allocator("places", size, 2)) {
      SampleLease one = allocator.tryAllocate();
      SampleLease two = allocator.tryAllocate();
      start = Math.min(one.address(), two.address());
      CrashLedger ledger = ledger();
      assertThat(ledger.pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(ledger.pageSize()).isEqualTo(PAGE);
      assertThat(describe(ledger, start)).isEqualTo("0 SAMPLE 0");
      assertThat(describe(ledger, start + size - 1)).isEqualTo("0 SAMPLE " + (size - 1));
      assertThat(describe(ledger, start + size)).isEqualTo("0 CANARY " + size);
      assertThat(describe(ledger, start + 2 * PAGE)).isEqualTo("0 GUARD_AFTER " + 2 * PAGE);
      assertThat(describe(ledger, start + 3 * PAGE - 1)).isEqualTo("1 GUARD_BEFORE -1");
      assertThat(describe(ledger, start + 3 * PAGE)).isEqualTo("1 SAMPLE 0");
      assertThat(describe(ledger, start - 1)).isEqualTo("0 GUARD_BEFORE -1");
      assertThat(describe(ledger, start - PAGE)).isEqualTo("0 GUARD_BEFORE " + -PAGE);
      assertThat(describe(ledger, start + 6 * PAGE - 1))
          .isEqualTo("1 GUARD_AFTER " + (3 * PAGE - 1));
      // What was there before, under other names, may be in the file.
      assertThat(ledger.find(start - PAGE - 1)).matches(CheckedModeTest::isElsewhere);
      assertThat(ledger.find(start + 6 * PAGE)).matches(CheckedModeTest::isElsewhere);
      assertThat(ledger.find(0)).isNull();
      one.close();
      two.close();
    }
    CrashLedger.Place gone = ledger().find(start);
    assertThat(gone).isNotNull();
    assertThat(gone.section().mapped()).isFalse();
    assertThat(gone.section().gone()).isPositive();
  }

  private static boolean isElsewhere(CrashLedger.@Nullable Place place) {
    return place == null || !place.section().name().equals("places");
  }

  private static String describe(CrashLedger ledger, long address) {
    CrashLedger.Place place = Objects.requireNonNull(ledger.find(address));
    assertThat(place.section().name()).isEqualTo("places");
    return place.slot().number() + " " + place.area() + " " + place.offset();
  }

  @Test
  @DisplayName("I5: refused operations change nothing, in memory and in the file")
  void refusalsChangeNothing() throws Exception {
    try (SampleAllocator allocator = allocator("refused", PAGE, 1)) {
      SampleLease lease = allocator.tryAllocate();
      long address = lease.address();
      long handle = lease.handle();
      Sample sample = lease.publish();
      assertThatThrownBy(lease::publish).isInstanceOf(IllegalStateException.class);
      sample.close();
      long word = slotAt(address).word();
      assertThat(SampleHandles.release(handle)).isEqualTo(SampleHandles.STALE);
      assertThat(SampleHandles.addRef(handle)).isEqualTo(SampleHandles.STALE);
      assertThat(permissions(address)).isEqualTo("---p");
      assertThat(slotAt(address).word()).isEqualTo(word);
    }
  }

  @Test
  @DisplayName("I4: threads that hand samples on meet no protected page that they may use")
  void manyThreads() throws Exception {
    try (SampleAllocator allocator = allocator("threads", PAGE + 8, 3)) {
      Workers workers = new Workers();
      for (int i = 0; i < 4; i++) {
        workers.start(
            i % 2 == 0,
            () -> {
              for (int round = 0; round < 500; round++) {
                try (SampleLease lease = allocator.allocate()) {
                  lease.segment().fill((byte) 3);
                  try (Sample sample = lease.publish();
                      Sample more = sample.retain()) {
                    assertThat(more.segment().get(ValueLayout.JAVA_BYTE, PAGE)).isEqualTo((byte) 3);
                  }
                }
              }
            });
      }
      workers.join();
      assertThat(allocator.freeCount()).isEqualTo(3);
      assertThat(allocator.statistics().misuses()).isZero();
      assertThat(allocator.highWater()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  @DisplayName("the kernel registers no memory of an allocator in checked mode")
  void noMemoryForDevicesThatWantAllOfIt() {
    try (SampleAllocator allocator = allocator("ring", PAGE, 1)) {
      assertThat(SampleHandles.memory(allocator)).isNull();
    }
  }
}
