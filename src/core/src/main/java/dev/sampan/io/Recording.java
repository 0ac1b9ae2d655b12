package dev.sampan.io;

import dev.sampan.SampleAllocator;
import dev.sampan.SampleLayout;
import dev.sampan.SampleProperties;
import dev.sampan.stream.StreamFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recording made by {@link RecordingSink}, by its index. Also one that was cut off: it has what
 * was synchronised before that.
 */
public final class Recording {

  static final String DATA = "samples.data";
  static final String INDEX = "samples.index";

  private final Path folder;
  private final List<StreamFormat> streams = new ArrayList<>();
  private final List<List<ReadAhead.Piece>> pieces = new ArrayList<>();
  private final Map<Integer, SampleLayout> layouts = new HashMap<>();
  private long block;
  private final List<Long> largest = new ArrayList<>();
  private long duration;
  private long bytes;
  private boolean complete;

  private Recording(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads the index of a recording.
   *
   * @param folder where it is
   * @return the recording
   * @throws java.nio.file.NoSuchFileException if there is no recording
   * @throws FileSystemException if the index is of another version, or damaged at its beginning
   * @throws IOException if it cannot be read
   */
  public static Recording open(Path folder) throws IOException {
    Recording recording = new Recording(folder);
    Path file = folder.resolve(INDEX);
    // A line that was cut off is damaged, and so may be what follows in the same write.
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    int begin = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
      List<String> fields = IndexLine.parse(text.substring(begin, end));
      if (fields == null) {
        break;
      }
      try {
        recording.add(fields);
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new FileSystemException(
            file.toString(), null, "it is no index of a recording: " + fields);
      }
      begin = end + 1;
    }
    if (recording.block == 0) {
      throw new FileSystemException(
          file.toString(),
          null,
          "it is no index of a recording, or of one of a later version of Sampan");
    }
    return recording;
  }

  private void add(List<String> fields) {
    List<String> rest = fields.subList(Math.min(2, fields.size()), fields.size());
    switch (fields.get(0)) {
      case "sampan-recording" -> {
        if (fields.get(1).equals("1")) {
          block = Long.parseLong(fields.get(2));
        }
      }
      case "stream" -> {
        streams.add(IndexFormats.format(rest));
        pieces.add(new ArrayList<>());
        largest.add(1L);
      }
      case "layout" -> layouts.put(Integer.parseInt(fields.get(1)), IndexFormats.layout(rest));
      case "sample" -> addSample(Integer.parseInt(fields.get(1)), rest);
      case "end" -> complete = true;
      default -> {
        // Of a later version, and of no use to this one.
      }
    }
  }

  private void addSample(int stream, List<String> fields) {
    long position = Long.parseLong(fields.get(0));
    long length = Long.parseLong(fields.get(1));
    String time = fields.get(2);
    SampleProperties properties =
        new SampleProperties(
            time.equals("-") ? SampleProperties.NO_TIME : Long.parseLong(time),
            Long.parseLong(fields.get(3)),
            fields.get(4).equals("key"),
            layout(fields.get(5)),
            IndexFormats.attributes(fields.subList(6, fields.size())));
    if (position < 0 || position % block != 0 || length < 0) {
      throw new IllegalArgumentException("position " + position + ", length " + length);
    }
    pieces.get(stream).add(new ReadAhead.Piece(position, length, false, properties));
    largest.set(stream, Math.max(largest.get(stream), length));
    bytes += length;
    if (properties.time() != SampleProperties.NO_TIME) {
      duration = Math.max(duration, properties.time() + properties.duration());
    }
  }

  private @Nullable SampleLayout layout(String number) {
    if (number.equals("-")) {
      return null;
    }
    SampleLayout layout = layouts.get(Integer.valueOf(number));
    if (layout == null) {
      throw new IllegalArgumentException("there is no layout " + number);
    }
    return layout;
  }

  /**
   * Returns where the recording is.
   *
   * @return the folder
   */
  public Path folder() {
    return folder;
  }

  /**
   * Returns what the streams are.
   *
   * @return a format per stream
   */
  public List<StreamFormat> streams() {
    return List.copyOf(streams);
  }

  /**
   * Returns how many samples a stream has.
   *
   * @param stream an index into {@link #streams()}
   * @return the number of samples that can be read
   */
  public int samples(int stream) {
    return pieces.get(stream).size();
  }

  /**
   * Returns how large samples must be to read a stream into.
   *
   * @param stream an index into {@link #streams()}
   * @return the length of the largest sample in bytes, at least 1
   */
  public long largestSample(int stream) {
    return largest.get(stream);
  }

  /**
   * Returns how many bytes all samples have.
   *
   * @return bytes
   */
  public long bytes() {
    return bytes;
  }

  /**
   * Returns when the last sample ends.
   *
   * @return in units of 100 ns
   */
  public long duration() {
    return duration;
  }

  /**
   * Returns whether the recording was ended, and not cut off.
   *
   * @return false if the process was killed, or the disk was full, or recording was given up
   */
  public boolean isComplete() {
    return complete;
  }

  /**
   * Opens the recording for reading.
   *
   * @param allocators lend the samples, one for each stream; it may be the same one. Each has
   *     samples of the {@linkplain #largestSample largest} length of its streams, as many as these
   *     read ahead, and those that the program holds at the same time
   * @param depth how many samples of each stream are read before they are asked for, from 1 to 1024
   * @return the reader; different streams may be read by different threads
   * @throws IOException if the data cannot be opened
   * @throws IllegalArgumentException if depth is out of range, samples are too small, or there is
   *     not one allocator for each stream
   */
  public RecordingReader read(List<SampleAllocator> allocators, int depth) throws IOException {
    if (allocators.size() != streams.size()) {
      throw new IllegalArgumentException(
          "%d allocators for %d streams".formatted(allocators.size(), streams.size()));
    }
    for (int i = 0; i < allocators.size(); i++) {
      SampleAllocator allocator = allocators.get(i);
      if (allocator.sampleSize() < largest.get(i)) {
        throw new IllegalArgumentException(
            "stream %d of %s has samples of %d bytes, and those of \"%s\" have %d: make them larger"
                .formatted(i, folder, largest.get(i), allocator.name(), allocator.sampleSize()));
      }
    }
    return new RecordingReader(
        folder.resolve(DATA),
        streams(),
        pieces,
        block,
        List.copyOf(allocators),
        Depths.check(depth));
  }
}
