package dev.sampan.border;

import dev.sampan.bindings.sampan.Sampan;
import java.util.Map;

/** What an input takes: IWMInputMediaProps. A copy: a writer looks at it in SetInputProps. */
final class InputPropsObject extends TypedObject {

  private static final Map<Iid, Integer> INTERFACES =
      Map.of(
          new Iid(Sampan.IID_IUnknown_LOW(), Sampan.IID_IUnknown_HIGH()), 0,
          new Iid(Sampan.IID_IWMMediaProps_LOW(), Sampan.IID_IWMMediaProps_HIGH()), 0,
          new Iid(Sampan.IID_IWMInputMediaProps_LOW(), Sampan.IID_IWMInputMediaProps_HIGH()), 0);

  private final String connection;
  private volatile MediaType type;

  InputPropsObject(String connection, MediaType type) {
    super(PROPS);
    this.connection = connection;
    this.type = type;
  }

  @Override
  Map<Iid, Integer> interfaces() {
    return INTERFACES;
  }

  @Override
  void end() {}

  @Override
  MediaType type() {
    return type;
  }

  @Override
  void setType(MediaType value) {
    type = value;
  }

  @Override
  String connection() {
    return connection;
  }

  @Override
  public String toString() {
    return "the properties of input \"" + connection + "\"";
  }
}
