/**
 * The ledger of allocators in checked mode, mirrored in a file that outlives a crash: {@link
 * dev.sampan.ledger.LedgerFile} writes it, {@link dev.sampan.ledger.CrashLedger} reads it. For
 * Sampan's own modules; the form of the file is in docs/checked.md.
 */
@NullMarked
package dev.sampan.ledger;

import org.jspecify.annotations.NullMarked;
