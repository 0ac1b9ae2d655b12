package dev.sampan.stream;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a container that a {@link ContainerProvider} writes.
 *
 * @param format what the samples are; of samples that are compressed already, what they become when
 *     they are decoded
 * @param codec as FFmpeg names it, for example {@code wmv2} or {@code wmav2}
 * @param bitRate in bits per second
 * @param blockAlign bytes of a block of sound that is compressed already; 0 for everything else
 * @param codecData null if the samples are to be encoded; if they are compressed already, what
 *     their decoder must know beforehand, which may be empty
 */
public record EncodedStream(
    StreamFormat format,
    String codec,
    long bitRate,
    int blockAlign,
    @Nullable ByteBuffer codecData) {

  /** Keeps a view of the codec's data that cannot be written. */
  public EncodedStream {
    codecData = codecData == null ? null : codecData.asReadOnlyBuffer();
  }

  /**
   * Returns whether samples are compressed already.
   *
   * @return whether they go into the container as they are
   */
  public boolean isCompressed() {
    return codecData != null;
  }
}
