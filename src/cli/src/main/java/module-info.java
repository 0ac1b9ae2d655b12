/** The {@code sampan} command. */
module dev.sampan.cli {
  requires dev.sampan.ffmpeg;
  requires info.picocli;
  requires com.fasterxml.jackson.jr.ob;
  requires jdk.jfr;
  requires static org.jspecify;

  // Picocli sets the annotated fields.
  opens dev.sampan.cli to
      info.picocli;

  provides System.LoggerFinder with
      dev.sampan.cli.ConsoleLoggers;
}
