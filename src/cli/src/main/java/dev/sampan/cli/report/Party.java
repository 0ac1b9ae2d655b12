package dev.sampan.cli.report;

/**
 * A holder as the recording names it.
 *
 * @param name what the user calls it
 * @param kind which part of a pipeline it is; empty if it was not recorded
 */
record Party(String name, String kind) {

  /** Takes apart what an event says: {@code name (kind)}. */
  static Party of(String text) {
    int kind = text.lastIndexOf(" (");
    return kind < 0 || !text.endsWith(")")
        ? new Party(text, "")
        : new Party(text.substring(0, kind), text.substring(kind + 2, text.length() - 1));
  }
}
