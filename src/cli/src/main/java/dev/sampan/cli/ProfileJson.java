package dev.sampan.cli;

import dev.sampan.HoldTimes;
import dev.sampan.HolderProfile;
import dev.sampan.ffmpeg.ConsumerUse;
import dev.sampan.ffmpeg.TranscodeReport;
import dev.sampan.ffmpeg.TranscodeReport.HolderRow;
import dev.sampan.ffmpeg.TranscodeReport.PoolRow;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A profile for machines. */
final class ProfileJson {

  private ProfileJson() {}

  static Json of(TranscodeReport report) {
    return Json.object()
        .put("input", report.input().toString())
        .put("output", report.output().toString())
        .put("framesWritten", report.framesWritten())
        .put("seconds", report.seconds())
        .put("pools", report.profile(), ProfileJson::pool)
        .put("samplesOut", report.samplesOut());
  }

  private static Json pool(PoolRow row) {
    return Json.object()
        .put("name", row.name())
        .put("capacity", row.capacity())
        .put("highWater", row.highWater())
        .put("leastSamples", row.plan().leastSamples())
        .put("enoughSamples", row.plan().samples())
        .put("holders", row.holders(), ProfileJson::holder);
  }

  private static Json holder(HolderRow row) {
    HolderProfile profile = row.profile();
    HoldTimes times = profile.times();
    Json json =
        Json.object()
            .put("name", profile.holder().name())
            .put("kind", profile.holder().kind().name().toLowerCase(Locale.ROOT));
    ConsumerUse.Mode mode = row.mode();
    if (mode != null) {
      json.put("mode", mode.name().toLowerCase(Locale.ROOT));
    }
    return json.put("taken", profile.taken())
        .put("mostHeld", profile.mostHeld())
        .put("heldAfterDrain", row.heldAfterDrain())
        .put("medianMillis", times.percentile(0.5).toNanos() / 1e6)
        .put("percentile99Millis", times.percentile(0.99).toNanos() / 1e6)
        .put("longestMillis", times.longest().toNanos() / 1e6)
        .put("times", ranges(times), range -> range(times, range))
        .put("releasesByThread", profile.releasesByThread());
  }

  private static List<Integer> ranges(HoldTimes times) {
    return IntStream.range(0, HoldTimes.RANGES)
        .filter(range -> times.counts().get(range) > 0)
        .boxed()
        .toList();
  }

  private static Json range(HoldTimes times, int range) {
    return Json.object()
        .put("fromMicros", HoldTimes.from(range).toNanos() / 1000)
        .put("count", times.counts().get(range));
  }
}
