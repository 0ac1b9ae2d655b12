package dev.sampan.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

/** Says what went wrong with a file, where, and what helps. */
final class Failures {

  private Failures() {}

  /**
   * Makes the exception for a failed transfer.
   *
   * @param what for example {@code could not write byte 4096}
   */
  static FileSystemException of(Path file, String what, IOException cause) {
    String text = String.valueOf(cause.getMessage());
    FileSystemException failure =
        new FileSystemException(file.toString(), null, what + ": " + text + remedy(text));
    failure.initCause(cause);
    return failure;
  }

  /** Makes the exception for a file that is written under another name until it is complete. */
  static FileSystemException opening(Path file, FileSystemException cause) {
    String reason = cause.getReason();
    FileSystemException failure;
    if (cause instanceof AccessDeniedException) {
      failure = new AccessDeniedException(file.toString());
    } else if (reason == null) {
      return cause;
    } else {
      failure = new FileSystemException(file.toString(), null, reason + remedy(reason));
    }
    failure.initCause(cause);
    return failure;
  }

  /** By the system's words, since the JDK passes on nothing else. */
  private static String remedy(String text) {
    String words = text.toLowerCase(Locale.ROOT);
    if (words.contains("no space left")) {
      return "; the disk is full: free space, or choose another one";
    }
    if (words.contains("read-only file system")) {
      return "; choose a folder that can be written, on another file system";
    }
    if (words.contains("quota exceeded")) {
      return "; the user's quota is used up: free space, or have it raised";
    }
    if (words.contains("file too large")) {
      return "; the file system or a limit (ulimit -f) has no larger files: choose another one";
    }
    if (words.contains("input/output error")) {
      return "; the device failed, and the kernel's log (dmesg) says more: check it before the next try";
    }
    return "";
  }
}
