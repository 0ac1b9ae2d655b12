/*
 * What the runtime uses of Linux: memory mappings, memory files, the page size, thread ids and error numbers.
 * jextract reads this file; jextract.args beside it names what it keeps.
 */
#ifndef SAMPAN_LINUX_H
#define SAMPAN_LINUX_H

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/mman.h>

#endif
