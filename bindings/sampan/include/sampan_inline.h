/*
 * Allocates and releases samples, and adds references, without a call: by the compare-and-set that the runtime itself
 * would do, in the caller's own code. What it does is in every respect what the methods of sampan.h do, and where
 * somebody must be told or asked it calls them:
 *
 *   sampan_allocate   IWMSBufferAllocator::AllocateBuffer
 *   sampan_add_ref    AddRef of a buffer
 *   sampan_release    Release of a buffer
 *
 * A program asks for a SampanInline once per allocator and may go on using both ways, for one buffer too. Buffers that
 * are not Sampan's may be passed; their own methods are called.
 *
 *   SampanInline fast;
 *   if (FAILED(sampan_inline_get(runtime, allocator, &fast))) {
 *     // of another release: everything below works, by calls
 *   }
 *   sampan_allocate(&fast, 4096, &buffer);
 *   sampan_release(&fast, buffer);
 *
 * The structures below are what the runtime and this header share. They are no interface: a program that was compiled
 * with the header of another SAMPAN_INLINE_VERSION than its runtime's is told so, and then calls.
 *
 * Calls are made for everything: in checked mode, where holders are profiled, while a flight recording runs, while the
 * runtime is being stopped and when the JVM ends, for what is refused, and where the compiler is not GCC, Clang or
 * compatible or pointers have 32 bits. An allocation calls when nothing free is found at once, for a sample that was
 * never used, when somebody waits, and after a pause, in which nobody counted the time; a last reference when there is a
 * release handler, somebody waits, the allocator is closed, or the buffer has properties.
 */
#ifndef SAMPAN_INLINE_H
#define SAMPAN_INLINE_H

#include "sampan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Grows with every change of the structures below, or of what is done with them. */
#define SAMPAN_INLINE_VERSION 1u

/* One sample, whatever it is used for. Never unmapped; dev.sampan.ControlTable has its story. */
typedef struct SampanControlLine {
  uint64_t state; /* generation << 24 | references, and SAMPAN_HELD_ once it was handed over */
  uint64_t length;
  int64_t leased_at;
  struct SampanAllocatorWords *words;
  uint64_t watched; /* the last generation in which Java is to hear of references that go */
  void *memory;
  uint32_t *may_be_free;
  uint32_t number; /* of the sample in its allocator */
  uint32_t line;   /* of this line in the process */
} SampanControlLine;

/* One allocator; behind that for each stripe where it looks first, 128 bytes apart, and the lines. Never unmapped;
   dev.sampan.AllocatorWords has its story. */
typedef struct SampanAllocatorWords {
  uint64_t attention; /* who must be told or asked */
  uint32_t used;      /* samples that were ever used */
} SampanAllocatorWords;

/* One process. Never unmapped. */
typedef struct SampanProcess {
  uint64_t attention; /* not 0: everything goes through Java */
  uint8_t apart[120];
  int64_t millis;   /* the time, if not resting */
  uint32_t resting; /* not 0: nobody counts the time */
  uint32_t asked;   /* set by who reads it */
  uint8_t apart_too[112];
  SampanControlLine *chunks[4096]; /* the lines, 4096 each */
} SampanProcess;

/* What an INSSBuffer of Sampan's is. */
typedef struct SampanBuffer {
  const void *table;
  uint64_t handle;
  uint64_t size;
  uint64_t reserved;
} SampanBuffer;

/* A reference that went, of which Java is to hear. */
typedef struct SampanReturn {
  struct SampanAllocatorWords *words;
  uint64_t attention; /* before it went */
  uint64_t handle;
  uint64_t length;
  int64_t leased_at;
  uint32_t references; /* that are left */
  uint32_t reason;     /* SAMPAN_RELEASED or SAMPAN_CANCELLED */
} SampanReturn;

typedef struct SampanInlineCalls {
  HRESULT(STDMETHODCALLTYPE *Returned)(const SampanInline *inlined, const SampanReturn *returned);
} SampanInlineCalls;

/* Filled by sampan_inline_get, then only read, by any number of threads. It holds no reference: it serves as long as
   the allocator does, and then allocates nothing any more. */
