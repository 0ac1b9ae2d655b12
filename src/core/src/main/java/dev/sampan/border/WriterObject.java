package dev.sampan.border;

import dev.sampan.SampleAllocator;
import dev.sampan.SampleHandles;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.bindings.sampan.SampanWriterOptions;
import dev.sampan.bindings.sampan.WM_WRITER_STATISTICS;
import dev.sampan.bindings.sampan.WM_WRITER_STATISTICS_EX;
import dev.sampan.memory.RawMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A writer as native code sees it: IWMWriter. Its other pointer is IWMWriterAdvanced, 2 and 3. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called through the table
final class WriterObject extends ComObject {

  private enum State {
    CONFIGURING,
    /** A call begins or ends writing, and calls sinks; others are refused, and do not wait. */
    CHANGING,
    WRITING
  }

  private static final Map<Iid, Integer> INTERFACES =
      Map.of(
          new Iid(Sampan.IID_IUnknown_LOW(), Sampan.IID_IUnknown_HIGH()), 0,
          new Iid(Sampan.IID_IWMWriter_LOW(), Sampan.IID_IWMWriter_HIGH()), 0,
          new Iid(Sampan.IID_IWMWriterAdvanced_LOW(), Sampan.IID_IWMWriterAdvanced_HIGH()), 1,
          new Iid(Sampan.IID_IWMWriterAdvanced2_LOW(), Sampan.IID_IWMWriterAdvanced2_HIGH()), 1,
          new Iid(Sampan.IID_IWMWriterAdvanced3_LOW(), Sampan.IID_IWMWriterAdvanced3_HIGH()), 1);

  private static final long TABLE =
      VirtualTable.of(Sampan.IWMWriter_SLOTS(), MethodHandles.lookup());

  /** Of native making, that have references. */
  static final AtomicInteger LIVE = new AtomicInteger();

  /** Threads that give up what a writer that nobody has any more was writing. */
  private static final Set<Thread> GIVING_UP = ConcurrentHashMap.newKeySet();

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int USUAL_COUNT = 8;
  private static final int LONGEST_WINDOW = 100_000;
  private static final int TICKS_PER_MILLISECOND = 10_000;

  private final String name;
  private final long sampleSize;
  private final int sampleCount;
  private final Duration waitLimit;

  /** Guards the fields down to the gap. Neither native code nor a run is called under it. */
  private final ReentrantLock lock = new ReentrantLock();

  private State state = State.CONFIGURING;
  private boolean released;
  private final List<UnitSink> sinks = new ArrayList<>();
  private final @Nullable AllocatorObject given;
  private volatile @Nullable SampleAllocator own;

  /** What the profile says; replaced, never changed. */
  private volatile List<WriterInput> inputs = List.of();

  /** Null unless it is writing. */
  private volatile @Nullable WriterRun run;

  /** Where samples of the run come from. */
  private volatile @Nullable AllocatorObject samples;

  private volatile boolean live;
  private volatile boolean dropping;
  private volatile int tolerance = 3000;

  private WriterObject(
      String name,
      @Nullable AllocatorObject given,
      long sampleSize,
      int sampleCount,
      Duration waitLimit) {
    super(TABLE, WriterAdvancedTable.ADDRESS);
    this.name = name;
    this.given = given;
    this.sampleSize = sampleSize;
    this.sampleCount = sampleCount;
    this.waitLimit = waitLimit;
  }

