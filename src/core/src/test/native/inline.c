/*
 * Samples that are allocated and released without a call: sampan_inline.h. Each function that returns an Outcome
 * returns 0, or the line of what did not hold. InlineTest calls them.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */

#include "sampan_inline.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef long long Outcome;

#define REQUIRE(condition) \
  do {                     \
    if (!(condition)) {    \
      return __LINE__;     \
    }                      \
  } while (0)

/* ---- One that counts what is a call after all -------------------------------------------------------------------- */

typedef struct Counting {
  SampanInline fast;
  IWMSBufferAllocator counting; /* an allocator that counts and passes on */
  IWMSBufferAllocator *real;
  atomic_llong allocations;
  atomic_llong add_refs;
  atomic_llong releases;
} Counting;

static const INSSBuffer4Vtbl *buffer_table;
static INSSBuffer4Vtbl counting_buffer_table;
static Counting *watched; /* whose buffers are counted; one at a time */

static HRESULT STDMETHODCALLTYPE allocate_counted(IWMSBufferAllocator *self, DWORD size, INSSBuffer **buffer) {
  Counting *counting = (Counting *)((char *)self - offsetof(Counting, counting));
  atomic_fetch_add(&counting->allocations, 1);
  return IWMSBufferAllocator_AllocateBuffer(counting->real, size, buffer);
}

static ULONG STDMETHODCALLTYPE add_ref_counted(INSSBuffer4 *self) {
  atomic_fetch_add(&watched->add_refs, 1);
  return buffer_table->AddRef(self);
}

static ULONG STDMETHODCALLTYPE release_counted(INSSBuffer4 *self) {
  atomic_fetch_add(&watched->releases, 1);
  return buffer_table->Release(self);
}

static const IWMSBufferAllocatorVtbl counting_table = {NULL, NULL, NULL, allocate_counted, NULL};

Counting *counting_of(ISampanRuntime *runtime, IWMSBufferAllocator *allocator);
Outcome calls(Counting *counting);
Counting *counting_of(ISampanRuntime *runtime, IWMSBufferAllocator *allocator) {
  Counting *result = calloc(1, sizeof *result);
  if (sampan_inline_get(runtime, allocator, &result->fast) != S_OK) {
    free(result);
    return NULL;
  }
  result->real = allocator;
  result->counting.lpVtbl = (IWMSBufferAllocatorVtbl *)&counting_table;
  result->fast.allocator = &result->counting;
  buffer_table = result->fast.table;
  counting_buffer_table = *buffer_table;
  counting_buffer_table.AddRef = add_ref_counted;
  counting_buffer_table.Release = release_counted;
  result->fast.table = &counting_buffer_table;
  watched = result;
  return result;
}

/* How many calls there were since the last time: allocations, AddRefs and Releases are digits. */
Outcome calls(Counting *counting) {
  return atomic_exchange(&counting->allocations, 0) * 100 + atomic_exchange(&counting->add_refs, 0) * 10 +
         atomic_exchange(&counting->releases, 0);
}

/* ---- Single steps that Java puts together ------------------------------------------------------------------------- */

Outcome fast_get(ISampanRuntime *runtime, IWMSBufferAllocator *allocator, SampanInline *out);
Outcome fast_allocate(const SampanInline *fast, long long size);
Outcome fast_allocate_code(const SampanInline *fast, long long size);
Outcome fast_add_ref(const SampanInline *fast, INSSBuffer *buffer);
Outcome fast_release(const SampanInline *fast, INSSBuffer *buffer);
Outcome wake(const SampanInline *fast);
Outcome handle_of(ISampanRuntime *runtime, INSSBuffer *buffer);
Outcome other_version(ISampanRuntime *runtime, IWMSBufferAllocator *allocator);
Outcome set_property(INSSBuffer4 *buffer);
Outcome property_count(INSSBuffer4 *buffer);

Outcome fast_get(ISampanRuntime *runtime, IWMSBufferAllocator *allocator, SampanInline *out) {
  return sampan_inline_get(runtime, allocator, out);
}

