/**
 * The border to native code: the interfaces of Windows Media and Media Foundation as tables of
 * upcalls. Start at {@link dev.sampan.border.NativeRuntime}.
 *
 * <p>Every object that native code sees is a block outside the heap that begins with the address of
 * a table of functions. Tables and blocks live as long as the process, so that an old pointer gets
 * a code and not a crash.
 */
@NullMarked
package dev.sampan.border;

import org.jspecify.annotations.NullMarked;
