/** Linux system calls, generated from the system's headers. */
module dev.sampan.bindings.linux {
  exports dev.sampan.bindings.linux;
}
