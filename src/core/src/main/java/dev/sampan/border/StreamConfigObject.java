package dev.sampan.border;

import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.memory.RawMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** A stream that is set up and then added to a profile: IWMStreamConfig, 2, and IWMMediaProps. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called through the table
final class StreamConfigObject extends TypedObject {

  private static final Map<Iid, Integer> INTERFACES =
      Map.of(
          new Iid(Sampan.IID_IUnknown_LOW(), Sampan.IID_IUnknown_HIGH()), 0,
          new Iid(Sampan.IID_IWMStreamConfig_LOW(), Sampan.IID_IWMStreamConfig_HIGH()), 0,
          new Iid(Sampan.IID_IWMStreamConfig2_LOW(), Sampan.IID_IWMStreamConfig2_HIGH()), 0,
          new Iid(Sampan.IID_IWMMediaProps_LOW(), Sampan.IID_IWMMediaProps_HIGH()), 1);

  private static final long TABLE =
      VirtualTable.of(Sampan.IWMStreamConfig2_SLOTS(), MethodHandles.lookup());

  /** All that is kept with a declared property; it is copied into Java's heap. */
  private static final long LARGEST_INFO = 1 << 16;

  private static final int MOST_EXTENSIONS = 256;

  private final AtomicReference<StreamSettings> settings;

  StreamConfigObject(StreamSettings settings) {
    super(TABLE, PROPS);
    this.settings = new AtomicReference<>(settings);
  }

  StreamSettings settings() {
    return settings.get();
  }

  @Override
  Map<Iid, Integer> interfaces() {
    return INTERFACES;
  }

  @Override
  void end() {}

  @Override
  MediaType type() {
    return settings.get().type();
  }

  @Override
  void setType(MediaType type) {
    settings.updateAndGet(present -> present.withType(type));
  }

  @Override
  String connection() {
    return settings.get().connection();
  }

  @Override
  public String toString() {
    return settings.get().toString();
  }

  private static StreamConfigObject of(long self) {
    return ObjectBlocks.get(self, StreamConfigObject.class);
  }

  private static int getStreamType(long self, long out) {
    StreamConfigObject object = of(self);
    Out.check(out, "pguidStreamType");
    object.type().major().put(out);
    return Sampan.S_OK();
  }

  private static int getStreamNumber(long self, long out) {
    StreamConfigObject object = of(self);
    Out.check(out, "pwStreamNum");
    Out.int16(out, object.settings().number());
    return Sampan.S_OK();
  }

  private static int setStreamNumber(long self, short number) {
    StreamConfigObject object = of(self);
    int value = Short.toUnsignedInt(number);
    if (value < 1 || value > StreamSettings.LAST_NUMBER) {
      return LastError.refuse(
          Sampan.NS_E_INVALID_STREAM(),
          "stream number %d; it must be 1 to %d".formatted(value, StreamSettings.LAST_NUMBER));
    }
    object.settings.updateAndGet(present -> present.withNumber(value));
    return Sampan.S_OK();
  }

  private static int getStreamName(long self, long out, long count) {
    return Wide.copyOutWord(of(self).settings().name(), out, count, "pcchStreamName");
  }

  private static int setStreamName(long self, long name) {
    StreamConfigObject object = of(self);
    String text = Wide.read(name, "pwszStreamName");
    object.settings.updateAndGet(present -> present.withName(text));
    return Sampan.S_OK();
  }

  private static int getConnectionName(long self, long out, long count) {
    return Wide.copyOutWord(of(self).connection(), out, count, "pcchInputName");
  }

  private static int setConnectionName(long self, long name) {
    StreamConfigObject object = of(self);
    String text = Wide.read(name, "pwszInputName");
    object.settings.updateAndGet(present -> present.withConnection(text));
    return Sampan.S_OK();
  }

  private static int getBitrate(long self, long out) {
    StreamConfigObject object = of(self);
    Out.check(out, "pdwBitrate");
    Out.int32(out, object.settings().bitRate());
    return Sampan.S_OK();
  }

