package dev.sampan.border;

import dev.sampan.bindings.sampan.Sampan;
import java.lang.invoke.MethodHandles;

/** An object that says what samples are: the methods of IWMMediaProps and IWMInputMediaProps. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called through the table
abstract class TypedObject extends ComObject {

  /** The table of IWMInputMediaProps, which begins with that of IWMMediaProps. */
  static final long PROPS =
      VirtualTable.of(Sampan.IWMInputMediaProps_SLOTS(), MethodHandles.lookup());

  TypedObject(long... tables) {
    super(tables);
  }

  abstract MediaType type();

  abstract void setType(MediaType type);

  abstract String connection();

  private static int getType(long self, long out) {
    TypedObject object = ObjectBlocks.get(self, TypedObject.class);
    Out.check(out, "pguidType");
    object.type().major().put(out);
    return Sampan.S_OK();
  }

  private static int getMediaType(long self, long out, long size) {
    return ObjectBlocks.get(self, TypedObject.class).type().copyOut(out, size);
  }

  private static int setMediaType(long self, long type) {
    TypedObject object = ObjectBlocks.get(self, TypedObject.class);
    Out.check(type, "pType");
    object.setType(MediaType.read(type, object.type().major()));
    return Sampan.S_OK();
  }

  private static int getConnectionName(long self, long out, long count) {
    TypedObject object = ObjectBlocks.get(self, TypedObject.class);
    return Wide.copyOutWord(object.connection(), out, count, "pcchName");
  }

  private static int getGroupName(long self, long out, long count) {
    ObjectBlocks.get(self, TypedObject.class);
    return Wide.copyOutWord("", out, count, "pcchName");
  }
}
