package dev.sampan.border;

import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.bindings.sampan.WM_WRITER_STATISTICS;
import dev.sampan.bindings.sampan.WM_WRITER_STATISTICS_EX;
import dev.sampan.memory.RawMemory;
import java.io.IOException;
import java.lang.invoke.MethodHandles;

/** The methods of IWMWriterAdvanced, 2 and 3: one table serves them all. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called through the table
final class WriterAdvancedTable {

  static final long ADDRESS =
      VirtualTable.of(Sampan.IWMWriterAdvanced3_SLOTS(), MethodHandles.lookup());

  private WriterAdvancedTable() {}

  private static WriterObject of(long self) {
    return ObjectBlocks.get(self, WriterObject.class);
  }

  private static int getSinkCount(long self, long out) {
    WriterObject writer = of(self);
    Out.check(out, "pcSinks");
    Out.int32(out, writer.sinkCount());
    return Sampan.S_OK();
  }

  private static int getSink(long self, int index, long out) {
    WriterObject writer = of(self);
    Out.checkArgument(out, "ppSink");
    Out.pointer(out, 0);
    Out.pointer(out, writer.sink(index));
    return Sampan.S_OK();
  }

  private static int addSink(long self, long sink) {
    WriterObject writer = of(self);
    Out.checkArgument(sink, "pSink");
    writer.addSink(sink);
    return Sampan.S_OK();
  }

  private static int removeSink(long self, long sink) {
    return of(self).removeSink(sink) ? Sampan.S_OK() : Sampan.S_FALSE();
  }

  private static int writeStreamSample(
      long self, short stream, long time, int sendTime, long duration, int flags, long buffer)
      throws IOException, InterruptedException {
    of(self).writeCompressed(Short.toUnsignedInt(stream), time, flags, buffer);
    return Sampan.S_OK();
  }

  private static int setLiveSource(long self, int live) {
    of(self).setLive(live != 0);
    return Sampan.S_OK();
  }

  private static int isRealTime(long self, long out) throws IOException {
    WriterObject writer = of(self);
    Out.check(out, "pfRealTime");
    Out.int32(out, writer.isRealTime() ? Sampan.TRUE() : Sampan.FALSE());
    return Sampan.S_OK();
  }

  private static int getWriterTime(long self, long out) {
    WriterObject writer = of(self);
    Out.check(out, "pCurrentTime");
    Out.int64(out, writer.time());
    return Sampan.S_OK();
  }

  private static int getStatistics(long self, short stream, long out) {
    WriterObject writer = of(self);
    Out.check(out, "pStats");
    WriterStatistics.write(
        writer, Short.toUnsignedInt(stream), RawMemory.at(out, WM_WRITER_STATISTICS.sizeof()));
    return Sampan.S_OK();
  }

  private static int setSyncTolerance(long self, int milliseconds) {
    of(self).setTolerance(milliseconds);
    return Sampan.S_OK();
  }

  private static int getSyncTolerance(long self, long out) {
    WriterObject writer = of(self);
    Out.check(out, "pmsWindow");
    Out.int32(out, writer.tolerance());
    return Sampan.S_OK();
  }

  private static int getInputSetting(
      long self, int input, long name, long type, long value, long length) {
    return noSettings(self);
  }

  private static int setInputSetting(
      long self, int input, long name, int type, long value, short length) {
    return noSettings(self);
  }

  private static int noSettings(long self) {
    of(self);
    return LastError.refuse(Sampan.E_NOTIMPL(), "inputs have no settings");
  }

  private static int getStatisticsEx(long self, short stream, long out) {
    WriterObject writer = of(self);
    Out.check(out, "pStats");
    WriterStatistics.writeEx(
        writer, Short.toUnsignedInt(stream), RawMemory.at(out, WM_WRITER_STATISTICS_EX.sizeof()));
    return Sampan.S_OK();
  }

  private static int setNonBlocking(long self) {
    of(self).setDropping();
    return Sampan.S_OK();
  }
}
