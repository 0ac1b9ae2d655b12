/** Gauges and counters of allocators, for Micrometer. */
module dev.sampan.micrometer {
  requires transitive dev.sampan;
  requires transitive micrometer.core;
  requires static org.jspecify;

  exports dev.sampan.micrometer;
}
