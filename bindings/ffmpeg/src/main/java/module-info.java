/** FFmpeg's libraries, generated from FFmpeg's headers. */
module dev.sampan.bindings.ffmpeg {
  exports dev.sampan.bindings.ffmpeg;
}
