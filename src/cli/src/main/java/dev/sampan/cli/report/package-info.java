/**
 * The picture: reads what a recording of Java Flight Recorder says about samples, and writes it as
 * one HTML page that needs nothing else.
 *
 * <p>{@link dev.sampan.cli.report.EventReader} reads, {@link dev.sampan.cli.report.Profile} and
 * {@link dev.sampan.cli.report.FreeCount} count, {@link dev.sampan.cli.report.Page} writes.
 */
@NullMarked
package dev.sampan.cli.report;

import org.jspecify.annotations.NullMarked;
