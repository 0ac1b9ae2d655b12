package dev.sampan;

/**
 * Two cache lines of nothing, since processors fetch them in pairs: what one thread writes for each
 * lease must not lie beside what another writes. The fields of a class lie before those of the
 * classes that extend it.
 */
@SuppressWarnings({"unused", "UnusedVariable"})
abstract class CacheLinePadding {
  private int p; // the room before the first long, which a field of the class would get
  private long p00, p01, p02, p03, p04, p05, p06, p07;
  private long p08, p09, p10, p11, p12, p13, p14, p15;
}
