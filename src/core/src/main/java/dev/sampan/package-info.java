/**
 * Allocators, leases and holds.
 *
 * <p>A {@link dev.sampan.SampleAllocator} owns a slab of page-aligned slots. It lends a slot as a
 * {@link dev.sampan.SampleLease}, which is writable; handing the lease over ends it and makes a
 * {@link dev.sampan.Sample}, which is read-only and may have any number of further holds. When the
 * last hold ends the slot is free again and the {@link dev.sampan.ReleaseHandler} is told.
 */
@NullMarked
package dev.sampan;

import org.jspecify.annotations.NullMarked;
