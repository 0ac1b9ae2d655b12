package dev.sampan.cli;

import dev.sampan.AllocatorStatistics;
import dev.sampan.ffmpeg.ConsumerUse;
import dev.sampan.ffmpeg.TranscodeReport;
import dev.sampan.ffmpeg.TranscodeReport.AllocatorRow;
import dev.sampan.ffmpeg.TranscodeReport.CopyRow;
import dev.sampan.ffmpeg.TranscodeReport.StreamRow;
import java.util.Locale;

/** A report for machines. */
final class TranscodeJson {

  private TranscodeJson() {}

  static Json of(TranscodeReport report) {
    return Json.object()
        .put("input", report.input().toString())
        .put("inputContainer", report.inputContainer())
        .put("output", report.output().toString())
        .put("outputContainer", report.outputContainer())
        .put("bytesWritten", report.bytesWritten())
        .put("framesDecoded", report.framesDecoded())
        .put("framesWritten", report.framesWritten())
        .put("framesDuplicated", report.framesDuplicated())
        .put("framesDropped", report.framesDropped())
        .put("seconds", report.seconds())
        .put("fps", report.fps())
        .putSeconds("mediaSeconds", report.mediaTime())
        .put("streams", report.streams(), TranscodeJson::stream)
        .put("allocators", report.allocators(), TranscodeJson::allocator)
        .put("consumers", report.consumers(), TranscodeJson::consumer)
        .put("returnsByThread", report.returnsByThread())
        .put("copies", report.copies(), TranscodeJson::copy)
        .put("fallbacks", report.fallbacks(), TranscodeJson::copy)
        .put("samplesOut", report.samplesOut());
  }

  private static Json stream(StreamRow row) {
    return Json.object()
        .put("index", row.index())
        .put("kind", row.kind())
        .put("inputCodec", row.inputCodec())
        .put("input", FormatJson.of(row.input()))
        .put("outputCodec", row.outputCodec())
        .put("output", FormatJson.of(row.output()))
        .put("samplesDecoded", row.samplesDecoded())
        .put("samplesWritten", row.samplesWritten())
        .put("packets", row.packets())
        .put("bytes", row.bytes());
  }

  private static Json allocator(AllocatorRow row) {
    AllocatorStatistics numbers = row.statistics();
    return Json.object()
        .put("name", row.name())
        .put("sampleSize", row.sampleSize())
        .put("capacity", numbers.capacity())
        .put("highWater", numbers.highWater())
        .put("allocated", numbers.allocated())
        .put("returned", numbers.returned())
        .put("out", numbers.out())
        .put("waits", numbers.waits())
        .put("exhausted", numbers.exhausted())
        .put("recovered", numbers.recovered())
        .put("misuses", numbers.misuses());
  }

  private static Json consumer(ConsumerUse use) {
    return Json.object()
        .put("name", use.name())
        .put("mode", use.mode().name().toLowerCase(Locale.ROOT))
        .put("samples", use.samples())
        .put("bytes", use.bytes())
        .put("consumed", use.consumed())
        .put("kept", use.kept())
        .put("copied", use.copied())
        .put("bytesCopied", use.bytesCopied())
        .put("mostHeld", use.mostHeld())
        .put("heldAfterDrain", use.heldAfterDrain())
        .put("releasesByThread", use.releasesByThread());
  }

  private static Json copy(CopyRow row) {
    return Json.object()
        .put("what", row.what())
        .put("count", row.count())
        .put("bytes", row.bytes())
        .put("reason", row.reason());
  }
}
