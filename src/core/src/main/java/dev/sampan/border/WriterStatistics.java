package dev.sampan.border;

import dev.sampan.bindings.sampan.WM_WRITER_STATISTICS;
import dev.sampan.bindings.sampan.WM_WRITER_STATISTICS_EX;
import java.lang.foreign.MemorySegment;

/** What a writer has written, as native code asks for it. Rates are per second of media time. */
final class WriterStatistics {

  private WriterStatistics() {}

  /** Fills a WM_WRITER_STATISTICS of one stream, or with 0 of all. */
  static void write(WriterObject writer, int stream, MemorySegment out) {
    long count = 0;
    long bytes = 0;
    long dropped = 0;
    long droppedBytes = 0;
    long span = 0;
    long expectedBits = 0;
    long expectedRate = 0;
    for (WriterInput input : writer.inputsOf(stream)) {
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

  /** Fills a WM_WRITER_STATISTICS_EX. */
  static void writeEx(WriterObject writer, int stream, MemorySegment out) {
    long dropped = 0;
    long span = 0;
    for (WriterInput input : writer.inputsOf(stream)) {
      dropped += input.droppedSamples();
      span = Math.max(span, input.span());
    }
    WM_WRITER_STATISTICS_EX.dwBitratePlusOverhead(out, perSecond(writer.bytesInSinks() * 8, span));
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
}
