package dev.sampan.ffmpeg;

/**
 * How far a {@link Transcoder} is.
 *
 * @param framesDecoded pictures decoded; blocks of audio if there are no pictures
 * @param framesWritten pictures handed to the encoder; blocks of audio if there are no pictures
 * @param time how much of the input is written, in units of 100 ns
 * @param duration how long the input is, in units of 100 ns, or -1 if that is not known
 * @param fps {@code framesWritten} per second since the start
 * @param bytesWritten bytes of encoded data handed to the muxer
 */
public record Progress(
    long framesDecoded,
    long framesWritten,
    long time,
    long duration,
    double fps,
    long bytesWritten) {}
