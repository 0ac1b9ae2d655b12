package dev.sampan.cli.report;

import java.util.Locale;

/**
 * A holder as the recording names it.
 *
 * @param name what the user calls it
 * @param kind the constant of {@code Holder.Kind}; empty if it was not recorded
 */
record Party(String name, String kind) {

  /** {@code muxer stream}. */
  String kindText() {
    return kind.toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
