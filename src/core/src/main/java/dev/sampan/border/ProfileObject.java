package dev.sampan.border;

import dev.sampan.bindings.sampan.Sampan;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Which streams a writer writes: IWMProfile. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called through the table
final class ProfileObject extends ComObject {

  private static final Map<Iid, Integer> INTERFACES =
      Map.of(
          new Iid(Sampan.IID_IUnknown_LOW(), Sampan.IID_IUnknown_HIGH()), 0,
          new Iid(Sampan.IID_IWMProfile_LOW(), Sampan.IID_IWMProfile_HIGH()), 0);

  private static final long TABLE =
      VirtualTable.of(Sampan.IWMProfile_SLOTS(), MethodHandles.lookup());

  /** Guards the list; nothing is called under it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final List<StreamSettings> streams = new ArrayList<>();
  private volatile String name = "";
  private volatile String description = "";

  ProfileObject() {
    super(TABLE);
  }

  @Override
  Map<Iid, Integer> interfaces() {
    return INTERFACES;
  }

  @Override
  void end() {}

  @Override
  public String toString() {
    return "profile \"" + name + "\"";
  }

  /** The streams as they are now. */
  List<StreamSettings> streams() {
    lock.lock();
    try {
      return List.copyOf(streams);
    } finally {
      lock.unlock();
    }
  }

  private void remove(int number) {
    lock.lock();
    try {
      if (!streams.removeIf(stream -> stream.number() == number)) {
        throw noStream(number);
      }
    } finally {
      lock.unlock();
    }
  }

  private void put(StreamSettings stream, boolean present) {
    lock.lock();
    try {
      int index = 0;
      while (index < streams.size() && streams.get(index).number() != stream.number()) {
        index++;
      }
      boolean found = index < streams.size();
      if (found && !present) {
        throw new BorderException(
            Sampan.ASF_E_STREAMNUMBERINUSE(),
            "the profile has a stream of the number %d".formatted(stream.number()));
      }
      if (!found && present) {
        throw noStream(stream.number());
      }
      if (found) {
        streams.set(index, stream);
      } else {
        streams.add(stream);
      }
    } finally {
      lock.unlock();
    }
  }

  private static BorderException noStream(int number) {
    return new BorderException(
        Sampan.NS_E_INVALID_STREAM(), "the profile has no stream of the number " + number);
  }

  /** A number that no stream has; the last one if all are taken. */
  private int freeNumber() {
    List<StreamSettings> present = streams();
    int number = 1;
    boolean taken = true;
    while (taken && number < StreamSettings.LAST_NUMBER) {
      int each = number;
      taken = present.stream().anyMatch(stream -> stream.number() == each);
      number += taken ? 1 : 0;
    }
    return number;
  }

  private static ProfileObject of(long self) {
    return ObjectBlocks.get(self, ProfileObject.class);
  }

  private static int getVersion(long self, long out) {
    of(self);
    Out.check(out, "pdwVersion");
    Out.int32(out, Sampan.WMT_VER_9_0());
    return Sampan.S_OK();
  }

  private static int getName(long self, long out, long count) {
    return Wide.copyOut(of(self).name, out, count, "pcchName");
  }

  private static int setName(long self, long text) {
    ProfileObject object = of(self);
    object.name = Wide.read(text, "pwszName");
    return Sampan.S_OK();
  }

  private static int getDescription(long self, long out, long count) {
    return Wide.copyOut(of(self).description, out, count, "pcchDescription");
  }

  private static int setDescription(long self, long text) {
    ProfileObject object = of(self);
    object.description = Wide.read(text, "pwszDescription");
    return Sampan.S_OK();
  }

  private static int getStreamCount(long self, long out) {
    ProfileObject object = of(self);
    Out.check(out, "pcStreams");
    Out.int32(out, object.streams().size());
    return Sampan.S_OK();
  }

  private static int getStream(long self, int index, long out) {
    ProfileObject object = of(self);
    Out.check(out, "ppConfig");
    Out.pointer(out, 0);
    List<StreamSettings> present = object.streams();
    if (Integer.compareUnsigned(index, present.size()) >= 0) {
      throw new IllegalArgumentException(
          "stream %d of %d".formatted(Integer.toUnsignedLong(index), present.size()));
    }
    Out.pointer(out, new StreamConfigObject(present.get(index)).show());
    return Sampan.S_OK();
  }

  private static int getStreamByNumber(long self, short number, long out) {
    ProfileObject object = of(self);
    Out.check(out, "ppConfig");
    Out.pointer(out, 0);
    StreamSettings stream = null;
    for (StreamSettings each : object.streams()) {
      stream = each.number() == Short.toUnsignedInt(number) ? each : stream;
    }
    if (stream == null) {
      throw noStream(Short.toUnsignedInt(number));
    }
    Out.pointer(out, new StreamConfigObject(stream).show());
    return Sampan.S_OK();
  }

  private static int removeStream(long self, long config) {
    ProfileObject object = of(self);
    object.remove(settings(config).number());
    return Sampan.S_OK();
  }

  private static int removeStreamByNumber(long self, short number) {
    of(self).remove(Short.toUnsignedInt(number));
    return Sampan.S_OK();
  }

  private static int addStream(long self, long config) {
    ProfileObject object = of(self);
    object.put(settings(config), false);
    return Sampan.S_OK();
  }

  private static int reconfigStream(long self, long config) {
    ProfileObject object = of(self);
    object.put(settings(config), true);
    return Sampan.S_OK();
  }

  private static StreamSettings settings(long config) {
    return ObjectBlocks.argument(config, StreamConfigObject.class, "pConfig").settings();
  }

  private static int createNewStream(long self, long type, long out) {
    ProfileObject object = of(self);
    Out.check(out, "ppConfig");
    Out.pointer(out, 0);
    Out.check(type, "guidStreamType");
    Iid major = Iid.at(type);
    if (!major.equals(MediaGuids.VIDEO) && !major.equals(MediaGuids.AUDIO)) {
      throw new IllegalArgumentException("there are no streams of the type " + major);
    }
    Out.pointer(
        out, new StreamConfigObject(StreamSettings.fresh(major, object.freeNumber())).show());
    return Sampan.S_OK();
  }

  private static int getMutualExclusionCount(long self, long out) {
    of(self);
    Out.check(out, "pcME");
    Out.int32(out, 0);
    return Sampan.S_OK();
  }

  private static int getMutualExclusion(long self, int index, long out) {
    return noAlternatives(self, out);
  }

  private static int removeMutualExclusion(long self, long exclusion) {
    return noAlternatives(self, 0);
  }

  private static int addMutualExclusion(long self, long exclusion) {
    return noAlternatives(self, 0);
  }

  private static int createNewMutualExclusion(long self, long out) {
    return noAlternatives(self, out);
  }

  private static int noAlternatives(long self, long out) {
    of(self);
    if (out != 0) {
      Out.pointer(out, 0);
    }
    return LastError.refuse(
        Sampan.E_NOTIMPL(), "streams that are alternatives of each other are not implemented");
  }
}
