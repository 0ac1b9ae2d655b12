package dev.sampan.benchmarks;

import java.util.Map;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;

/**
 * The peer's way: JavaCV's grabber and recorder, as its documentation shows them. Arguments: input,
 * output, format, video encoder, video bit rate, audio encoder, audio bit rate.
 */
public final class JavaCvTranscode {

  private JavaCvTranscode() {}

  /**
   * Transcodes.
   *
   * @param args see the class
   * @throws Exception if anything fails
   */
  public static void main(String[] args) throws Exception {
    try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(args[0])) {
      // Pictures as they are decoded: the grabber's default would convert them to BGR and back.
      grabber.setImageMode(org.bytedeco.javacv.FrameGrabber.ImageMode.RAW);
      grabber.start();
      try (FFmpegFrameRecorder recorder =
          new FFmpegFrameRecorder(
              args[1],
              grabber.getImageWidth(),
              grabber.getImageHeight(),
              grabber.getAudioChannels())) {
        recorder.setFormat(args[2]);
        recorder.setFrameRate(grabber.getVideoFrameRate());
        recorder.setSampleRate(grabber.getSampleRate());
        recorder.setVideoCodecName(args[3]);
        recorder.setVideoBitrate(Integer.parseInt(args[4]));
        recorder.setAudioCodecName(args[5]);
        recorder.setAudioBitrate(Integer.parseInt(args[6]));
        recorder.setOptions(Map.of());
        recorder.start();
        Frame frame;
        while ((frame = grabber.grabFrame(true, true, true, false)) != null) {
          recorder.record(frame, frame.image == null ? -1 : grabber.getPixelFormat());
        }
        recorder.stop();
      }
      grabber.stop();
    }
  }
}
