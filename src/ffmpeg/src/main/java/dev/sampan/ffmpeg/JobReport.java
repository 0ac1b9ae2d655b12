package dev.sampan.ffmpeg;

import dev.sampan.SampleAllocator;
import dev.sampan.ffmpeg.TranscodeReport.AllocatorRow;
import dev.sampan.ffmpeg.TranscodeReport.CopyRow;
import dev.sampan.ffmpeg.TranscodeReport.StreamRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts the report of a job together, after everything was closed. */
final class JobReport {

  private final Transcoder.Builder settings;
  private final Path output;
  private final Container container;
  private final JobSource reader;
  private final FFmpegSink sink;
  private final JobFormats formats;
  private final List<JobInput> inputs;
  private final List<StreamPump> pumps;
  private final List<LeasePool> pools;

  JobReport(
      Transcoder.Builder settings,
      Path output,
      Container container,
      JobSource reader,
      FFmpegSink sink,
      JobFormats formats,
      List<JobInput> inputs,
      List<StreamPump> pumps,
      List<LeasePool> pools) {
    this.settings = settings;
    this.output = output;
    this.container = container;
    this.reader = reader;
    this.sink = sink;
    this.formats = formats;
    this.inputs = inputs;
    this.pumps = pumps;
    this.pools = pools;
  }

  TranscodeReport make(Returns returns, JobProfile profile, double seconds) throws IOException {
    ReaderStatistics read = reader.statistics();
    StreamPump leading = pumps.get(0);
    long duplicated = leading instanceof VideoPump video ? video.duplicated() : 0;
    long dropped = leading instanceof VideoPump video ? video.dropped() : 0;
    long mediaTime = 0;
    for (StreamPump pump : pumps) {
      mediaTime = Math.max(mediaTime, pump.time());
    }
    return new TranscodeReport(
        settings.input,
        output,
        reader.container(),
        container.name(),
        streams(),
        leading.decoded(),
        leading.written(),
        duplicated,
        dropped,
        seconds,
        mediaTime,
        Files.size(output),
        allocators(read),
        returns.byThread(),
        sink.consumers(),
        copies(read),
        fallbacks(read),
        profile.rows(sink.consumers()));
  }

  private List<StreamRow> streams() {
    List<StreamRow> rows = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      JobInput input = inputs.get(i);
      StreamEncoder encoder = sink.encoders().get(i);
      StreamPump pump = pumps.get(i);
      rows.add(
          new StreamRow(
              i,
              input.isVideo() ? "video" : "audio",
              input.media().codec(),
              input.format(),
              encoder.codecName(),
              formats.targets().get(i),
              pump.decoded(),
              pump.written(),
              encoder.packets(),
              encoder.bytes()));
    }
    return rows;
  }

  private List<AllocatorRow> allocators(ReaderStatistics read) {
    List<AllocatorRow> rows = new ArrayList<>();
    for (ReaderStatistics.Stream stream : read.streams()) {
      for (ReaderStatistics.Allocator each : stream.allocators()) {
        rows.add(new AllocatorRow(each.name(), each.sampleSize(), each.statistics()));
      }
    }
    for (LeasePool pool : pools) {
      rows.add(row(pool.allocator()));
    }
    for (StreamEncoder encoder : sink.encoders()) {
      PacketMemory packets = encoder.packetMemory();
      if (packets != null) {
        rows.add(row(packets.allocator()));
      }
    }
    return rows;
  }

  private static AllocatorRow row(SampleAllocator allocator) {
    return new AllocatorRow(allocator.name(), allocator.sampleSize(), allocator.statistics());
  }

  private List<CopyRow> copies(ReaderStatistics read) {
    List<CopyRow> rows = new ArrayList<>();
    for (ReaderStatistics.Stream stream : read.streams()) {
      if (stream.copied() > 0) {
        rows.add(
            new CopyRow(
                stream.decoder() + " decoder",
                stream.copied(),
                stream.copiedBytes(),
                stream.copyReason()));
      }
    }
    for (StreamPump pump : pumps) {
      if (pump instanceof AudioPump audio && audio.blocks().copied() > 0) {
        AudioBlocks blocks = audio.blocks();
        rows.add(
            new CopyRow(
                AudioBlocks.CONSUMER, blocks.copied(), blocks.copiedBytes(), AudioBlocks.REASON));
      }
    }
    return rows;
  }

  private List<CopyRow> fallbacks(ReaderStatistics read) {
    List<CopyRow> rows = new ArrayList<>();
    for (ReaderStatistics.Stream stream : read.streams()) {
      if (stream.fallbacks() > 0) {
        rows.add(
            new CopyRow(
                stream.decoder() + " decoder",
                stream.fallbacks(),
                stream.copiedBytes(),
                "no sample was free in time, so FFmpeg's own memory served"));
      }
    }
    for (StreamEncoder encoder : sink.encoders()) {
      PacketMemory packets = encoder.packetMemory();
      if (packets == null) {
        rows.add(
            new CopyRow(
                encoder.observer().name() + " packets",
                encoder.packets(),
                encoder.bytes(),
                "the encoder does not ask for memory"));
      } else if (packets.fallbacks() > 0) {
        rows.add(
            new CopyRow(
                encoder.observer().name() + " packets",
                packets.fallbacks(),
                packets.fallbackBytes(),
                "no sample was free, or the packet was larger than one"));
      }
    }
    return rows;
  }
}
