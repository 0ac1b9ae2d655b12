package dev.sampan.stream;

import java.io.IOException;
import java.util.List;

/**
 * Encodes streams and puts them into a container of Windows Media (ASF), for the writers that
 * native code makes. {@code dev.sampan} itself has none: it finds one by {@link
 * java.util.ServiceLoader}, and {@code dev.sampan.ffmpeg} has one.
 *
 * <p>Any thread may call, several at once.
 */
public interface ContainerProvider {

  /**
   * Tells whether there is an encoder for a stream; for one that is compressed already, whether the
   * container can hold it.
   *
   * @param stream what it is and becomes
   * @return whether {@link #open} would take it
   * @throws IOException if that cannot be found out, for example because a library is missing
   */
  boolean supports(EncodedStream stream) throws IOException;

  /**
   * Makes a sink for one run of a writer. It takes samples as the streams say, converts them if its
   * encoders need that, encodes them, and gives the container's bytes to an output.
   *
   * @param streams all streams of the container
   * @param output where its bytes go
   * @return the sink, which has not begun
   * @throws IOException if the container cannot hold such streams
   */
  SampleSink open(List<EncodedStream> streams, ContainerOutput output) throws IOException;
}