Outcome fast_allocate(const SampanInline *fast, long long size) {
  INSSBuffer *buffer = NULL;
  return sampan_allocate(fast, (DWORD)size, &buffer) == S_OK ? (Outcome)(intptr_t)buffer : 0;
}

Outcome fast_allocate_code(const SampanInline *fast, long long size) {
  INSSBuffer *buffer = NULL;
  return sampan_allocate(fast, (DWORD)size, &buffer);
}

Outcome fast_add_ref(const SampanInline *fast, INSSBuffer *buffer) { return sampan_add_ref(fast, buffer); }

Outcome fast_release(const SampanInline *fast, INSSBuffer *buffer) { return sampan_release(fast, buffer); }

/* Asks for the time so often that somebody begins to count it. */
Outcome wake(const SampanInline *fast) {
  int i;
  for (i = 0; i < 1000; i++) {
    INSSBuffer *buffer = NULL;
    REQUIRE(sampan_allocate(fast, 10, &buffer) == S_OK && sampan_release(fast, buffer) == 0);
  }
  return 0;
}

Outcome handle_of(ISampanRuntime *runtime, INSSBuffer *buffer) {
  uint64_t handle = 0;
  return ISampanRuntime_HandleFromBuffer(runtime, buffer, &handle) == S_OK ? (Outcome)handle : 0;
}

Outcome set_property(INSSBuffer4 *buffer) {
  return INSSBuffer4_SetProperty(buffer, IID_IUnknown, &buffer, sizeof buffer);
}

Outcome property_count(INSSBuffer4 *buffer) {
  DWORD count = 77;
  return INSSBuffer4_GetPropertyCount(buffer, &count) == S_OK ? (Outcome)count : -1;
}

Outcome other_version(ISampanRuntime *runtime, IWMSBufferAllocator *allocator) {
  SampanInline fast;
  INSSBuffer *buffer = NULL;
  memset(&fast, 0, sizeof fast);
  fast.size = sizeof fast;
  fast.version = SAMPAN_INLINE_VERSION + 1;
  REQUIRE(ISampanRuntime_GetInline(runtime, allocator, &fast) == E_NOTIMPL);
  fast.version = SAMPAN_INLINE_VERSION;
  fast.size = sizeof fast - 8;
  REQUIRE(ISampanRuntime_GetInline(runtime, allocator, &fast) == E_NOTIMPL);
  REQUIRE(ISampanRuntime_GetInline(runtime, allocator, NULL) == E_POINTER);
  REQUIRE(sampan_inline_get(NULL, allocator, &fast) == E_POINTER);
  /* What was not filled calls. */
  REQUIRE(sampan_allocate(&fast, 10, &buffer) == S_OK && sampan_add_ref(&fast, buffer) == 2);
  REQUIRE(sampan_release(&fast, buffer) == 1 && sampan_release(&fast, buffer) == 0);
  REQUIRE(sampan_inline_get(runtime, (IWMSBufferAllocator *)runtime, &fast) == E_INVALIDARG);
  REQUIRE(sampan_inline_get(runtime, NULL, &fast) == S_OK);
  REQUIRE(sampan_allocate(&fast, 10, &buffer) == E_POINTER && buffer == NULL);
  REQUIRE(IWMSBufferAllocator_AllocateBuffer(allocator, 10, &buffer) == S_OK);
  REQUIRE(sampan_add_ref(&fast, buffer) == 2 && sampan_release(&fast, buffer) == 1 && sampan_release(&fast, buffer) == 0);
  return 0;
}

/* ---- Equal to the calls ------------------------------------------------------------------------------------------- */

static int same_numbers(ISampanRuntime *runtime, IWMSBufferAllocator *one, IWMSBufferAllocator *other) {
  SampanAllocatorStatistics left;
  SampanAllocatorStatistics right;
  memset(&left, 0, sizeof left);
  left.size = sizeof left;
  right = left;
  return ISampanRuntime_GetAllocatorStatistics(runtime, one, &left) == S_OK &&
         ISampanRuntime_GetAllocatorStatistics(runtime, other, &right) == S_OK && memcmp(&left, &right, sizeof left) == 0;
}