struct SampanInline {
  uint32_t size;
  uint32_t version;
  IWMSBufferAllocator *allocator;
  SampanAllocatorWords *words; /* NULL: everything is a call */
  SampanControlLine **lines;   /* of the allocator's samples */
  uint64_t open;               /* the attention that lets allocate, without SAMPAN_IGNORED_ */
  SampanProcess *process;
  const SampanInlineCalls *calls;
  const void *table;      /* of buffers */
  SampanBuffer *buffers;  /* the first of all */
  uint64_t buffers_bytes; /* of all */
  uint32_t buffers_mask;  /* so many, less one, does each line use in turn */
  uint32_t stripe_shift;  /* what makes a stripe of a hash */
  uint32_t sample_size;
  uint32_t reserved;
};

#if defined(__GNUC__) && UINTPTR_MAX == UINT64_MAX
#define SAMPAN_INLINES 1
#else
#define SAMPAN_INLINES 0
#endif

#if defined(__cplusplus) && !defined(CINTERFACE)
#define SAMPAN_CALL_(object, method, ...) ((object)->method(__VA_ARGS__))
#define SAMPAN_CALL_0_(object, method) ((object)->method())
#else
#define SAMPAN_CALL_(object, method, ...) ((object)->lpVtbl->method(object, __VA_ARGS__))
#define SAMPAN_CALL_0_(object, method) ((object)->lpVtbl->method(object))
#endif

#ifdef __cplusplus
#define SAMPAN_CAST_(type, value) (reinterpret_cast<type>(value))
#define SAMPAN_NULL_ nullptr
#else
#define SAMPAN_CAST_(type, value) ((type)(value))
#define SAMPAN_NULL_ NULL
#endif

#if SAMPAN_INLINES

/* SampanControlLine.state */
#define SAMPAN_HELD_ ((uint64_t)1 << 23)
#define SAMPAN_REFERENCES_ (SAMPAN_HELD_ - 1)
#define SAMPAN_STATE_ ((uint64_t)0xFFFFFF)
#define SAMPAN_MOST_REFERENCES_ (SAMPAN_HELD_ - 16)
#define SAMPAN_LAST_GENERATION_ (((uint64_t)1 << 40) - 1)

/* SampanAllocatorWords.attention */
#define SAMPAN_OBSERVED_ ((uint64_t)1 << 31) /* below it: who waits, and whether it is closed */
#define SAMPAN_IGNORED_ ((uint64_t)0xFFFF << 32) /* by allocations: handlers, and what is done on return */
#define SAMPAN_ANY_ (((uint64_t)1 << 48) - 1)

/* How many samples an allocation looks at. */
#define SAMPAN_TRIES_ 16u

#define SAMPAN_LOAD_(place) __atomic_load_n(place, __ATOMIC_SEQ_CST)
#define SAMPAN_READ_(place) __atomic_load_n(place, __ATOMIC_RELAXED)
#define SAMPAN_STORE_(place, value) __atomic_store_n(place, value, __ATOMIC_RELAXED)
#define SAMPAN_CHANGE_(place, expected, value) \
  __atomic_compare_exchange_n(place, expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)
#define SAMPAN_LIKELY_(condition) __builtin_expect(!!(condition), 1)

/* Where a thread looks first and leaves what it gave back. Threads are told apart by their stacks, which costs nothing;
   two that share a stripe only look a little longer. */
static inline uint32_t *sampan_cursor_(const SampanInline *inlined, SampanAllocatorWords *words) {
  uint64_t stack = SAMPAN_CAST_(uint64_t, __builtin_frame_address(0));
  uint64_t stripe = (stack >> 17) * 0x9E3779B97F4A7C15u >> inlined->stripe_shift;
  return SAMPAN_CAST_(uint32_t *, SAMPAN_CAST_(BYTE *, words) + 128 + stripe * 128);
}

/* A method that has only the object: of what is not Sampan's its own, of what lies where Sampan's buffers are Sampan's,
   so that a pointer to none of them is refused, too. */
typedef ULONG(STDMETHODCALLTYPE *SampanCount_)(INSSBuffer *buffer);
static inline ULONG sampan_count_(const SampanInline *inlined, INSSBuffer *buffer, int method) {
  uint64_t offset = SAMPAN_CAST_(uint64_t, buffer) - SAMPAN_CAST_(uint64_t, inlined->buffers);
  const void *table = offset < inlined->buffers_bytes ? inlined->table : SAMPAN_CAST_(SampanBuffer *, buffer)->table;
  return SAMPAN_CAST_(const SampanCount_ *, table)[method](buffer);
}

