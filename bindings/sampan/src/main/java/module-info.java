/** Sampan's interface for native code, generated from its C header. */
module dev.sampan.bindings.sampan {
  exports dev.sampan.bindings.sampan;
}
