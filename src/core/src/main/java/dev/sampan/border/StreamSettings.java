package dev.sampan.border;

import java.util.ArrayList;
import java.util.List;

/**
 * What an IWMStreamConfig says of a stream. Does not change: whoever sets something gets another.
 *
 * @param number 1 to 63
 * @param name of the stream
 * @param connection the name of the input that feeds it
 * @param bitRate in bits per second
 * @param bufferWindow in milliseconds
 * @param transport 0 or 1, without effect in a file
 * @param type what the stream's samples are in the container
 * @param extensions declared properties of samples
 */
record StreamSettings(
    int number,
    String name,
    String connection,
    int bitRate,
    int bufferWindow,
    int transport,
    MediaType type,
    List<Extension> extensions) {

  /** Of a declared property: its size varies up to what 16 bits can say. */
  static final int ANY_SIZE = 0xFFFF;

  static final int LAST_NUMBER = 63;

  /**
   * A declared property of samples.
   *
   * @param key its identifier
   * @param size the most bytes it has, or {@link #ANY_SIZE}
   * @param info what whoever declared it wants to be kept with it
   */
  record Extension(Iid key, int size, List<Byte> info) {}

  StreamSettings {
    extensions = List.copyOf(extensions);
  }

  /** A stream that nobody described yet. */
  static StreamSettings fresh(Iid major, int number) {
    return new StreamSettings(number, "", "", 0, 3000, 0, MediaType.undescribed(major), List.of());
  }

  StreamSettings withNumber(int value) {
    return new StreamSettings(
        value, name, connection, bitRate, bufferWindow, transport, type, extensions);
  }

  StreamSettings withName(String value) {
    return new StreamSettings(
        number, value, connection, bitRate, bufferWindow, transport, type, extensions);
  }

  StreamSettings withConnection(String value) {
    return new StreamSettings(
        number, name, value, bitRate, bufferWindow, transport, type, extensions);
  }

  StreamSettings withBitRate(int value) {
    return new StreamSettings(
        number, name, connection, value, bufferWindow, transport, type, extensions);
  }

  StreamSettings withBufferWindow(int value) {
    return new StreamSettings(
        number, name, connection, bitRate, value, transport, type, extensions);
  }

  StreamSettings withTransport(int value) {
    return new StreamSettings(
        number, name, connection, bitRate, bufferWindow, value, type, extensions);
  }

  StreamSettings withType(MediaType value) {
    return new StreamSettings(
        number, name, connection, bitRate, bufferWindow, transport, value, extensions);
  }

  StreamSettings withExtension(Extension added) {
    List<Extension> more = new ArrayList<>(extensions);
    more.removeIf(each -> each.key.equals(added.key));
    more.add(added);
    return new StreamSettings(
        number, name, connection, bitRate, bufferWindow, transport, type, more);
  }

  StreamSettings withoutExtensions() {
    return new StreamSettings(
        number, name, connection, bitRate, bufferWindow, transport, type, List.of());
  }

  @Override
  public String toString() {
    return "stream " + number;
  }
}