Outcome equal(ISampanRuntime *runtime, IWMSBufferAllocator *one, IWMSBufferAllocator *other);
Outcome equal(ISampanRuntime *runtime, IWMSBufferAllocator *one, IWMSBufferAllocator *other) {
  enum { MOST = 5 };
  INSSBuffer *called[MOST];
  INSSBuffer *taken[MOST];
  unsigned references[MOST];
  SampanInline fast;
  unsigned random = 1;
  int count = 0;
  int i;
  REQUIRE(sampan_inline_get(runtime, other, &fast) == S_OK);
  for (i = 0; i < 20000; i++) {
    int at;
    random = random * 1103515245u + 12345u;
    at = count == 0 ? 0 : (int)(random >> 8) % count;
    switch (random >> 16 & 3) {
    case 0: {
      INSSBuffer *a = NULL;
      INSSBuffer *b = NULL;
      DWORD size = (random >> 20) % 1002; /* 0 and 1001 are refused */
      HRESULT code = IWMSBufferAllocator_AllocateBuffer(one, size, &a);
      DWORD x = 1;
      DWORD y = 1;
      BYTE *memory = NULL;
      REQUIRE(sampan_allocate(&fast, size, &b) == code);
      REQUIRE((a == NULL) == (b == NULL) && (code == S_OK) == (a != NULL));
      if (code == S_OK) {
        REQUIRE(INSSBuffer_GetLength(b, &y) == S_OK && y == 0);
        REQUIRE(INSSBuffer_GetMaxLength(a, &x) == S_OK && INSSBuffer_GetMaxLength(b, &y) == S_OK && x == y && x == size);
        REQUIRE(INSSBuffer_SetLength(a, size) == S_OK && INSSBuffer_SetLength(b, size) == S_OK);
        REQUIRE(INSSBuffer_GetBuffer(b, &memory) == S_OK && ((uintptr_t)memory & 4095) == 0);
        memory[0] = 1;
        references[count] = 1;
        called[count] = a;
        taken[count++] = b;
      }
      break;
    }
    case 1:
      if (count > 0) {
        ULONG now = ++references[at];
        REQUIRE(INSSBuffer_AddRef(called[at]) == now && sampan_add_ref(&fast, taken[at]) == now);
      }
      break;
    default:
      if (count > 0) {
        ULONG left = --references[at];
        REQUIRE(INSSBuffer_Release(called[at]) == left && sampan_release(&fast, taken[at]) == left);
        if (left == 0) {
          /* One too many. */
          REQUIRE(INSSBuffer_Release(called[at]) == 0 && sampan_release(&fast, taken[at]) == 0);
          REQUIRE(INSSBuffer_AddRef(called[at]) == 0 && sampan_add_ref(&fast, taken[at]) == 0);
          count--;
          called[at] = called[count];
          taken[at] = taken[count];
          references[at] = references[count];
        }
      }
      break;
    }
    if (i % 16 == 0) {
      REQUIRE(same_numbers(runtime, one, other));
    }
  }
  while (count > 0) {
    count--;
    while (references[count]-- > 0) {
      INSSBuffer_Release(called[count]);
      sampan_release(&fast, taken[count]);
    }
  }
  REQUIRE(same_numbers(runtime, one, other));
  return 0;
}

