package dev.sampan.ffmpeg;

/** Hears how far a {@link Transcoder} is. */
@FunctionalInterface
public interface ProgressListener {

  /**
   * Called between five and ten times a second, and once at the end, on the thread that called
   * {@link Transcoder#run()}. What it throws stops the job.
   *
   * @param progress how far the job is
   */
  void progress(Progress progress);
}