/* The handle of a buffer of Sampan's, or 0. */
static inline uint64_t sampan_handle_(const SampanInline *inlined, const INSSBuffer *buffer) {
  uint64_t offset = SAMPAN_CAST_(uint64_t, buffer) - SAMPAN_CAST_(uint64_t, inlined->buffers);
  return offset < inlined->buffers_bytes && (offset & (sizeof(SampanBuffer) - 1)) == 0
             ? __atomic_load_n(&SAMPAN_CAST_(const SampanBuffer *, buffer)->handle, __ATOMIC_ACQUIRE)
             : 0;
}

static inline SampanControlLine *sampan_line_(const SampanInline *inlined, uint64_t handle) {
  return inlined->process->chunks[(handle >> 12) & 4095] + (handle & 4095);
}

/* Whether a state is that of a sample in a generation that has references. */
static inline int sampan_is_out_(uint64_t state, uint64_t handle) {
  return state >> 24 == handle >> 24 && (state & SAMPAN_REFERENCES_) - 1 < SAMPAN_MOST_REFERENCES_;
}

/*
 * Takes a sample that is free: FREE -> LEASED(1), the change that Java makes in two steps.
 *
 * Only the state says that a sample is free, and the compare-and-set fails unless it stayed as it was read. It never
 * comes back to an earlier word but by way of "taken and not used after all" or "to be given back and not given back after
 * all", by the same allocator. So what is read between the two is of the allocator whose sample it was all the time:
 * that it is this one, with this epoch, was not closed and nobody waited.
 */
static inline INSSBuffer *sampan_take_(const SampanInline *inlined, DWORD size) {
  SampanAllocatorWords *words = inlined->words;
  SampanProcess *process = inlined->process;
  uint32_t *cursor = sampan_cursor_(inlined, words);
  uint32_t used = __atomic_load_n(&words->used, __ATOMIC_ACQUIRE); /* of each of these the line is there */
  uint32_t at = SAMPAN_READ_(cursor);
  uint32_t tries = used < SAMPAN_TRIES_ ? used : SAMPAN_TRIES_;
  uint32_t first = at;
  if (SAMPAN_READ_(&process->resting) != 0) {
    return SAMPAN_NULL_; /* nobody knows the time but Java */
  }
  for (; tries > 0; tries--, at++) {
    SampanControlLine *line;
    uint64_t state;
    at = at < used ? at : 0;
    line = __atomic_load_n(&inlined->lines[at], __ATOMIC_ACQUIRE);
    state = SAMPAN_LOAD_(&line->state);
    if ((state & SAMPAN_STATE_) != 0) {
      continue;
    }
    if (SAMPAN_READ_(&line->words) != words ||
        (SAMPAN_LOAD_(&words->attention) & ~SAMPAN_IGNORED_) != inlined->open) {
      return SAMPAN_NULL_;
    }
    if (SAMPAN_LIKELY_(SAMPAN_CHANGE_(&line->state, &state, state + 1))) {
      uint64_t generation = state >> 24;
      uint64_t index = (uint64_t)line->line * (inlined->buffers_mask + 1u) + (generation & inlined->buffers_mask);
      SampanBuffer *buffer = inlined->buffers + index;
      if (at != first) {
        SAMPAN_STORE_(cursor, at);
      }
      if (SAMPAN_READ_(&process->asked) == 0) {
        SAMPAN_STORE_(&process->asked, 1);
      }
      SAMPAN_STORE_(&line->length, 0);
      SAMPAN_STORE_(&line->leased_at, SAMPAN_READ_(&process->millis));
      SAMPAN_STORE_(&buffer->table, inlined->table);
      SAMPAN_STORE_(&buffer->size, size);
      /* Last: whoever reads this handle also sees the size. */
      __atomic_store_n(&buffer->handle, generation << 24 | line->line, __ATOMIC_RELEASE);
      /* The caller may call the buffer's methods in a way that the compiler does not see to be of the same memory. */
      __atomic_signal_fence(__ATOMIC_SEQ_CST);
      return SAMPAN_CAST_(INSSBuffer *, buffer);
    }
  }
  return SAMPAN_NULL_;
}

/* Tells Java of a reference that went. */
static inline void sampan_tell_(const SampanInline *inlined, SampanAllocatorWords *words, uint64_t attention,
    uint64_t handle, uint64_t length, int64_t leased_at, uint32_t references, uint32_t reason) {
  SampanReturn returned = {words, attention, handle, length, leased_at, references, reason};
  inlined->calls->Returned(inlined, &returned);
}