Outcome forged(const SampanInline *fast);
Outcome forged(const SampanInline *fast) {
  INSSBuffer *buffer = NULL;
  INSSBuffer *next = NULL;
  uint64_t i;
  REQUIRE(sampan_allocate(fast, 10, &buffer) == S_OK);
  for (i = 1; i < sizeof(SampanBuffer); i++) {
    REQUIRE(sampan_release(fast, (INSSBuffer *)((char *)buffer + i)) == 0);
    REQUIRE(sampan_add_ref(fast, (INSSBuffer *)((char *)buffer - i)) == 0);
  }
  /* Of samples that there are not. */
  REQUIRE(sampan_release(fast, (INSSBuffer *)fast->buffers) == 0);
  REQUIRE(sampan_release(fast, (INSSBuffer *)((char *)fast->buffers + fast->buffers_bytes - sizeof(SampanBuffer))) == 0);
  REQUIRE(sampan_release(fast, buffer) == 0);
  for (i = 0; i < fast->buffers_mask; i++) { /* as long as it was not used again */
    REQUIRE(sampan_allocate(fast, 10, &next) == S_OK && next != buffer);
    REQUIRE(sampan_release(fast, buffer) == 0 && sampan_add_ref(fast, buffer) == 0);
    REQUIRE(sampan_release(fast, next) == 0);
  }
  return 0;
}

/* The last reference goes, by a thread that looked at the attention before anything happened, and was stopped since. */
Outcome release_after_a_pause(const SampanInline *fast, INSSBuffer *buffer);
Outcome release_after_a_pause(const SampanInline *fast, INSSBuffer *buffer) {
  uint64_t handle = sampan_handle_(fast, buffer);
  SampanControlLine *line = sampan_line_(fast, handle);
  return sampan_give_back_(fast, line, line->state, fast->words, fast->open, handle);
}

/* ---- Threads ------------------------------------------------------------------------------------------------------ */

/* Allocates and releases; each sample is this thread's alone meanwhile. Returns how often, or minus the line. */
Outcome spin(const SampanInline *fast, atomic_llong *end, long long mark);
Outcome spin(const SampanInline *fast, atomic_llong *end, long long mark) {
  Outcome done = 0;
  while (atomic_load_explicit(end, memory_order_relaxed) == 0) {
    INSSBuffer *buffer = NULL;
    HRESULT code = sampan_allocate(fast, 64, &buffer);
    long long *memory = NULL;
    if (code == MF_E_SAMPLEALLOCATOR_EMPTY) {
      continue;
    }
    if (FAILED(code)) {
      return code == MF_E_NOT_INITIALIZED || code == MF_E_SHUTDOWN ? done : -__LINE__;
    }
    if (INSSBuffer_GetBuffer(buffer, (BYTE **)&memory) != S_OK) {
      return -__LINE__;
    }
    *memory = mark;
    if (sampan_add_ref(fast, buffer) < 2 || sampan_release(fast, buffer) < 1) {
      return -__LINE__;
    }
    if (*memory != mark) {
      return -__LINE__;
    }
    if (sampan_release(fast, buffer) != 0) {
      return -__LINE__;
    }
    done++;
  }
  return done;
}

/* As spin, without looking at the memory; counts by the phase in which a return was from its begin to its end. The last
   is for those that were not in one alone. */
Outcome spin_phases(const SampanInline *fast, atomic_llong *phase, long long *counts, long long phases);
Outcome spin_phases(const SampanInline *fast, atomic_llong *phase, long long *counts, long long phases) {
  for (;;) {
    INSSBuffer *buffer = NULL;
    long long before;
    long long after;
    if (sampan_allocate(fast, 64, &buffer) != S_OK) {
      return __LINE__;
    }
    before = atomic_load(phase);
    sampan_release(fast, buffer);
    after = atomic_load(phase);
    counts[before == after ? before : phases]++;
    if (after == phases - 1) {
      return 0;
    }
  }
}

/* Nanoseconds for an allocation and a release. */
Outcome time_of(const SampanInline *fast, long long times);
Outcome time_of(const SampanInline *fast, long long times) {
  struct timespec begin;
  struct timespec end;
  long long i;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (i = 0; i < times; i++) {
    INSSBuffer *buffer;
    if (sampan_allocate(fast, 64, &buffer) != S_OK) {
      return -1;
    }
    sampan_release(fast, buffer);
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  return ((end.tv_sec - begin.tv_sec) * 1000000000LL + end.tv_nsec - begin.tv_nsec) / times;
}
