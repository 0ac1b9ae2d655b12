package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.Holder;
import dev.sampan.HolderProfile;
import dev.sampan.ffmpeg.TranscodeReport.AllocatorRow;
import dev.sampan.ffmpeg.TranscodeReport.HolderRow;
import dev.sampan.ffmpeg.TranscodeReport.PoolRow;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("I10")
@DisplayName("I10: a job's profile says what each holder did with each pool")
@Timeout(120)
class TranscoderProfileTest {

  @TempDir Path folder;

  private static HolderRow holder(TranscodeReport report, String pool, String name) {
    return report.profile().stream()
        .filter(row -> row.name().equals(pool))
        .flatMap(row -> row.holders().stream())
        .filter(row -> row.profile().holder().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"out.wmv", "out.mp4", "out.mkv"})
  void theNumbersAgreeWithTheReport(String name) throws Exception {
    TranscodeReport report =
        Transcoding.run(
            TranscoderOracleTest.pictureAndTone(),
            folder.resolve(name),
            builder -> builder.profile(true));

    assertThat(report.profile())
        .extracting(PoolRow::name)
        .containsExactlyInAnyOrderElementsOf(
            report.allocators().stream()
                .filter(row -> row.statistics().allocated() > 0)
                .map(AllocatorRow::name)
                .toList());
    for (PoolRow pool : report.profile()) {
      assertThat(pool.plan().samples()).as("%s", pool).isGreaterThanOrEqualTo(pool.highWater());
      assertThat(pool.plan().leastSamples()).isLessThanOrEqualTo(pool.plan().samples());
      for (HolderRow row : pool.holders()) {
        HolderProfile profile = row.profile();
        assertThat(profile.held()).as("%s", row).isZero();
        assertThat(profile.mostHeld()).isPositive();
        assertThat(profile.times().ended()).isEqualTo(profile.taken());
      }
    }
    for (ConsumerUse use : report.consumers()) {
      List<HolderRow> rows =
          report.profile().stream()
              .filter(pool -> !pool.name().endsWith("packets"))
              .flatMap(pool -> pool.holders().stream())
              .filter(row -> row.profile().holder().name().equals(use.name()))
              .toList();
      assertThat(rows.stream().mapToLong(row -> row.profile().taken()).sum())
          .isEqualTo(use.samples());
      assertThat(rows).isNotEmpty().allSatisfy(row -> assertThat(row.mode()).isEqualTo(use.mode()));
      assertThat(rows.stream().mapToInt(HolderRow::heldAfterDrain).sum())
          .isEqualTo(use.heldAfterDrain());
    }
  }

  @Test
  void theMuxerHasLetGoWhenItIsDrainedAndOnItsOwnThread() throws Exception {
    TranscodeReport report =
        Transcoding.run(
            TranscoderOracleTest.pictureAndTone(),
            folder.resolve("out.wmv"),
            builder -> builder.profile(true));
    HolderRow muxer = holder(report, "wmv2 encoder packets", "asf muxer stream 0");
    assertThat(muxer.profile().holder().kind()).isEqualTo(Holder.Kind.MUXER_STREAM);
    assertThat(muxer.profile().taken()).isEqualTo(report.streams().get(0).packets());
    assertThat(muxer.heldAfterDrain()).isZero();
    assertThat(muxer.mode()).isNull();
    assertThat(muxer.profile().releasesByThread()).containsKey("asf muxer");
  }

  @Test
  @DisplayName("I10: a decoder keeps pictures to predict from until it is freed")
  void whatADecoderKeepsAfterItIsDrainedIsTold() throws Exception {
    Path input = folder.resolve("in.wmv");
    Transcoding.run(TranscoderOracleTest.pictureAndTone(), input);
    TranscodeReport report =
        Transcoding.run(input, folder.resolve("out.mp4"), builder -> builder.profile(true));
    HolderRow decoder = holder(report, "in.wmv video", "wmv2 decoder");
    assertThat(decoder.heldAfterDrain())
        .as("%s", decoder)
        .isBetween(1, decoder.profile().mostHeld());
    assertThat(decoder.profile().held()).isZero();
  }

  @Test
  void nothingIsMeasuredUnlessItIsAskedFor() throws Exception {
    TranscodeReport report =
        Transcoding.run(TranscoderOracleTest.pictureAndTone(), folder.resolve("out.wmv"));
    assertThat(report.profile()).isEmpty();
  }
}
