/**
 * Readers, sinks and transcoding jobs on FFmpeg, whose pictures and blocks of sound live in
 * samples.
 */
@NullMarked
package dev.sampan.ffmpeg;

import org.jspecify.annotations.NullMarked;
