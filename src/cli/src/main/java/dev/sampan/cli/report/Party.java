package dev.sampan.cli.report;

/**
 * A holder as the recording names it.
 *
 * @param name what the user calls it
 * @param kind which part of a pipeline it is; empty if it was not recorded
 */
record Party(String name, String kind) {}
