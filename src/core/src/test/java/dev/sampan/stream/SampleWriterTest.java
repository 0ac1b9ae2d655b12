package dev.sampan.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.AllocatorExhaustedException;
import dev.sampan.Holder;
import dev.sampan.Holding;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.support.Eventually;
import dev.sampan.support.Workers;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("I1")
@Tag("I2")
@Tag("I4")
@DisplayName(
    "I1, I2, I4: a writer takes what it is given, gives back all of it, and says what failed")
@Timeout(30)
class SampleWriterTest {

  private final SampleAllocator allocator =
      SampleAllocator.builder("written").sampleSize(64).count(8).build();
  private final RecordingSink sink = new RecordingSink();

  @AfterEach
  void everythingIsBack() throws InterruptedException {
    assertThat(allocator.close(Duration.ofSeconds(10))).isEmpty();
    assertThat(allocator.statistics().recovered()).isZero();
    assertThat(allocator.statistics().misuses()).isZero();
  }

  /** Where a sink may fail. */
  enum Place {
    BEGIN,
    WRITE,
    END_OF_STREAM,
    END
  }

  /** Writes down what it is told; waits and fails on demand. */
  private static class RecordingSink implements SampleSink {
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    final Semaphore permits = new Semaphore(1_000_000);
    volatile Place failing;
    volatile boolean abortFails;

    private void call(String text, Place place) throws IOException {
      calls.add(text);
      if (failing == place) {
        throw new IOException("no luck in " + text);
      }
    }

    @Override
    public void begin(List<StreamFormat> streams) throws IOException {
      call("begin " + streams.size(), Place.BEGIN);
    }

    @Override
    public void write(int stream, long time, Sample sample)
        throws IOException, InterruptedException {
      permits.acquire();
      call(
          "write %d %d %d".formatted(stream, time, sample.segment().get(ValueLayout.JAVA_LONG, 0)),
          Place.WRITE);
    }

    @Override
    public void endOfStream(int stream) throws IOException {
      call("end of " + stream, Place.END_OF_STREAM);
    }

    @Override
    public void end() throws IOException {
      call("end", Place.END);
    }

    @Override
    public void abort() {
      calls.add("abort");
      if (abortFails) {
        throw new IllegalStateException("abort failed as well");
      }
    }

    void block() {
      permits.drainPermits();
    }

    void unblock() {
      permits.release(1_000_000);
    }
  }

  private SampleWriter.Builder builder() {
    return SampleWriter.to(sink).name("writer").allocator(allocator).queue(2);
  }

  private static void write(SampleWriter writer, int stream, long value)
      throws IOException, InterruptedException {
    try (SampleLease lease = writer.allocate()) {
      lease.segment().set(ValueLayout.JAVA_LONG, 0, value);
      writer.write(stream, value, lease);
    }
  }

  @Test
  void whatIsWrittenArrivesInOrderAndComesBack() throws Exception {
    try (SampleWriter writer = builder().build()) {
      writer.begin();
      for (int i = 0; i < 50; i++) {
        write(writer, 0, i);
      }
      writer.end();
    }
    List<String> expected = new ArrayList<>();
    expected.add("begin 1");
    for (int i = 0; i < 50; i++) {
      expected.add("write 0 %d %d".formatted(i, i));
    }
    expected.add("end of 0");
    expected.add("end");
    assertThat(sink.calls).containsExactlyElementsOf(expected);
    assertThat(allocator.freeCount()).isEqualTo(8);
  }

