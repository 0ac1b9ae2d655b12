package dev.sampan.cli;

import dev.sampan.Sample;
import dev.sampan.cli.Failures.CommandFailure;
import dev.sampan.ffmpeg.FFmpegReader;
import dev.sampan.io.Recording;
import dev.sampan.io.RecordingSink;
import dev.sampan.stream.SampleWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sampan record IN DIR}. */
@Command(
    name = "record",
    description =
        "Decodes IN and records the samples in DIR, with times, durations and formats, past the page"
            + " cache where the system can do that.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RecordCommand implements Callable<Integer>, JsonCommand {

  /** Samples between a decoder and the disk, beside those that are written. */
  private static final int QUEUE = 4;

  @Parameters(index = "0", paramLabel = "IN", description = "The media file to read.")
  Path input = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "DIR",
      description = "The folder to record in. It is made if it is not there.")
  Path folder = Path.of("");

  @Option(
      names = {"-f", "--force"},
      description = "Replace a recording that is in DIR.")
  boolean force;

  @Mixin CopyOptions copyOptions = new CopyOptions();

  @Option(
      names = "--progress",
      paramLabel = "MODE",
      description = "How progress is shown on standard error: ${COMPLETION-CANDIDATES}.")
  ProgressMode progress = ProgressMode.AUTO;

  @Mixin OutputOptions outputOptions = new OutputOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public boolean json() {
    return outputOptions.json;
  }

  @Override
  public Integer call() throws Exception {
    copyOptions.check(spec);
    if (Files.isDirectory(input)) {
      throw new CommandFailure("cannot read %s: it is a folder".formatted(input));
    }
    if (!Files.exists(input)) {
      throw new NoSuchFileException(input.toString());
    }
    RecordingSink.Builder builder =
        RecordingSink.to(folder).depth(copyOptions.depth).replace(force);
    if (copyOptions.engine != null) {
      builder.engine(copyOptions.engine);
    }
    RecordingSink sink = builder.build();
    int held = copyOptions.depth + 2 * QUEUE;
    FFmpegReader.Options options = FFmpegReader.Options.DEFAULT.withExtraSamples(held, held);
    long started = System.nanoTime();
    boolean recording = false;
    try (FFmpegReader reader = FFmpegReader.open(input, options)) {
      SampleWriter.Builder streams = SampleWriter.to(sink).name("recorder").queue(QUEUE);
      reader.streams().forEach(streams::stream);
      try (SampleWriter writer = streams.build()) {
        begin(writer);
        recording = true;
        pump(reader, writer);
        writer.end();
      }
    } catch (IOException | InterruptedException e) {
      if (recording && (e instanceof InterruptedException || Stoppable.stopping())) {
        throw new CommandFailure(
            "stopped before the end; what was recorded until then is in %s".formatted(folder));
      }
      throw e;
    }
    report(Recording.open(folder), sink, (System.nanoTime() - started) / 1e9);
    return CommandLine.ExitCode.OK;
  }

  private void begin(SampleWriter writer) throws IOException, CommandFailure {
    try {
      writer.begin();
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure("%s has a recording already; --force replaces it".formatted(folder));
    }
  }

  /** A thread for each stream, since a reader keeps what nobody reads. */
  private void pump(FFmpegReader reader, SampleWriter writer)
      throws IOException, InterruptedException {
    int streams = reader.streams().size();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            streams, task -> Thread.ofPlatform().daemon().name("sampan record").unstarted(task));
    try (ByteProgress display = new ByteProgress(progress, "recording", 0, Terminal.STDERR)) {
      CompletionService<Long> ended = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < streams; i++) {
        int stream = i;
        ended.submit(() -> pump(reader, writer, stream, display));
      }
      for (int i = 0; i < streams; i++) {
        ended.take().get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
      boolean interrupted = Thread.interrupted();
      threads.awaitTermination(1, TimeUnit.MINUTES);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private long pump(FFmpegReader reader, SampleWriter writer, int stream, ByteProgress display)
      throws IOException, InterruptedException {
    long moved = 0;
    Sample sample;
    while ((sample = reader.read(stream)) != null) {
      boolean taken = false;
      long length = sample.length();
      try {
        writer.write(stream, sample.properties().time(), sample);
        taken = true;
      } finally {
        if (!taken) {
          sample.close();
        }
      }
      moved += length;
      synchronized (display) {
        display.add(length);
      }
    }
    writer.endOfStream(stream);
    return moved;
  }

  private void report(Recording recording, RecordingSink sink, double seconds) {
    long bytes = recording.bytes();
    if (json()) {
      long samples = 0;
      for (int i = 0; i < recording.streams().size(); i++) {
        samples += recording.samples(i);
      }
      System.out.println(
          Json.object()
              .put("input", input.toString())
              .put("output", folder.toString())
              .put("samples", samples)
              .put("bytes", bytes)
              .put("seconds", seconds)
              .putSeconds("mediaSeconds", recording.duration())
              .put("writeEngine", sink.engine().toString())
              .text());
      return;
    }
    System.out.println(
        "%s -> %s: %s in %.2f s, %s of media"
            .formatted(
                input, folder, Text.bytes(bytes), seconds, Text.duration(recording.duration())));
    System.out.println("written by " + sink.engine());
    System.out.println();
    Table table = new Table().right("Stream").left("format").right("samples");
    for (int i = 0; i < recording.streams().size(); i++) {
      table.row(
          Integer.toString(i),
          Text.format(recording.streams().get(i)),
          Text.count(recording.samples(i)));
    }
    System.out.print(table.text(""));
  }
}
