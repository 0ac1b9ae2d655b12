package dev.sampan.cli.report;

/** How a lease or hold ended. */
enum Outcome {
  HANDED_OVER("handed over to be read"),
  CANCELLED("cancelled, given back unused"),
  PASSED_ON("passed on to another holder"),
  RELEASED("released by its holder"),
  RECOVERED("lost, and recovered"),
  OPEN("the recording ends");

  final String text;

  Outcome(String text) {
    this.text = text;
  }

  /**
   * Of one whose end was recorded.
   *
   * @param lease whether it is a lease; a hold if not
   * @param passedOn whether another had the sample after it
   * @param lost whether it was recovered
   */
  static Outcome of(boolean lease, boolean passedOn, boolean lost) {
    if (lost) {
      return RECOVERED;
    }
    return passedOn ? lease ? HANDED_OVER : PASSED_ON : lease ? CANCELLED : RELEASED;
  }
}