  @Test
  void outsideBeginAndEndNothingIsAllocatedOrWritten() throws Exception {
    SampleWriter writer = builder().build();
    try (SampleLease lease = allocator.tryAllocate()) {
      Sample sample = allocator.tryAllocate().publish();
      for (int round = 0; round < 2; round++) {
        assertThatThrownBy(writer::allocate)
            .isInstanceOf(WriterNotRunningException.class)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("writer \"writer\" is not running");
        assertThatThrownBy(() -> writer.allocate(Duration.ZERO))
            .isInstanceOf(WriterNotRunningException.class);
        assertThatThrownBy(() -> writer.write(0, 0, lease))
            .isInstanceOf(WriterNotRunningException.class);
        assertThatThrownBy(() -> writer.write(0, 0, sample))
            .isInstanceOf(WriterNotRunningException.class);
        assertThatThrownBy(() -> writer.endOfStream(0))
            .isInstanceOf(WriterNotRunningException.class);
        assertThatThrownBy(writer::end).isInstanceOf(WriterNotRunningException.class);
        assertThat(lease.segment().byteSize()).as("the lease stays").isEqualTo(64);
        if (round == 0) {
          writer.begin();
          writer.end();
        }
      }
      writer.close();
      assertThatThrownBy(writer::allocate).hasMessageContaining("is closed");
      assertThatThrownBy(writer::begin)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      sample.close();
    }
  }

  @Test
  void aSecondBeginIsRefusedAndBeginAfterEndWorks() throws Exception {
    try (SampleWriter writer = builder().build()) {
      writer.begin();
      write(writer, 0, 1);
      assertThatThrownBy(writer::begin)
          .isInstanceOf(IllegalStateException.class)
          .isNotInstanceOf(WriterNotRunningException.class)
          .hasMessageContaining("writing already");
      write(writer, 0, 2);
      writer.end();
      writer.begin();
      write(writer, 0, 3);
      writer.end();
    }
    assertThat(sink.calls)
        .containsExactly(
            "begin 1",
            "write 0 1 1",
            "write 0 2 2",
            "end of 0",
            "end",
            "begin 1",
            "write 0 3 3",
            "end of 0",
            "end");
  }

  @Test
  @DisplayName("I2: after a write the lease's segment throws and close does nothing")
  void writeIsTheHandOff() throws Exception {
    try (SampleWriter writer = builder().build()) {
      writer.begin();
      sink.block();
      SampleLease lease = writer.allocate();
      MemorySegment segment = lease.segment();
      writer.write(0, 0, lease);
      assertThatThrownBy(() -> segment.set(ValueLayout.JAVA_LONG, 0, 1))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(lease::segment).isInstanceOf(IllegalStateException.class);
      lease.close();
      assertThat(allocator.freeCount()).isEqualTo(7);
      assertThat(allocator.holders())
          .singleElement()
          .extracting(Holding::holder)
          .isEqualTo(new Holder("writer", Holder.Kind.WRITER));
      sink.unblock();
      writer.end();
    }
  }

  @Test
  void writingAHoldEndsTheCallersHoldOnly() throws Exception {
    try (SampleWriter writer = builder().build()) {
      writer.begin();
      Sample sample = allocator.tryAllocate().publish();
      Sample own = sample.retain();
      writer.write(0, 9, sample);
      assertThatThrownBy(sample::segment).isInstanceOf(IllegalStateException.class);
      writer.end();
      assertThat(allocator.freeCount()).isEqualTo(7);
      assertThat(own.segment().byteSize()).isEqualTo(64);
      own.close();
    }
  }

  @Test
  void aHoldThatIsBoundToAnotherThreadStaysWithItsOwner() throws Exception {
    try (SampleWriter writer = builder().build()) {
      writer.begin();
      Sample sample = allocator.tryAllocate().publish();
      assertThat(sample.segment().byteSize()).isEqualTo(64);
      Workers.elsewhere(
          () ->
              assertThatThrownBy(() -> writer.write(0, 0, sample))
                  .isInstanceOf(WrongThreadException.class));
      writer.write(0, 0, sample);
      writer.end();
    }
    assertThat(sink.calls).hasSize(4);
  }

  @Test
  void anUnknownStreamIsRefused() throws Exception {
    try (SampleWriter writer = builder().build();
        SampleLease lease = allocator.tryAllocate()) {
      writer.begin();
      for (int stream : new int[] {-1, 1, Integer.MAX_VALUE}) {
        assertThatThrownBy(() -> writer.write(stream, 0, lease))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> writer.endOfStream(stream))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
      assertThat(lease.segment().byteSize()).isEqualTo(64);
      writer.end();
    }
  }

