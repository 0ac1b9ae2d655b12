package dev.sampan.border;

import dev.sampan.SampleHandles;
import dev.sampan.bindings.sampan.Sampan;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Map;

/** The methods of INSSBuffer, 2, 3 and 4: one table serves them all. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called through the table
final class BufferTable {

  private static final Map<Iid, Integer> INTERFACES =
      Map.of(
          new Iid(Sampan.IID_IUnknown_LOW(), Sampan.IID_IUnknown_HIGH()), 0,
          new Iid(Sampan.IID_INSSBuffer_LOW(), Sampan.IID_INSSBuffer_HIGH()), 0,
          new Iid(Sampan.IID_INSSBuffer2_LOW(), Sampan.IID_INSSBuffer2_HIGH()), 0,
          new Iid(Sampan.IID_INSSBuffer3_LOW(), Sampan.IID_INSSBuffer3_HIGH()), 0,
          new Iid(Sampan.IID_INSSBuffer4_LOW(), Sampan.IID_INSSBuffer4_HIGH()), 0);

  private BufferTable() {}

  static long make() {
    return VirtualTable.of(Sampan.INSSBuffer4_SLOTS(), MethodHandles.lookup());
  }

  private static int queryInterface(long self, long iid, long out) {
    Out.check(out, "ppvObject");
    Out.pointer(out, 0);
    Out.check(iid, "riid");
    Iid wanted = Iid.at(iid);
    if (!INTERFACES.containsKey(wanted)) {
      aliveHandle(self);
      return LastError.refuse(Sampan.E_NOINTERFACE(), "a buffer has no interface " + wanted);
    }
    int code = reference(self, SampleHandles.addRef(BufferBlocks.handle(self)));
    if (code == Sampan.S_OK()) {
      Out.pointer(out, self);
    }
    return code;
  }

  private static int addRef(long self) {
    long references = SampleHandles.addRef(BufferBlocks.handle(self));
    return reference(self, references) == Sampan.S_OK() ? (int) references : 0;
  }

  private static int reference(long self, long references) {
    return references >= 0
        ? Sampan.S_OK()
        : references == SampleHandles.TOO_MANY
            ? BufferBlocks.refuseMore(BufferBlocks.handle(self))
            : BufferBlocks.refuse(self);
  }

  private static int release(long self) {
    long handle = BufferBlocks.handle(self);
    long references = SampleHandles.release(handle);
    if (references < 0) {
      BufferBlocks.refuse(self);
      return 0;
    }
    if (references == 0) {
      BufferProperties.forget(handle);
    }
    return (int) references;
  }

  private static int getLength(long self, long out) {
    long length = SampleHandles.length(BufferBlocks.handle(self));
    if (length < 0) {
      return BufferBlocks.refuse(self);
    }
    Out.check(out, "pdwLength");
    Out.int32(out, (int) Out.dword(length));
    return Sampan.S_OK();
  }

  private static int setLength(long self, int length) {
    long handle = BufferBlocks.handle(self);
    if (SampleHandles.length(handle) < 0) {
      return BufferBlocks.refuse(self);
    }
    long bytes = Integer.toUnsignedLong(length);
    long most = BufferBlocks.size(self);
    if (bytes > most) {
      return LastError.refuse(
          Sampan.E_INVALIDARG(), "length %d of a buffer of %d bytes".formatted(bytes, most));
    }
    long result = SampleHandles.setLength(handle, bytes);
    if (result == SampleHandles.NOT_LEASED) {
      return LastError.refuse(
          Sampan.NS_E_INVALID_REQUEST(),
          "the buffer was written; its length cannot change any more");
    }
    return result < 0 ? BufferBlocks.refuse(self) : Sampan.S_OK();
  }

  private static int getMaxLength(long self, long out) {
    if (SampleHandles.length(BufferBlocks.handle(self)) < 0) {
      return BufferBlocks.refuse(self);
    }
    Out.check(out, "pdwLength");
    Out.int32(out, (int) BufferBlocks.size(self));
    return Sampan.S_OK();
  }

  private static int getBuffer(long self, long out) {
    long address = SampleHandles.address(BufferBlocks.handle(self));
    if (address == SampleHandles.STALE) {
      return BufferBlocks.refuse(self);
    }
    Out.check(out, "ppdwBuffer");
    Out.pointer(out, address);
    return Sampan.S_OK();
  }

  private static int getBufferAndLength(long self, long outAddress, long outLength) {
    long handle = BufferBlocks.handle(self);
    long address = SampleHandles.address(handle);
    long length = SampleHandles.length(handle);
    if (address == SampleHandles.STALE || length < 0) {
      return BufferBlocks.refuse(self);
    }
    Out.check(outAddress, "ppdwBuffer");
    Out.check(outLength, "pdwLength");
    Out.pointer(outAddress, address);
    Out.int32(outLength, (int) Out.dword(length));
    return Sampan.S_OK();
  }

  private static int getSampleProperties(long self, int size, long properties) {
    return notImplemented("GetSampleProperties");
  }

  private static int setSampleProperties(long self, int size, long properties) {
    return notImplemented("SetSampleProperties");
  }

  private static int notImplemented(String method) {
    return LastError.refuse(
        Sampan.E_NOTIMPL(), method + " is not implemented, as in Windows Media; use SetProperty");
  }

  private static int setProperty(long self, MemorySegment guid, long value, int size) {
    long handle = aliveHandle(self);
    if (size != 0) {
      Out.check(value, "pvBufferProperty");
    }
    BufferProperties.set(handle, Iid.at(guid.address()), value, Integer.toUnsignedLong(size));
    return Sampan.S_OK();
  }

  private static int getProperty(long self, MemorySegment guid, long value, long size) {
    long handle = aliveHandle(self);
    Out.check(size, "pdwBufferPropertySize");
    Iid key = Iid.at(guid.address());
    byte[] property = BufferProperties.get(handle, key);
    if (property == null) {
      return LastError.refuse(
          Sampan.NS_E_UNSUPPORTED_PROPERTY(), "the buffer has no property " + key);
    }
    return BufferProperties.copyOut(property, value, size);
  }

  private static int getPropertyCount(long self, long out) {
    long handle = aliveHandle(self);
    Out.check(out, "pcBufferProperties");
    Out.int32(out, BufferProperties.count(handle));
    return Sampan.S_OK();
  }

  private static int getPropertyByIndex(long self, int index, long outGuid, long value, long size) {
    long handle = aliveHandle(self);
    Out.check(outGuid, "pguidBufferProperty");
    Out.check(size, "pdwBufferPropertySize");
    Map.Entry<Iid, byte[]> property = BufferProperties.at(handle, Integer.toUnsignedLong(index));
    if (property == null) {
      return LastError.refuse(
          Sampan.E_INVALIDARG(),
          "property %d of %d"
              .formatted(Integer.toUnsignedLong(index), BufferProperties.count(handle)));
    }
    Out.int64(outGuid, property.getKey().low());
    Out.int64(outGuid + 8, property.getKey().high());
    return BufferProperties.copyOut(property.getValue(), value, size);
  }

  private static long aliveHandle(long self) {
    long handle = BufferBlocks.handle(self);
    if (SampleHandles.length(handle) < 0) {
      BufferBlocks.refuse(self);
      throw new BorderException(
          Sampan.E_HANDLE(), "this buffer was released; " + SampleHandles.describe(handle));
    }
    return handle;
  }
}