  /**
   * Makes a writer.
   *
   * @param options a caller's SampanWriterOptions, or 0
   * @return its first interface pointer, with one reference
   */
  static long create(long options) {
    String name = "writer " + NUMBER.incrementAndGet();
    AllocatorObject allocator = null;
    long size = 0;
    int count = USUAL_COUNT;
    Duration limit = Duration.ZERO;
    if (options != 0) {
      MemorySegment given =
          RuntimeObject.structure(options, SampanWriterOptions.sizeof(), "options");
      if (SampanWriterOptions.flags(given) != 0) {
        throw new IllegalArgumentException(
            "unknown flags 0x%x".formatted(SampanWriterOptions.flags(given)));
      }
      if (SampanWriterOptions.reserved(given) != 0) {
        throw new IllegalArgumentException("reserved is not 0");
      }
      MemorySegment text = SampanWriterOptions.name(given);
      if (text.address() != 0) {
        name = text.getString(0);
        if (name.isBlank()) {
          throw new IllegalArgumentException("the name is empty");
        }
      }
      size = Integer.toUnsignedLong(SampanWriterOptions.sample_size(given));
      int wanted = SampanWriterOptions.sample_count(given);
      if (wanted < 0) {
        throw new IllegalArgumentException("%d samples".formatted(Integer.toUnsignedLong(wanted)));
      }
      count = wanted == 0 ? USUAL_COUNT : wanted;
      limit = RuntimeObject.limit(SampanWriterOptions.wait_ms(given));
      long pointer = SampanWriterOptions.allocator(given).address();
      if (pointer != 0) {
        allocator = ObjectBlocks.argument(pointer, AllocatorObject.class, "allocator");
        if (allocator.addRef() == 0) {
          throw new IllegalArgumentException("the allocator was released");
        }
      }
    }
    try {
      long pointer = new WriterObject(name, allocator, size, count, limit).show();
      LIVE.incrementAndGet();
      return pointer;
    } catch (Throwable t) {
      if (allocator != null) {
        allocator.release();
      }
      throw t;
    }
  }

  @Override
  Map<Iid, Integer> interfaces() {
    return INTERFACES;
  }

  @Override
  public String toString() {
    return "writer \"" + name + "\"";
  }

  // ---- States

  private BorderException refused(String text) {
    return new BorderException(Sampan.NS_E_INVALID_REQUEST(), "%s %s".formatted(this, text));
  }

  /** Under the lock. */
  private void checkConfiguring() {
    if (released) {
      throw new BorderException(Sampan.E_HANDLE(), this + " was released");
    }
    if (state != State.CONFIGURING) {
      throw refused("is writing; call EndWriting first");
    }
  }

  private WriterRun running() {
    WriterRun present = run;
    if (present == null) {
      throw refused("is not writing; call BeginWriting first");
    }
    return present;
  }

  @Override
  void end() {
    LIVE.decrementAndGet();
    WriterRun present;
    lock.lock();
    try {
      released = true;
      if (state == State.CHANGING) {
        return; // whoever begins or ends it now finds it released
      }
      present = run;
      run = null;
      state = State.CONFIGURING;
    } finally {
      lock.unlock();
    }
    if (present == null) {
      freeAll();
    } else {
      giveUp(
          () -> {
            present.abort();
            freeAll();
          });
    }
  }

