/**
 * Memory below the allocators: the page size, slabs, and views of raw addresses. The only package
 * of this module with restricted calls.
 */
@NullMarked
package dev.sampan.memory;

import org.jspecify.annotations.NullMarked;
