package dev.sampan.border;

import dev.sampan.bindings.sampan.Sampan;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** The methods of IWMWriter. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called through the table
final class WriterTable {

  static final long ADDRESS = VirtualTable.of(Sampan.IWMWriter_SLOTS(), MethodHandles.lookup());

  private WriterTable() {}

  private static WriterObject of(long self) {
    return ObjectBlocks.get(self, WriterObject.class);
  }

  private static int setProfileByID(long self, long id) {
    of(self);
    return LastError.refuse(Sampan.E_UNEXPECTED(), "there are no system profiles; use SetProfile");
  }

  private static int setProfile(long self, long profile) {
    of(self).setProfile(ObjectBlocks.argument(profile, ProfileObject.class, "pProfile").streams());
    return Sampan.S_OK();
  }

  private static int setOutputFilename(long self, long fileName) {
    of(self).setOutput(Wide.read(fileName, "pwszFilename"));
    return Sampan.S_OK();
  }

  private static int getInputCount(long self, long out) {
    WriterObject writer = of(self);
    Out.checkArgument(out, "pcInputs");
    Out.int32(out, writer.inputCount());
    return Sampan.S_OK();
  }

  private static int getInputProps(long self, int index, long out) {
    WriterObject writer = of(self);
    Out.check(out, "ppInput");
    Out.pointer(out, 0);
    WriterInput input = writer.input(index);
    MediaType type = input.type();
    Out.pointer(
        out,
        new InputPropsObject(
                input.stream().connection(), type == null ? input.stream().type() : type)
            .show());
    return Sampan.S_OK();
  }

  private static int setInputProps(long self, int index, long props) {
    WriterObject writer = of(self);
    writer.setInput(
        index,
        props == 0 ? null : ObjectBlocks.argument(props, InputPropsObject.class, "pInput").type());
    return Sampan.S_OK();
  }

  private static int getInputFormatCount(long self, int index, long out) {
    WriterObject writer = of(self);
    Out.checkArgument(out, "pcFormats");
    Out.int32(out, WriterInput.formats(writer.input(index).stream()).size());
    return Sampan.S_OK();
  }

  private static int getInputFormat(long self, int index, int number, long out) {
    WriterObject writer = of(self);
    Out.checkArgument(out, "pProps");
    Out.pointer(out, 0);
    StreamSettings stream = writer.input(index).stream();
    List<MediaType> formats = WriterInput.formats(stream);
    if (Integer.compareUnsigned(number, formats.size()) >= 0) {
      throw new IllegalArgumentException(
          "format %d of %d".formatted(Integer.toUnsignedLong(number), formats.size()));
    }
    Out.pointer(out, new InputPropsObject(stream.connection(), formats.get(number)).show());
    return Sampan.S_OK();
  }

  private static int beginWriting(long self) throws IOException {
    of(self).begin();
    return Sampan.S_OK();
  }

  private static int endWriting(long self) throws IOException, InterruptedException {
    of(self).finish();
    return Sampan.S_OK();
  }

  private static int allocateSample(long self, int size, long out) throws InterruptedException {
    WriterObject writer = of(self);
    Out.check(out, "ppSample");
    Out.pointer(out, 0);
    writer.allocate(size, out);
    return Sampan.S_OK();
  }

  private static int writeSample(long self, int index, long time, int flags, long buffer)
      throws IOException, InterruptedException {
    of(self).write(index, time, flags, buffer);
    return Sampan.S_OK();
  }

  private static int flush(long self) {
    of(self);
    return Sampan.S_OK();
  }
}