  /** Not on this thread: it may be in a sink or a handler, for which giving up would wait. */
  private void giveUp(Runnable action) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(name + " given up")
            .unstarted(
                () -> {
                  try {
                    action.run();
                  } finally {
                    GIVING_UP.remove(Thread.currentThread());
                  }
                });
    GIVING_UP.add(thread);
    thread.start();
  }

  /**
   * Waits until all that was given up has gone. Not inside a sink or a handler.
   *
   * @param millis how long at most for each; 0 for as long as it takes
   */
  static void awaitGivenUp(long millis) throws InterruptedException {
    for (Thread thread : GIVING_UP) {
      thread.join(millis);
    }
  }

  @Override
  @Nullable String held() {
    SampleAllocator allocator;
    StringJoiner all = new StringJoiner("; ");
    lock.lock();
    try {
      allocator = own;
      for (UnitSink sink : sinks) {
        String kept = sink instanceof NativeSink nativeSink ? nativeSink.held() : null;
        if (kept != null) {
          all.add(kept);
        }
      }
    } finally {
      lock.unlock();
    }
    String out =
        allocator == null
            ? null
            : AllocatorObject.held(
                this + (run == null ? "" : ", which has not ended writing,"), allocator);
    if (out != null) {
      all.add(out);
    }
    return all.length() == 0 ? null : all.toString();
  }

  @Override
  void cancelWaits() {
    SampleAllocator waited;
    WriterRun ending;
    lock.lock();
    try {
      waited = own;
      ending = state == State.CHANGING ? run : null;
    } finally {
      lock.unlock();
    }
    if (waited != null) {
      waited.retire();
    }
    if (ending != null) {
      giveUp(ending::cancel); // the call that ends it gives the rest up
    }
    if (endReferences()) {
      end();
    }
  }

  /** Lets go of everything. Calls native code; nobody else uses the writer any more. */
  private void freeAll() {
    List<UnitSink> old;
    SampleAllocator allocator;
    lock.lock();
    try {
      old = List.copyOf(sinks);
      sinks.clear();
      allocator = own;
      own = null;
    } finally {
      lock.unlock();
    }
    old.forEach(UnitSink::drop);
    if (allocator != null) {
      allocator.retire();
    }
    if (given != null) {
      given.release();
    }
  }

  private void begin() throws IOException {
    List<WriterInput> fresh = new ArrayList<>();
    List<UnitSink> present;
    lock.lock();
    try {
      checkConfiguring();
      if (inputs.isEmpty() || sinks.isEmpty()) {
        throw new BorderException(
            Sampan.NS_E_NOT_CONFIGURED(),
            "%s has no %s"
                .formatted(
                    this,
                    inputs.isEmpty()
                        ? "profile; call SetProfile first"
                        : "sink; call SetOutputFilename or AddSink first"));
      }
      for (WriterInput input : inputs) {
        fresh.add(input.again());
      }
      present = List.copyOf(sinks);
      state = State.CHANGING;
    } finally {
      lock.unlock();
    }
    WriterRun begun = null;
    try {
      samples = allocator(fresh);
      inputs = List.copyOf(fresh);
      begun = WriterRun.begin(name, inputs, present);
    } finally {
      changed(begun);
    }
  }

  /** Says how a change of state ended; if nobody has the writer any more, it ends. */
  private void changed(@Nullable WriterRun now) {
    boolean abandoned;
    lock.lock();
    try {
      abandoned = released;
      run = abandoned ? null : now;
      state = now == null || abandoned ? State.CONFIGURING : State.WRITING;
    } finally {
      lock.unlock();
    }
    if (abandoned) {
      if (now != null) {
        now.abort();
      }
      freeAll();
    }
  }

  /** Where the samples of a run come from. */
  private AllocatorObject allocator(List<WriterInput> of) {
    if (given != null) {
      return given;
    }
    long size = sampleSize;
    if (size == 0) {
      for (WriterInput input : of) {
        size = Math.max(size, input.usualSize());
      }
    }
    SampleAllocator present = own;
    if (present == null || present.sampleSize() < size) {
      if (present != null) {
        present.retire();
        own = null;
      }
      present =
          SampleAllocator.builder("samples of " + name).sampleSize(size).count(sampleCount).build();
      own = present;
    }
    return new AllocatorObject(present, waitLimit, false);
  }

  private void finish() throws IOException, InterruptedException {
    WriterRun present = running();
    if (present.sinks().isCalling()) {
      throw refused("cannot be ended inside one of its sinks, which would wait for itself");
    }
    lock.lock();
    try {
      if (state != State.WRITING) {
        throw refused("is beginning or ending already");
      }
      state = State.CHANGING;
    } finally {
      lock.unlock();
    }
    WriterRun left = null;
    try {
      present.end();
    } catch (InterruptedException e) {
      left = present; // nothing has ended
      throw e;
    } catch (IllegalStateException e) {
      left = present;
      throw refused("cannot be ended here: " + e.getMessage());
    } finally {
      changed(left);
    }
  }

  // ---- What IWMWriterAdvanced, 2 and 3 say

  int sinkCount() {
    lock.lock();
    try {
      return sinks.size();
    } finally {
      lock.unlock();
    }
  }

  long sink(int index) {
    UnitSink sink;
    lock.lock();
    try {
      if (Integer.compareUnsigned(index, sinks.size()) >= 0) {
        throw new IllegalArgumentException(
            "sink %d of %d".formatted(Integer.toUnsignedLong(index), sinks.size()));
      }
      sink = sinks.get(index);
      sink.use();
    } finally {
      lock.unlock();
    }
    try {
      sink.addReference();
      return sink.pointer();
    } finally {
      sink.drop();
    }
  }

  /** Adds a sink with a reference for the writer; if that fails, the reference is over. */
  private void addSink(UnitSink sink, boolean first) {
    try {
      lock.lock();
      try {
        checkConfiguring();
        sinks.add(first ? 0 : sinks.size(), sink);
      } finally {
        lock.unlock();
      }
    } catch (BorderException e) {
      sink.drop();
      throw e;
    }
  }

  void addSink(long pointer) {
    UnitSink sink;
    if (NativeBuffer.isForeign(pointer)) {
      sink = NativeSink.of(pointer);
    } else {
      FileSinkObject file = ObjectBlocks.argument(pointer, FileSinkObject.class, "pSink");
      if (file.addRef() == 0) {
        throw new IllegalArgumentException("the sink was released");
      }
      sink = file;
    }
    addSink(sink, false);
  }

  /** Removes a sink, or all; returns whether there was one. */
  boolean removeSink(long pointer) {
    List<UnitSink> removed = new ArrayList<>();
    lock.lock();
    try {
      checkConfiguring();
      for (int i = 0; i < sinks.size(); i++) {
        if (pointer == 0 || (sinks.get(i).pointer() == pointer && removed.isEmpty())) {
          removed.add(sinks.get(i));
        }
      }
      if (pointer == 0) {
        sinks.clear();
      } else {
        removed.forEach(sinks::remove);
      }
    } finally {
      lock.unlock();
    }
    removed.forEach(UnitSink::drop);
    return pointer == 0 || !removed.isEmpty();
  }

  void setLive(boolean value) {
    live = value;
  }

  void setDropping() {
    dropping = true;
  }

  int tolerance() {
    return tolerance;
  }

  void setTolerance(int milliseconds) {
    tolerance = milliseconds;
  }

  boolean isRealTime() throws IOException {
    WriterRun present = run;
    if (present != null) {
      return present.sinks().isRealTime();
    }
    List<UnitSink> all;
    lock.lock();
    try {
      all = List.copyOf(sinks);
      all.forEach(UnitSink::use);
    } finally {
      lock.unlock();
    }
    boolean any = false;
    try {
      for (UnitSink sink : all) {
        any |= sink.isRealTime();
      }
    } finally {
      all.forEach(UnitSink::drop);
    }
    return any;
  }

  /** The time of the last sample. */
  long time() {
    long time = 0;
    for (WriterInput input : inputs) {
      time = Math.max(time, input.lastTime());
    }
    return time;
  }

  private List<WriterInput> inputsOf(int stream) {
    if (stream == 0) {
      return inputs;
    }
    for (WriterInput input : inputs) {
      if (input.stream().number() == stream) {
        return List.of(input);
      }
    }
    throw new BorderException(
        Sampan.NS_E_INVALID_STREAM(), "%s has no stream of the number %d".formatted(this, stream));
  }

  void statistics(int stream, MemorySegment out) {
    long count = 0;
    long bytes = 0;
    long dropped = 0;
    long droppedBytes = 0;
    long span = 0;
    long expectedBits = 0;
    long expectedRate = 0;
    for (WriterInput input : inputsOf(stream)) {
      count += input.samples();
      bytes += input.bytes();
      dropped += input.droppedSamples();
      droppedBytes += input.droppedBytes();
      span = Math.max(span, input.span());
      expectedBits += Integer.toUnsignedLong(input.stream().bitRate());
      expectedRate += input.expectedRate();
    }
    WM_WRITER_STATISTICS.qwSampleCount(out, count);
    WM_WRITER_STATISTICS.qwByteCount(out, bytes);
    WM_WRITER_STATISTICS.qwDroppedSampleCount(out, dropped);
    WM_WRITER_STATISTICS.qwDroppedByteCount(out, droppedBytes);
    int bits = perSecond(bytes * 8, span);
    WM_WRITER_STATISTICS.dwCurrentBitrate(out, bits);
    WM_WRITER_STATISTICS.dwAverageBitrate(out, bits);
    WM_WRITER_STATISTICS.dwExpectedBitrate(out, (int) Out.dword(expectedBits));
    int rate = perSecond(count * 1000, span);
    WM_WRITER_STATISTICS.dwCurrentSampleRate(out, rate);
    WM_WRITER_STATISTICS.dwAverageSampleRate(out, rate);
    WM_WRITER_STATISTICS.dwExpectedSampleRate(out, (int) Out.dword(expectedRate));
  }

  void statisticsEx(int stream, MemorySegment out) {
    long dropped = 0;
    long span = 0;
    for (WriterInput input : inputsOf(stream)) {
      dropped += input.droppedSamples();
      span = Math.max(span, input.span());
    }
    WriterRun present = run;
    long bytes = present == null ? 0 : present.sinks().bytes();
    WM_WRITER_STATISTICS_EX.dwBitratePlusOverhead(out, perSecond(bytes * 8, span));
    WM_WRITER_STATISTICS_EX.dwCurrentSampleDropRateInQueue(out, perSecond(dropped * 1000, span));
    WM_WRITER_STATISTICS_EX.dwCurrentSampleDropRateInCodec(out, 0);
    WM_WRITER_STATISTICS_EX.dwCurrentSampleDropRateInMultiplexer(out, 0);
    WM_WRITER_STATISTICS_EX.dwTotalSampleDropsInQueue(out, (int) Out.dword(dropped));
    WM_WRITER_STATISTICS_EX.dwTotalSampleDropsInCodec(out, 0);
    WM_WRITER_STATISTICS_EX.dwTotalSampleDropsInMultiplexer(out, 0);
  }

  private static int perSecond(long number, long ticks) {
    return ticks <= 0 ? 0 : (int) Out.dword((long) ((double) number * 10_000_000 / ticks));
  }

  /** Writes a sample that is compressed already, by stream number. */
  void writeCompressed(int stream, long time, int flags, long buffer)
      throws IOException, InterruptedException {
    WriterRun present = running();
    int index = present.inputOf(stream);
    if (index < 0) {
      throw new IllegalArgumentException(
          "%s has no stream of the number %d".formatted(this, stream));
    }
    if (present.inputs().get(index).type() != null) {
      throw refused(
          "encodes stream %d; for samples that are compressed already call SetInputProps with NULL"
              .formatted(stream));
    }
    write(present, index, time, flags, buffer);
  }

  private void write(WriterRun present, int index, long time, int flags, long buffer)
      throws IOException, InterruptedException {
    Out.check(buffer, "pSample");
    boolean keyFrame = (flags & Sampan.WM_SF_CLEANPOINT()) != 0;
    if (!NativeBuffer.isForeign(buffer)) {
      present.write(
          index,
          time,
          keyFrame,
          buffer,
          BufferBlocks.handle(buffer),
          live,
          dropping,
          Integer.toUnsignedLong(tolerance) * TICKS_PER_MILLISECOND);
      return;
    }
    MemorySegment bytes = NativeBuffer.bytes(buffer, "pSample");
    AllocatorObject from = samples;
    if (bytes.byteSize() == 0) {
      throw new IllegalArgumentException("the sample is empty");
    }
    if (from == null || bytes.byteSize() > from.allocator().sampleSize()) {
      throw new IllegalArgumentException(
          "a sample of %d bytes in a buffer that is not Sampan's; %s has samples of %d"
              .formatted(bytes.byteSize(), this, from == null ? 0 : from.allocator().sampleSize()));
    }
    // Nobody knows how long such memory lives, nor that it stays as it is: it is copied.
    long handle = AllocatorObject.lease(from.allocator(), from.waitLimit());
    try {
      MemorySegment.copy(bytes, 0, RawMemory.ALL, SampleHandles.address(handle), bytes.byteSize());
      SampleHandles.setLength(handle, bytes.byteSize());
      present.write(
          index,
          time,
          keyFrame,
          0,
          handle,
          live,
          dropping,
          Integer.toUnsignedLong(tolerance) * TICKS_PER_MILLISECOND);
    } finally {
      SampleHandles.release(handle);
    }
  }

  // ---- The table of IWMWriter

  private static WriterObject of(long self) {
    return ObjectBlocks.get(self, WriterObject.class);
  }

  private static int queryInterface(long self, long iid, long out) {
    return ObjectBlocks.queryInterface(self, iid, out);
  }

  private static int addRef(long self) {
    return ObjectBlocks.addRef(self);
  }

  private static int release(long self) {
    return ObjectBlocks.release(self);
  }

  private static int setProfileByID(long self, long id) {
    of(self);
    return LastError.refuse(Sampan.E_UNEXPECTED(), "there are no system profiles; use SetProfile");
  }

  private static int setProfile(long self, long profile) {
    WriterObject writer = of(self);
    List<StreamSettings> streams =
        ObjectBlocks.argument(profile, ProfileObject.class, "pProfile").streams();
    if (streams.isEmpty()) {
      throw new BorderException(Sampan.NS_E_INVALIDPROFILE(), "the profile has no streams");
    }
    List<WriterInput> made = new ArrayList<>();
    for (StreamSettings stream : streams) {
      check(stream);
      List<MediaType> formats = WriterInput.formats(stream);
      made.add(new WriterInput(stream, formats.get(0)));
    }
    writer.lock.lock();
    try {
      writer.checkConfiguring();
      writer.inputs = List.copyOf(made);
    } finally {
      writer.lock.unlock();
    }
    return Sampan.S_OK();
  }

  private static void check(StreamSettings stream) {
    if (!stream.type().isComplete()) {
      throw new BorderException(
          Sampan.NS_E_INVALID_STREAM(),
          "%s has no media type; call IWMMediaProps::SetMediaType before AddStream"
              .formatted(stream));
    }
    if (Integer.compareUnsigned(stream.bufferWindow(), LONGEST_WINDOW) > 0) {
      throw new BorderException(
          Sampan.NS_E_INVALID_STREAM(),
          "%s has a buffer window of %d ms; it may have %d"
              .formatted(stream, Integer.toUnsignedLong(stream.bufferWindow()), LONGEST_WINDOW));
    }
    if (stream.bitRate() == 0) {
      throw new BorderException(
          Sampan.NS_E_INVALIDPROFILE(), stream + " has a bit rate of 0; call SetBitrate");
    }
  }

  private static int setOutputFilename(long self, long fileName) {
    WriterObject writer = of(self);
    String text = Wide.read(fileName, "pwszFilename");
    writer.lock.lock();
    try {
      writer.checkConfiguring();
    } finally {
      writer.lock.unlock();
    }
    writer.addSink(FileSinkObject.of(text), true);
    return Sampan.S_OK();
  }

  private static int getInputCount(long self, long out) {
    WriterObject writer = of(self);
    checkArgument(out, "pcInputs");
    Out.int32(out, writer.inputs.size());
    return Sampan.S_OK();
  }

  /** Some methods of Windows' answer E_INVALIDARG for a null pointer. */
  static void checkArgument(long pointer, String name) {
    if (pointer == 0) {
      throw new BorderException(Sampan.E_INVALIDARG(), name + " is a null pointer");
    }
  }

  private WriterInput input(int index) {
    return input(inputs, index);
  }

  private WriterInput input(List<WriterInput> present, int index) {
    if (Integer.compareUnsigned(index, present.size()) >= 0) {
      throw new IllegalArgumentException(
          "input %d; %s has %d".formatted(Integer.toUnsignedLong(index), this, present.size()));
    }
    return present.get(index);
  }

  private static int getInputProps(long self, int index, long out) {
    WriterObject writer = of(self);
    Out.check(out, "ppInput");
    Out.pointer(out, 0);
    WriterInput input = writer.input(index);
    MediaType type = input.type();
    Out.pointer(
        out,
        new InputPropsObject(
                input.stream().connection(), type == null ? input.stream().type() : type)
            .show());
    return Sampan.S_OK();
  }

  private static int setInputProps(long self, int index, long props) {
    WriterObject writer = of(self);
    MediaType type =
        props == 0 ? null : ObjectBlocks.argument(props, InputPropsObject.class, "pInput").type();
    StreamSettings stream = writer.input(index).stream();
    if (type != null && !type.major().equals(stream.type().major())) {
      throw new BorderException(
          Sampan.NS_E_INVALID_INPUT_FORMAT(), stream + " is of the other major type");
    }
    WriterInput made = new WriterInput(stream, type);
    writer.lock.lock();
    try {
      writer.checkConfiguring();
      List<WriterInput> next = new ArrayList<>(writer.inputs);
      if (!writer.input(next, index).stream().equals(stream)) {
        throw writer.refused("got another profile meanwhile");
      }
      next.set(index, made);
      writer.inputs = List.copyOf(next);
    } finally {
      writer.lock.unlock();
    }
    return Sampan.S_OK();
  }

  private static int getInputFormatCount(long self, int index, long out) {
    WriterObject writer = of(self);
    checkArgument(out, "pcFormats");
    Out.int32(out, WriterInput.formats(writer.input(index).stream()).size());
    return Sampan.S_OK();
  }

  private static int getInputFormat(long self, int index, int number, long out) {
    WriterObject writer = of(self);
    checkArgument(out, "pProps");
    Out.pointer(out, 0);
    StreamSettings stream = writer.input(index).stream();
    List<MediaType> formats = WriterInput.formats(stream);
    if (Integer.compareUnsigned(number, formats.size()) >= 0) {
      throw new IllegalArgumentException(
          "format %d of %d".formatted(Integer.toUnsignedLong(number), formats.size()));
    }
    Out.pointer(out, new InputPropsObject(stream.connection(), formats.get(number)).show());
    return Sampan.S_OK();
  }

  private static int beginWriting(long self) throws IOException {
    of(self).begin();
    return Sampan.S_OK();
  }

  private static int endWriting(long self) throws IOException, InterruptedException {
    of(self).finish();
    return Sampan.S_OK();
  }

  private static int allocateSample(long self, int size, long out) throws InterruptedException {
    WriterObject writer = of(self);
    Out.check(out, "ppSample");
    Out.pointer(out, 0);
    writer.running();
    AllocatorObject from = writer.samples;
    if (from == null) {
      throw writer.refused("is not writing; call BeginWriting first");
    }
    from.allocate(size, out);
    return Sampan.S_OK();
  }

  private static int writeSample(long self, int index, long time, int flags, long buffer)
      throws IOException, InterruptedException {
    WriterObject writer = of(self);
    WriterRun present = writer.running();
    writer.input(present.inputs(), index);
    writer.write(present, index, time, flags, buffer);
    return Sampan.S_OK();
  }

  private static int flush(long self) {
    of(self);
    return Sampan.S_OK();
  }
}