  private static int setBitrate(long self, int bitRate) {
    of(self).settings.updateAndGet(present -> present.withBitRate(bitRate));
    return Sampan.S_OK();
  }

  private static int getBufferWindow(long self, long out) {
    StreamConfigObject object = of(self);
    Out.check(out, "pmsBufferWindow");
    Out.int32(out, object.settings().bufferWindow());
    return Sampan.S_OK();
  }

  private static int setBufferWindow(long self, int window) {
    of(self).settings.updateAndGet(present -> present.withBufferWindow(window));
    return Sampan.S_OK();
  }

  private static int getTransportType(long self, long out) {
    StreamConfigObject object = of(self);
    Out.check(out, "pnTransportType");
    Out.int32(out, object.settings().transport());
    return Sampan.S_OK();
  }

  private static int setTransportType(long self, int transport) {
    StreamConfigObject object = of(self);
    if (transport != Sampan.WMT_Transport_Type_Unreliable()
        && transport != Sampan.WMT_Transport_Type_Reliable()) {
      throw new IllegalArgumentException("there is no transport type " + transport);
    }
    object.settings.updateAndGet(present -> present.withTransport(transport));
    return Sampan.S_OK();
  }

  private static int addDataUnitExtension(
      long self, MemorySegment key, short size, long info, int infoSize) {
    StreamConfigObject object = of(self);
    long bytes = Integer.toUnsignedLong(infoSize);
    if (bytes > LARGEST_INFO) {
      throw new IllegalArgumentException(
          "%d bytes of information with a property; it may have %d".formatted(bytes, LARGEST_INFO));
    }
    if (bytes != 0) {
      Out.check(info, "pbExtensionSystemInfo");
    }
    List<Byte> copy = new ArrayList<>();
    for (long i = 0; i < bytes; i++) {
      copy.add(RawMemory.ALL.get(ValueLayout.JAVA_BYTE, info + i));
    }
    StreamSettings.Extension added =
        new StreamSettings.Extension(
            Iid.at(key.address()), Short.toUnsignedInt(size), List.copyOf(copy));
    object.settings.updateAndGet(
        present -> {
          StreamSettings next = present.withExtension(added);
          if (next.extensions().size() > MOST_EXTENSIONS) {
            throw new IllegalArgumentException(
                "a stream may declare %d properties".formatted(MOST_EXTENSIONS));
          }
          return next;
        });
    return Sampan.S_OK();
  }

  private static int getDataUnitExtensionCount(long self, long out) {
    StreamConfigObject object = of(self);
    Out.check(out, "pcDataUnitExtensions");
    Out.int16(out, object.settings().extensions().size());
    return Sampan.S_OK();
  }

  private static int getDataUnitExtension(
      long self, short number, long outKey, long outSize, long info, long infoSize) {
    List<StreamSettings.Extension> extensions = of(self).settings().extensions();
    Out.check(outKey, "pguidExtensionSystemID");
    Out.check(outSize, "pcbExtensionDataSize");
    Out.check(infoSize, "pcbExtensionSystemInfo");
    int index = Short.toUnsignedInt(number);
    if (index >= extensions.size()) {
      throw new IllegalArgumentException("extension %d of %d".formatted(index, extensions.size()));
    }
    StreamSettings.Extension extension = extensions.get(index);
    long room = Integer.toUnsignedLong(Out.int32(infoSize));
    Out.int32(infoSize, extension.info().size());
    if (info != 0) {
      if (room < extension.info().size()) {
        return LastError.refuse(
            Sampan.NS_E_SDK_BUFFERTOOSMALL(),
            "the information has %d bytes, and there is room for %d"
                .formatted(extension.info().size(), room));
      }
      for (int i = 0; i < extension.info().size(); i++) {
        RawMemory.ALL.set(ValueLayout.JAVA_BYTE, info + i, extension.info().get(i));
      }
    }
    extension.key().put(outKey);
    Out.int16(outSize, extension.size());
    return Sampan.S_OK();
  }

  private static int removeAllDataUnitExtensions(long self) {
    of(self).settings.updateAndGet(StreamSettings::withoutExtensions);
    return Sampan.S_OK();
  }
}
