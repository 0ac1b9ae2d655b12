package dev.sampan.cli;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.cli.Failures.CommandFailure;
import dev.sampan.io.DirectFileReader;
import dev.sampan.io.DirectFileSink;
import dev.sampan.stream.StreamFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sampan copy IN OUT}. */
@Command(
    name = "copy",
    description =
        "Copies a file or a block device through samples, past the page cache where the system can do"
            + " that.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CopyCommand implements Callable<Integer>, JsonCommand {

  @Parameters(index = "0", paramLabel = "IN", description = "The file to read.")
  Path input = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "The file to write. It appears when it is complete and on the disk.")
  Path output = Path.of("");

  @Option(
      names = {"-f", "--force"},
      description = "Replace OUT if it exists.")
  boolean force;

  @Option(names = "--checksum", description = "Show the SHA-256 of what was copied.")
  boolean checksum;

  @Option(
      names = "--block-size",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      description = "Bytes of each read and write, for example 1M or 128k. Default: 1M.")
  long blockSize = 1 << 20;

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
  public Integer call()
      throws IOException, InterruptedException, CommandFailure, NoSuchAlgorithmException {
    copyOptions.check(spec);
    Outputs.check(input, output, force);
    MessageDigest digest = checksum ? MessageDigest.getInstance("SHA-256") : null;
    // Both sides have as many in flight, and one sample is between them.
    int samples = 2 * copyOptions.depth + 1;
    long started = System.nanoTime();
    try (SampleAllocator allocator =
            SampleAllocator.builder("copy").sampleSize(blockSize).count(samples).build();
        DirectFileReader reader = reader(allocator)) {
      DirectFileSink sink = sink(allocator, reader.size());
      copy(reader, sink, digest);
      report(reader, sink, digest, (System.nanoTime() - started) / 1e9);
    }
    return CommandLine.ExitCode.OK;
  }

  private DirectFileReader reader(SampleAllocator allocator) throws IOException, CommandFailure {
    DirectFileReader.Builder builder =
        DirectFileReader.of(input, allocator).depth(copyOptions.depth);
    if (copyOptions.engine != null) {
      builder.engine(copyOptions.engine);
    }
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage() + " (--block-size)");
    }
  }

  private DirectFileSink sink(SampleAllocator allocator, long size) {
    DirectFileSink.Builder builder =
        DirectFileSink.to(output).depth(copyOptions.depth).allocator(allocator).preallocate(size);
    if (copyOptions.engine != null) {
      builder.engine(copyOptions.engine);
    }
    return builder.build();
  }

  private void copy(DirectFileReader reader, DirectFileSink sink, @Nullable MessageDigest digest)
      throws IOException, InterruptedException {
    boolean done = false;
    try (ByteProgress display =
        new ByteProgress(progress, "copying", reader.size(), Terminal.STDERR)) {
      sink.begin(List.of(new StreamFormat.Data("bytes of " + input)));
      Sample sample;
      while ((sample = reader.read()) != null) {
        try (Sample block = sample) {
          if (digest != null) {
            digest.update(block.segment().asByteBuffer());
          }
          sink.write(0, 0, block);
          display.add(block.length());
        }
      }
      sink.end();
      done = true;
    } finally {
      if (!done) {
        sink.abort();
      }
    }
  }

  private void report(
      DirectFileReader reader,
      DirectFileSink sink,
      @Nullable MessageDigest digest,
      double seconds) {
    String sum = digest == null ? "" : HexFormat.of().formatHex(digest.digest());
    long bytes = sink.bytesWritten();
    long speed = (long) (bytes / Math.max(seconds, 1e-9));
    if (json()) {
      Json json =
          Json.object()
              .put("input", input.toString())
              .put("output", output.toString())
              .put("bytes", bytes)
              .put("seconds", seconds)
              .put("bytesPerSecond", speed)
              .put("readEngine", reader.engine().toString())
              .put("writeEngine", sink.engine().toString())
              .put("bytesCopied", sink.bytesCopied());
      if (digest != null) {
        json.put("sha256", sum);
      }
      System.out.println(json.text());
      return;
    }
    System.out.println(
        "%s -> %s: %s in %.2f s, %s/s"
            .formatted(input, output, Text.bytes(bytes), seconds, Text.bytes(speed)));
    System.out.println("read by    " + reader.engine());
    System.out.println("written by " + sink.engine());
    if (digest != null) {
      System.out.println("sha256     " + sum);
    }
  }
}
