package dev.sampan.border;

import dev.sampan.SampleAllocator;
import dev.sampan.SampleHandles;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.memory.RawMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
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

  /** Of native making, that have references. */
  static final AtomicInteger LIVE = new AtomicInteger();

  /** Threads that give up what a writer that nobody has any more was writing. */
  private static final Set<Thread> GIVING_UP = ConcurrentHashMap.newKeySet();

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

  private WriterObject(WriterOptions options) {
    super(WriterTable.ADDRESS, WriterAdvancedTable.ADDRESS);
    this.name = options.name();
    this.given = options.allocator();
    this.sampleSize = options.sampleSize();
    this.sampleCount = options.sampleCount();
    this.waitLimit = options.waitLimit();
  }

  /**
   * Makes a writer.
   *
   * @param options a caller's SampanWriterOptions, or 0
   * @return its first interface pointer, with one reference
   */
  static long create(long options) {
    WriterOptions read = WriterOptions.read(options);
    try {
      long pointer = new WriterObject(read).show();
      LIVE.incrementAndGet();
      return pointer;
    } catch (Throwable t) {
      if (read.allocator() != null) {
        read.allocator().release();
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

  void begin() throws IOException {
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

  void finish() throws IOException, InterruptedException {
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

  void setOutput(String fileName) {
    lock.lock();
    try {
      checkConfiguring();
    } finally {
      lock.unlock();
    }
    addSink(FileSinkObject.of(fileName), true);
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

  // ---- Inputs

  void setProfile(List<StreamSettings> streams) {
    if (streams.isEmpty()) {
      throw new BorderException(Sampan.NS_E_INVALIDPROFILE(), "the profile has no streams");
    }
    List<WriterInput> made = new ArrayList<>();
    for (StreamSettings stream : streams) {
      check(stream);
      made.add(new WriterInput(stream, WriterInput.formats(stream).get(0)));
    }
    lock.lock();
    try {
      checkConfiguring();
      inputs = List.copyOf(made);
    } finally {
      lock.unlock();
    }
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

  int inputCount() {
    return inputs.size();
  }

  WriterInput input(int index) {
    return input(inputs, index);
  }

  private WriterInput input(List<WriterInput> present, int index) {
    if (Integer.compareUnsigned(index, present.size()) >= 0) {
      throw new IllegalArgumentException(
          "input %d; %s has %d".formatted(Integer.toUnsignedLong(index), this, present.size()));
    }
    return present.get(index);
  }

  /** Says what an input will be given; null for samples that are compressed already. */
  void setInput(int index, @Nullable MediaType type) {
    StreamSettings stream = input(index).stream();
    if (type != null && !type.major().equals(stream.type().major())) {
      throw new BorderException(
          Sampan.NS_E_INVALID_INPUT_FORMAT(), stream + " is of the other major type");
    }
    WriterInput made = new WriterInput(stream, type);
    lock.lock();
    try {
      checkConfiguring();
      List<WriterInput> next = new ArrayList<>(inputs);
      if (!input(next, index).stream().equals(stream)) {
        throw refused("got another profile meanwhile");
      }
      next.set(index, made);
      inputs = List.copyOf(next);
    } finally {
      lock.unlock();
    }
  }

  /** The time of the last sample. */
  long time() {
    long time = 0;
    for (WriterInput input : inputs) {
      time = Math.max(time, input.lastTime());
    }
    return time;
  }

  /** The inputs of one stream, or of all where the number is 0. */
  List<WriterInput> inputsOf(int stream) {
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

  /** How many bytes the present run has given to its sinks. */
  long bytesInSinks() {
    WriterRun present = run;
    return present == null ? 0 : present.sinks().bytes();
  }

  // ---- Samples

  /** Makes a buffer for a sample of the run. */
  void allocate(int size, long out) throws InterruptedException {
    running();
    AllocatorObject from = samples;
    if (from == null) {
      throw refused("is not writing; call BeginWriting first");
    }
    from.allocate(size, out);
  }

  /** Writes a sample, by the number of its input. */
  void write(int index, long time, int flags, long buffer)
      throws IOException, InterruptedException {
    WriterRun present = running();
    input(present.inputs(), index);
    write(present, index, time, flags, buffer);
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
}