/*
 * Gives a sample back whose last reference the caller has: LEASED(1) or HELD(1) -> FREE in the next generation. Returns
 * 0 if it is not so, or Java must do it.
 *
 * Whoever waits counts the attention up and then looks at every sample, whoever closes marks it closed and then does
 * so, and whoever sets a handler counts the attention up and then sets it; this frees the sample and then looks at the
 * attention. So nobody waits beside a free sample, none is forgotten by a closed allocator, and a handler hears of
 * every return after it was set. What the words that are written after that belong to does not matter: they are hints.
 */
static inline int sampan_give_back_(const SampanInline *inlined, SampanControlLine *line, uint64_t state,
    SampanAllocatorWords *words, uint64_t attention, uint64_t handle) {
  uint64_t generation = state >> 24;
  uint32_t *may_be_free = SAMPAN_READ_(&line->may_be_free);
  uint32_t number = SAMPAN_READ_(&line->number);
  uint64_t length = SAMPAN_READ_(&line->length);
  int64_t leased_at = SAMPAN_READ_(&line->leased_at);
  uint32_t *cursor;
  uint64_t now;
  if ((attention & SAMPAN_ANY_) != 0 || generation == SAMPAN_LAST_GENERATION_ ||
      SAMPAN_READ_(&line->watched) == generation) {
    return 0;
  }
  if (!SAMPAN_CHANGE_(&line->state, &state, (generation + 1) << 24)) {
    return 0;
  }
  if (SAMPAN_LOAD_(may_be_free) == 0) {
    SAMPAN_STORE_(may_be_free, 1);
  }
  cursor = sampan_cursor_(inlined, words);
  if (SAMPAN_READ_(cursor) != number) {
    SAMPAN_STORE_(cursor, number);
  }
  now = SAMPAN_LOAD_(&words->attention);
  if (__builtin_expect(now != attention, 0)) {
    sampan_tell_(inlined, words, attention, handle, length, leased_at, 0,
        (state & SAMPAN_HELD_) != 0 ? SAMPAN_RELEASED : SAMPAN_CANCELLED);
  }
  return 1;
}

#endif

/*
 * Gets what the functions below need, for one allocator; with NULL, for references alone. The structure is filled
 * whatever the answer is, so that they work, if need be by calls.
 *
 * S_OK. E_NOTIMPL: the runtime is of another release than this header, or this compiler cannot do it. E_POINTER:
 * runtime is NULL. E_INVALIDARG: the allocator is not one of Sampan's.
 */
static inline HRESULT sampan_inline_get(ISampanRuntime *runtime, IWMSBufferAllocator *allocator,
    SampanInline *inlined) {
#ifdef __cplusplus
  const SampanInline nothing = {};
#else
  const SampanInline nothing = {0};
#endif
  uint32_t version = 0;
  uint32_t table = 0;
  HRESULT result = E_POINTER;
  *inlined = nothing;
  if (runtime != SAMPAN_NULL_) {
    result = SAMPAN_CALL_(runtime, GetVersion, &version, &table);
    if (SUCCEEDED(result)) {
      /* GetInline is the sixteenth method. */
      result = SAMPAN_INLINES && version >> 16 == SAMPAN_VERSION >> 16 && table >= 16 * sizeof(void *) ? S_OK : E_NOTIMPL;
    }
    if (SUCCEEDED(result)) {
      inlined->size = (uint32_t)sizeof *inlined;
      inlined->version = SAMPAN_INLINE_VERSION;
      result = SAMPAN_CALL_(runtime, GetInline, allocator, inlined);
    }
  }
  if (FAILED(result)) {
    *inlined = nothing;
  }
  inlined->allocator = allocator;
  return result;
}

