/**
 * The {@code sampan} command: {@link dev.sampan.cli.Main} and a class per subcommand.
 *
 * <p>Results go to standard output, everything else (progress, messages, logs) through {@link
 * dev.sampan.cli.Terminal} to standard error.
 */
@NullMarked
package dev.sampan.cli;

import org.jspecify.annotations.NullMarked;
