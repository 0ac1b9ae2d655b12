package dev.sampan.ffmpeg;

import java.nio.file.Files;
import java.nio.file.Path;

/** Transcodes in a process of its own, which checked mode would end. */
final class CheckedTranscodeProgram {

  private CheckedTranscodeProgram() {}

  /**
   * Transcodes, and checks that everything came back.
   *
   * @param arguments the ledger of checked mode, the input, the outputs
   * @throws Exception if it fails
   */
  public static void main(String[] arguments) throws Exception {
    for (int i = 2; i < arguments.length; i++) {
      Transcoding.run(Path.of(arguments[1]), Path.of(arguments[i]));
      System.out.println(arguments[i] + " is written");
    }
    System.out.println("the ledger is there: " + Files.exists(Path.of(arguments[0])));
  }
}
