/**
 * Samples in motion: a {@link dev.sampan.stream.SampleWriter} queues them and passes them to a
 * {@link dev.sampan.stream.SampleSink}; a {@link dev.sampan.stream.SampleReader} produces them.
 */
@NullMarked
package dev.sampan.stream;

import org.jspecify.annotations.NullMarked;
