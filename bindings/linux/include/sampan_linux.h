/*
 * What the runtime uses of Linux: memory mappings, memory files, direct I/O, io_uring, the page size, thread ids and error
 * numbers. jextract reads this file; jextract.args beside it names what it keeps.
 *
 * Structures with anonymous unions do not become Java that compiles. Of these this file lists the size and the offset of each
 * field in use, with the C type of the field as a comment.
 */
#ifndef SAMPAN_LINUX_H
#define SAMPAN_LINUX_H

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <linux/io_uring.h>
#include <linux/mman.h>

/* struct statx */
enum {
  statx_sizeof = sizeof(struct statx),
  statx_stx_mask = offsetof(struct statx, stx_mask), /* uint32_t */
  statx_stx_dio_mem_align = offsetof(struct statx, stx_dio_mem_align), /* uint32_t */
  statx_stx_dio_offset_align = offsetof(struct statx, stx_dio_offset_align), /* uint32_t */
};

/* struct io_uring_params */
enum {
  io_uring_params_sizeof = sizeof(struct io_uring_params),
  io_uring_params_sq_entries = offsetof(struct io_uring_params, sq_entries), /* uint32_t */
  io_uring_params_cq_entries = offsetof(struct io_uring_params, cq_entries), /* uint32_t */
  io_uring_params_flags = offsetof(struct io_uring_params, flags), /* uint32_t */
  io_uring_params_features = offsetof(struct io_uring_params, features), /* uint32_t */
  io_uring_params_sq_off_head = offsetof(struct io_uring_params, sq_off.head), /* uint32_t */
  io_uring_params_sq_off_tail = offsetof(struct io_uring_params, sq_off.tail), /* uint32_t */
  io_uring_params_sq_off_ring_mask = offsetof(struct io_uring_params, sq_off.ring_mask), /* uint32_t */
  io_uring_params_sq_off_array = offsetof(struct io_uring_params, sq_off.array), /* uint32_t */
  io_uring_params_cq_off_head = offsetof(struct io_uring_params, cq_off.head), /* uint32_t */
  io_uring_params_cq_off_tail = offsetof(struct io_uring_params, cq_off.tail), /* uint32_t */
  io_uring_params_cq_off_ring_mask = offsetof(struct io_uring_params, cq_off.ring_mask), /* uint32_t */
  io_uring_params_cq_off_cqes = offsetof(struct io_uring_params, cq_off.cqes), /* uint32_t */
};

/* struct io_uring_sqe */
enum {
  io_uring_sqe_sizeof = sizeof(struct io_uring_sqe),
  io_uring_sqe_opcode = offsetof(struct io_uring_sqe, opcode), /* uint8_t */
  io_uring_sqe_fd = offsetof(struct io_uring_sqe, fd), /* int32_t */
  io_uring_sqe_off = offsetof(struct io_uring_sqe, off), /* uint64_t */
  io_uring_sqe_addr = offsetof(struct io_uring_sqe, addr), /* uint64_t */
  io_uring_sqe_len = offsetof(struct io_uring_sqe, len), /* uint32_t */
  io_uring_sqe_user_data = offsetof(struct io_uring_sqe, user_data), /* uint64_t */
  io_uring_sqe_buf_index = offsetof(struct io_uring_sqe, buf_index), /* uint16_t */
};

/* struct io_uring_cqe */
enum {
  io_uring_cqe_sizeof = sizeof(struct io_uring_cqe),
  io_uring_cqe_user_data = offsetof(struct io_uring_cqe, user_data), /* uint64_t */
  io_uring_cqe_res = offsetof(struct io_uring_cqe, res), /* int32_t */
};

/* struct iovec */
enum {
  iovec_sizeof = sizeof(struct iovec),
  iovec_iov_base = offsetof(struct iovec, iov_base), /* void * */
  iovec_iov_len = offsetof(struct iovec, iov_len), /* size_t */
};

#endif
