/**
 * The runtime: page-aligned samples that are leased, handed over, held and returned.
 *
 * <p>Start at {@link dev.sampan.SampleAllocator}. Samples in motion (writers, sinks, readers) are
 * in {@link dev.sampan.stream}, files that are read into and written from samples in {@link
 * dev.sampan.io}.
 */
@SuppressWarnings("module") // the modules that packages are exported to come later
module dev.sampan {
  requires dev.sampan.bindings.linux;
  requires dev.sampan.bindings.sampan;
  requires static java.management; // allocators are shown to JMX where that is there
  requires jdk.jfr;
  requires jdk.unsupported; // ExtendedOpenOption.DIRECT
  requires static transitive org.jspecify;

  exports dev.sampan;
  exports dev.sampan.border;
  exports dev.sampan.io;
  exports dev.sampan.jfr to
      dev.sampan.ffmpeg;
  exports dev.sampan.ledger to
      dev.sampan.cli;
  exports dev.sampan.stream;

  uses dev.sampan.stream.ContainerProvider;
}