  /** Fills the sink's hands and the queue: one sample is with the sink and two wait. */
  private void fill(SampleWriter writer) throws Exception {
    sink.block();
    write(writer, 0, 1);
    Eventually.until("the sink has the first", () -> sink.permits.hasQueuedThreads());
    write(writer, 0, 2);
    write(writer, 0, 3);
  }

  @Test
  void aFullQueueBlocksUntilThereIsRoom() throws Exception {
    try (SampleWriter writer = builder().build()) {
      writer.begin();
      fill(writer);
      Workers workers = new Workers();
      Thread blocked = workers.start(false, () -> write(writer, 0, 4));
      Eventually.untilWaiting(blocked);
      assertThat(allocator.freeCount()).isEqualTo(4);
      sink.permits.release();
      workers.join();
      sink.unblock();
      writer.end();
    }
    assertThat(sink.calls).contains("write 0 4 4").hasSize(7);
  }

  @Test
  void aWriteThatTimesOutLeavesTheLeaseWithTheCaller() throws Exception {
    try (SampleWriter writer = builder().build()) {
      writer.begin();
      fill(writer);
      SampleLease lease = writer.allocate();
      lease.segment().set(ValueLayout.JAVA_LONG, 0, 4);
      assertThat(writer.write(0, 4, lease, Duration.ZERO)).isFalse();
      assertThat(writer.write(0, 4, lease, Duration.ofMillis(20))).isFalse();
      assertThat(writer.write(0, 4, lease, Duration.ofDays(-1))).isFalse();
      lease.segment().set(ValueLayout.JAVA_LONG, 8, 5);
      Sample sample = allocator.tryAllocate().publish();
      assertThat(writer.write(0, 5, sample, Duration.ofMillis(1))).isFalse();
      assertThat(sample.segment().byteSize()).isEqualTo(64);
      sample.close();
      sink.unblock();
      assertThat(writer.write(0, 4, lease, Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
      writer.end();
    }
    assertThat(sink.calls).contains("write 0 4 4");
  }

  @Test
  void anInterruptedWriteLeavesTheLeaseWithTheCaller() throws Exception {
    try (SampleWriter writer = builder().build()) {
      writer.begin();
      fill(writer);
      Workers workers = new Workers();
      Thread blocked =
          workers.start(
              false,
              () -> {
                SampleLease lease = writer.allocate();
                lease.segment().set(ValueLayout.JAVA_LONG, 0, 4);
                assertThatThrownBy(() -> writer.write(0, 4, lease))
                    .isInstanceOf(InterruptedException.class);
                assertThat(lease.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(4);
                sink.unblock();
                writer.write(0, 4, lease);
              });
      Eventually.until(
          "it waits for room, with its lease",
          () -> allocator.freeCount() == 4 && blocked.getState() == Thread.State.TIMED_WAITING);
      blocked.interrupt();
      workers.join();
      writer.end();
    }
    assertThat(sink.calls).contains("write 0 4 4");
  }

  @Test
  @DisplayName("I4: a sink that retains keeps the sample after its write returned")
  void theWriterHoldsASampleUntilTheSinkIsDone() throws Exception {
    List<Sample> kept = Collections.synchronizedList(new ArrayList<>());
    SampleSink keeping =
        new RecordingSink() {
          @Override
          public void write(int stream, long time, Sample sample) {
            kept.add(sample.retain(Holder.application("muxer")));
          }

          @Override
          public void end() {
            kept.forEach(Sample::close);
          }
        };
    try (SampleWriter writer = SampleWriter.to(keeping).allocator(allocator).build()) {
      writer.begin();
      for (int i = 0; i < 8; i++) {
        write(writer, 0, i);
      }
      Eventually.until(
          "all are with the sink", () -> kept.size() == 8 && allocator.holders().size() == 1);
      assertThat(allocator.holders().get(0).holder().name()).isEqualTo("muxer");
      assertThatThrownBy(() -> writer.allocate(Duration.ofMillis(1)))
          .isInstanceOf(AllocatorExhaustedException.class)
          .hasMessageContaining("8 of 8 samples of \"written\" held: muxer ×8");
      writer.end();
    }
    assertThat(allocator.freeCount()).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource
  void aSinkFailureSurfacesAndEverythingReturns(Place place) throws Exception {
    sink.failing = place;
    try (SampleWriter writer = builder().build()) {
      if (place == Place.BEGIN) {
        assertThatThrownBy(writer::begin)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("no luck in begin");
        assertThat(sink.calls).containsExactly("begin 1", "abort");
        sink.failing = null;
        writer.begin();
        write(writer, 0, 1);
        writer.end();
        return;
      }
      writer.begin();
      if (place == Place.WRITE) {
        write(writer, 0, 1);
        Eventually.until("the failure shows", () -> sink.calls.contains("abort"));
        SampleLease lease = writer.allocate();
        assertThatThrownBy(() -> writer.write(0, 2, lease))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("the sink failed: no luck in write 0 1 1")
            .hasRootCauseMessage("no luck in write 0 1 1");
        assertThat(lease.segment().byteSize()).as("it stays with the caller").isEqualTo(64);
        lease.close();
      } else {
        write(writer, 0, 1);
      }
      assertThatThrownBy(writer::end)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no luck in");
      assertThat(allocator.freeCount()).isEqualTo(8);
      assertThat(sink.calls).filteredOn("abort"::equals).hasSize(1);
      sink.failing = null;
      sink.calls.clear();
      writer.begin();
      write(writer, 0, 3);
      writer.end();
      assertThat(sink.calls).containsExactly("begin 1", "write 0 3 3", "end of 0", "end");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whenAbortFailsTooTheFirstFailureIsTold(Place place) throws Exception {
    sink.failing = place;
    sink.abortFails = true;
    try (SampleWriter writer = builder().build()) {
      assertThatThrownBy(
              () -> {
                writer.begin();
                write(writer, 0, 1);
                writer.end();
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no luck in");
    }
  }

  @Test
  void aFailureWithAFullQueueReturnsWhatIsQueuedAndWakesWriters() throws Exception {
    try (SampleWriter writer = builder().build()) {
      writer.begin();
      fill(writer);
      Workers workers = new Workers();
      Thread blocked =
          workers.start(
              false,
              () -> {
                SampleLease lease = writer.allocate();
                assertThatThrownBy(() -> writer.write(0, 4, lease)).isInstanceOf(IOException.class);
                lease.close();
              });
      Eventually.untilWaiting(blocked);
      sink.failing = Place.WRITE;
      sink.unblock();
      workers.join();
      Eventually.until("all is back before end or close", () -> allocator.freeCount() == 8);
      assertThatThrownBy(writer::end).isInstanceOf(IOException.class);
    }
    assertThat(sink.calls).contains("abort").doesNotContain("end");
  }

  @Test
  void closeWithoutEndAborts() throws Exception {
    SampleWriter writer = builder().build();
    writer.begin();
    fill(writer);
    writer.close();
    writer.close();
    assertThat(sink.calls).containsExactly("begin 1", "abort");
    assertThat(allocator.freeCount()).isEqualTo(8);
    assertThatThrownBy(writer::allocate).isInstanceOf(WriterNotRunningException.class);
  }

  @Test
  void closeOfAWriterThatNeverBeganTellsTheSinkNothing() {
    builder().build().close();
    assertThat(sink.calls).isEmpty();
  }

  @Test
  void closeAfterEveryStreamEndedStillAborts() throws Exception {
    SampleWriter writer = builder().build();
    writer.begin();
    write(writer, 0, 1);
    writer.endOfStream(0);
    Eventually.until("the stream has ended", () -> sink.calls.contains("end of 0"));
    writer.close();
    assertThat(sink.calls).containsExactly("begin 1", "write 0 1 1", "end of 0", "abort");
  }

  @Test
  void closeWakesABlockedWriter() throws Exception {
    SampleWriter writer = builder().build();
    writer.begin();
    fill(writer);
    Workers workers = new Workers();
    Thread blocked =
        workers.start(
            true,
            () -> {
              SampleLease lease = writer.allocate();
              assertThatThrownBy(() -> writer.write(0, 4, lease))
                  .isInstanceOf(WriterNotRunningException.class);
              lease.close();
            });
    Eventually.until(
        "it waits for room, with its lease",
        () -> allocator.freeCount() == 4 && blocked.getState() == Thread.State.TIMED_WAITING);
    writer.close();
    workers.join();
    assertThat(sink.calls).containsExactly("begin 1", "abort");
  }

  @Test
  void endRefusesAWriterThatIsBlocked() throws Exception {
    try (SampleWriter writer = builder().build()) {
      writer.begin();
      fill(writer);
      Workers workers = new Workers();
      Thread blocked =
          workers.start(
              false,
              () -> {
                SampleLease lease = writer.allocate();
                assertThatThrownBy(() -> writer.write(0, 4, lease))
                    .isInstanceOf(WriterNotRunningException.class);
                lease.close();
              });
      Eventually.untilWaiting(blocked);
      workers.start(false, writer::end);
      Eventually.until("the writer is woken", () -> !blocked.isAlive());
      sink.unblock();
      workers.join();
    }
    assertThat(sink.calls)
        .containsExactly("begin 1", "write 0 1 1", "write 0 2 2", "write 0 3 3", "end of 0", "end");
  }

  @Test
  void anInterruptedEndMayBeCalledAgain() throws Exception {
    try (SampleWriter writer = builder().build()) {
      writer.begin();
      fill(writer);
      Workers workers = new Workers();
      Thread ending =
          workers.start(
              false,
              () -> assertThatThrownBy(writer::end).isInstanceOf(InterruptedException.class));
      Eventually.untilWaiting(ending);
      ending.interrupt();
      workers.join();
      assertThatThrownBy(writer::allocate)
          .isInstanceOf(WriterNotRunningException.class)
          .hasMessageContaining("is ending");
      sink.unblock();
      writer.end();
    }
    assertThat(sink.calls).contains("write 0 3 3", "end").doesNotContain("abort");
  }

  @Test
  void closeEndsAnEndThatWaits() throws Exception {
    SampleWriter writer = builder().build();
    writer.begin();
    fill(writer);
    Workers workers = new Workers();
    Thread ending =
        workers.start(
            false,
            () -> assertThatThrownBy(writer::end).isInstanceOf(WriterNotRunningException.class));
    Eventually.untilWaiting(ending);
    writer.close();
    workers.join();
    assertThat(sink.calls).containsExactly("begin 1", "abort");
  }

  @Test
  void streamsAreWrittenInParallelEachInItsOrder() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    SampleSink meeting =
        new RecordingSink() {
          @Override
          public void write(int stream, long time, Sample sample)
              throws IOException, InterruptedException {
            both.countDown();
            both.await();
            sink.write(stream, time, sample);
          }
        };
    SampleWriter.Builder builder = SampleWriter.to(meeting).allocator(allocator).queue(2);
    for (int stream = 0; stream < 3; stream++) {
      builder.stream(new StreamFormat.Data("stream " + stream));
    }
    try (SampleWriter writer = builder.build()) {
      writer.begin();
      Workers workers = new Workers();
      for (int stream = 0; stream < 3; stream++) {
        int number = stream;
        workers.start(
            stream == 1,
            () -> {
              for (int i = 0; i < 200; i++) {
                write(writer, number, number * 1000 + i);
              }
              if (number == 2) {
                writer.endOfStream(2);
                SampleLease lease = writer.allocate();
                assertThatThrownBy(() -> writer.write(2, 0, lease))
                    .isInstanceOf(WriterNotRunningException.class)
                    .hasMessageContaining("this stream of the writer has ended");
                lease.close();
              }
            });
      }
      workers.join();
      writer.end();
    }
    for (int stream = 0; stream < 3; stream++) {
      String prefix = "write " + stream + " ";
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int value = stream * 1000 + i;
        expected.add(prefix + value + " " + value);
      }
      assertThat(sink.calls)
          .filteredOn(call -> call.startsWith(prefix))
          .containsExactlyElementsOf(expected);
    }
  }

  @Test
  void endWhileManyWriteLosesNothingThatWasTaken() throws Exception {
    for (int round = 0; round < 20; round++) {
      sink.calls.clear();
      AtomicInteger taken = new AtomicInteger();
      try (SampleWriter writer = builder().build()) {
        writer.begin();
        Workers workers = new Workers();
        for (int t = 0; t < 4; t++) {
          workers.start(
              t % 2 == 0,
              () -> {
                try {
                  while (true) {
                    write(writer, 0, 1);
                    taken.incrementAndGet();
                  }
                } catch (WriterNotRunningException e) {
                  // ended
                }
              });
        }
        Eventually.until("they write", () -> taken.get() > 20);
        writer.end();
        workers.join();
      }
      assertThat(sink.calls).filteredOn(call -> call.startsWith("write")).hasSize(taken.get());
      assertThat(sink.calls.get(sink.calls.size() - 1)).isEqualTo("end");
      assertThat(allocator.freeCount()).isEqualTo(8);
    }
  }

  @Test
  void closeWhileManyWriteReturnsEverything() throws Exception {
    for (int round = 0; round < 20; round++) {
      sink.calls.clear();
      SampleWriter writer = builder().build();
      writer.begin();
      Workers workers = new Workers();
      for (int t = 0; t < 4; t++) {
        workers.start(
            t % 2 == 0,
            () -> {
              try {
                while (true) {
                  write(writer, 0, 1);
                }
              } catch (WriterNotRunningException e) {
                // closed
              }
            });
      }
      Eventually.until("they write", () -> sink.calls.size() > 20);
      writer.close();
      workers.join();
      assertThat(sink.calls.get(sink.calls.size() - 1)).isEqualTo("abort");
      assertThat(sink.calls).filteredOn("abort"::equals).hasSize(1);
      Eventually.until("all is back", () -> allocator.freeCount() == 8);
    }
  }

  @Test
  @Tag("I6")
  @DisplayName(
      "I6: a release handler that closes the writer from the writer's own thread is not stuck")
  void theWriterMayBeClosedFromItsOwnThread() throws Exception {
    SampleWriter writer = builder().build();
    CountDownLatch closed = new CountDownLatch(1);
    allocator.setReleaseHandler(
        release -> {
          writer.close();
          closed.countDown();
        });
    writer.begin();
    write(writer, 0, 1);
    assertThat(closed.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    Eventually.until("the sink hears of it", () -> sink.calls.contains("abort"));
    assertThat(sink.calls).containsExactly("begin 1", "write 0 1 1", "abort");
    allocator.setReleaseHandler(null);
  }

  @Test
  @Tag("I6")
  @DisplayName("I6: no lock of the writer is held while what it drops is told")
  void noLockIsHeldWhileTheQueueIsDropped() throws Exception {
    SampleWriter writer = builder().build();
    writer.begin();
    fill(writer);
    AtomicInteger told = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    allocator.setReleaseHandler(
        release -> {
          if (calls.getAndIncrement() > 0) {
            return; // cancelling below tells the handler again; it must not do this for ever
          }
          try {
            Workers.elsewhere(
                () -> {
                  SampleLease lease = allocator.tryAllocate();
                  assertThatThrownBy(() -> writer.write(0, 0, lease))
                      .isInstanceOf(IllegalStateException.class);
                  lease.close();
                  told.incrementAndGet();
                });
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    writer.close();
    assertThat(told).hasPositiveValue();
  }

  @Test
  void theBuilderChecksItsNumbers() {
    assertThatThrownBy(() -> builder().queue(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SampleWriter.to(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void aWriterWithoutAnAllocatorSaysSo() throws Exception {
    try (SampleWriter writer = SampleWriter.to(sink).build()) {
      writer.begin();
      assertThatThrownBy(writer::allocate)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("without an allocator");
      SampleLease lease = allocator.tryAllocate();
      writer.write(0, 3, lease);
      writer.end();
    }
    assertThat(sink.calls).contains("write 0 3 0");
  }
}
