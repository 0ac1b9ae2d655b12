package dev.sampan.cli;

/** A command whose result a machine may want. */
interface JsonCommand {

  /** Whether it does. */
  boolean json();
}