/* As IWMSBufferAllocator::AllocateBuffer. E_POINTER: there is no allocator. */
static inline HRESULT sampan_allocate(const SampanInline *inlined, DWORD size, INSSBuffer **buffer) {
#if SAMPAN_INLINES
  if (SAMPAN_LIKELY_(inlined->words != SAMPAN_NULL_ && size - 1 < inlined->sample_size && buffer != SAMPAN_NULL_ &&
                     SAMPAN_LOAD_(&inlined->process->attention) == 0)) {
    INSSBuffer *taken = sampan_take_(inlined, size);
    if (SAMPAN_LIKELY_(taken != SAMPAN_NULL_)) {
      *buffer = taken;
      if (SAMPAN_LIKELY_(SAMPAN_LOAD_(&inlined->process->attention) == 0)) {
        return S_OK;
      }
      /* Who stops the runtime looks for samples after saying so, and this was taken before looking: one sees the other. */
      sampan_count_(inlined, taken, 2);
    }
  }
#endif
  if (inlined->allocator == SAMPAN_NULL_) {
    if (buffer != SAMPAN_NULL_) {
      *buffer = SAMPAN_NULL_;
    }
    return E_POINTER;
  }
  return SAMPAN_CALL_(inlined->allocator, AllocateBuffer, size, buffer);
}

/* As AddRef of a buffer. */
static inline ULONG sampan_add_ref(const SampanInline *inlined, INSSBuffer *buffer) {
#if SAMPAN_INLINES
  uint64_t handle = sampan_handle_(inlined, buffer);
  if (SAMPAN_LIKELY_(handle != 0)) {
    SampanControlLine *line = sampan_line_(inlined, handle);
    uint64_t state = SAMPAN_LOAD_(&line->state);
    while (SAMPAN_LIKELY_(sampan_is_out_(state, handle)) &&
           (SAMPAN_LOAD_(&SAMPAN_READ_(&line->words)->attention) & SAMPAN_OBSERVED_) == 0 &&
           (state & SAMPAN_REFERENCES_) != SAMPAN_MOST_REFERENCES_ && SAMPAN_LOAD_(&inlined->process->attention) == 0) {
      if (SAMPAN_LIKELY_(SAMPAN_CHANGE_(&line->state, &state, state + 1))) {
        return (ULONG)(state & SAMPAN_REFERENCES_) + 1;
      }
    }
  }
  return sampan_count_(inlined, buffer, 1);
#else
  (void)inlined;
  return SAMPAN_CALL_0_(buffer, AddRef);
#endif
}

/* As Release of a buffer. */
static inline ULONG sampan_release(const SampanInline *inlined, INSSBuffer *buffer) {
#if SAMPAN_INLINES
  uint64_t handle = sampan_handle_(inlined, buffer);
  if (SAMPAN_LIKELY_(handle != 0)) {
    SampanControlLine *line = sampan_line_(inlined, handle);
    uint64_t state = SAMPAN_LOAD_(&line->state);
    while (SAMPAN_LIKELY_(sampan_is_out_(state, handle)) && SAMPAN_LOAD_(&inlined->process->attention) == 0) {
      SampanAllocatorWords *words = SAMPAN_READ_(&line->words);
      uint64_t attention = SAMPAN_LOAD_(&words->attention);
      uint64_t references = state & SAMPAN_REFERENCES_;
      if ((attention & SAMPAN_OBSERVED_) != 0) {
        break;
      }
      if (references == 1) {
        if (sampan_give_back_(inlined, line, state, words, attention, handle)) {
          return 0;
        }
        break;
      }
      if (SAMPAN_LIKELY_(SAMPAN_CHANGE_(&line->state, &state, state - 1))) {
        if (references == 2 && SAMPAN_LOAD_(&line->watched) == handle >> 24) {
          sampan_tell_(inlined, words, attention, handle, 0, 0, 1, SAMPAN_RELEASED);
        }
        return (ULONG)references - 1;
      }
    }
  }
  return sampan_count_(inlined, buffer, 2);
#else
  (void)inlined;
  return SAMPAN_CALL_0_(buffer, Release);
#endif
}

#ifdef __cplusplus
}
#endif

#undef SAMPAN_CALL_
#undef SAMPAN_CALL_0_
#undef SAMPAN_CAST_
#undef SAMPAN_NULL_
#undef SAMPAN_HELD_
#undef SAMPAN_REFERENCES_
#undef SAMPAN_STATE_
#undef SAMPAN_MOST_REFERENCES_
#undef SAMPAN_LAST_GENERATION_
#undef SAMPAN_OBSERVED_
#undef SAMPAN_IGNORED_
#undef SAMPAN_ANY_
#undef SAMPAN_TRIES_
#undef SAMPAN_LOAD_
#undef SAMPAN_READ_
#undef SAMPAN_STORE_
#undef SAMPAN_CHANGE_
#undef SAMPAN_LIKELY_

#endif
