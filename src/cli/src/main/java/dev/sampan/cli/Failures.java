package dev.sampan.cli;

import dev.sampan.AllocatorExhaustedException;
import dev.sampan.ffmpeg.FFmpegException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says what went wrong in a line or two. */
final class Failures {

  private static final String STOPPED = "stopped before the end; no output was written";

  private Failures() {}

  /** Something that the user did, or that the system lacks, told in full by the message. */
  static final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
      super(message);
    }
  }

  static void report(Throwable failure, boolean json) {
    String message =
        Stoppable.stopping() && !(failure instanceof CommandFailure) ? STOPPED : message(failure);
    Terminal.STDERR.keepStatus();
    Terminal.STDERR.line("sampan: " + message);
    if (ConsoleLoggers.showsEverything() || Boolean.getBoolean("sampan.debug")) {
      Terminal.STDERR.line(stackTrace(failure));
    }
    if (json) {
      System.out.println(Json.object().put("error", message).text());
    }
  }

  static String message(Throwable failure) {
    String text = failure.getMessage();
    if (failure instanceof CommandFailure
        || failure instanceof FFmpegException
        || failure instanceof AllocatorExhaustedException) {
      return String.valueOf(text);
    }
    if (failure instanceof FileSystemException inFile) {
      return file(inFile);
    }
    if (failure instanceof InterruptedException) {
      return STOPPED;
    }
    if (failure instanceof IOException && text != null) {
      return text;
    }
    if (failure instanceof UnsatisfiedLinkError) {
      return "FFmpeg cannot be used: " + text;
    }
    if (failure instanceof OutOfMemoryError) {
      return "there is not enough memory: " + text;
    }
    return "this should not have happened, and is a defect of Sampan: %s%nRun it again with --verbose and report what it says."
        .formatted(failure);
  }

  private static String file(FileSystemException failure) {
    String reason = failure.getReason();
    if (failure instanceof NoSuchFileException) {
      reason = "there is no such file";
    } else if (failure instanceof AccessDeniedException) {
      reason = "access is denied";
    }
    return failure.getFile()
        + ": "
        + (reason == null ? failure.getClass().getSimpleName() : reason);
  }

  static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString().stripTrailing();
  }
}
