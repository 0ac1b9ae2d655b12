/*
 * The gate between native code and Java. Every function that native code finds in a table of Sampan's is one of those
 * below. It counts the call, so that whoever ends the JVM can wait for it, and goes on to Java; once the gate is
 * closed it answers with a code by itself. A thread that is between the table and Java is counted, too: were the tables
 * only rewritten when the JVM ends, such a thread would arrive in a JVM that is not there any more.
 *
 * Each thread counts its calls in a record of its own. Counting and then looking at the gate, here, and closing the
 * gate and then looking at the counts, in drain, need a full barrier between both steps. Where the system can make all
 * threads of the process pass a barrier (Linux, Windows), only drain pays for it.
 */
#if defined(__linux__)
#define _GNU_SOURCE 1 /* syscall */
#endif

#include "sampan_library.h"

#include <stdlib.h>
#include <string.h>

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif
#ifndef _WIN32
#include <time.h>
#endif

#if defined(__GNUC__)
#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define LOAD(word) __atomic_load_n(&(word), __ATOMIC_ACQUIRE)
#define STORE(word, value) __atomic_store_n(&(word), value, __ATOMIC_RELEASE)
#define COMPILER_BARRIER() __atomic_signal_fence(__ATOMIC_SEQ_CST)
#define FULL_BARRIER() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#else
/* Microsoft's compiler: volatile accesses of 32 bits and of pointers are ordered on x64. */
#define LIKELY(condition) (condition)
#define LOAD(word) (word)
#define STORE(word, value) ((word) = (value))
#define COMPILER_BARRIER() _ReadWriteBarrier()
#define FULL_BARRIER() MemoryBarrier()
#endif

/* A thread that has called. Records are used again by later threads, and never freed: drain walks over them. */
typedef struct Caller {
  volatile uint32_t depth; /* its calls in Java: several when Java called it back */
  struct Caller *next;
  struct Caller *next_free;
  SampanError *error;
  char apart[64 - 4 * sizeof(struct Caller *)]; /* from its neighbour's cache line */
} Caller;

/* How long calls that are in Java are waited for when the process ends. */
#define DRAIN_MS 1000

static SampanLock lock = SAMPAN_LOCK_INIT;
static Caller *volatile callers;
static Caller *free_callers;

/* The gate: open, open with a barrier in each call because drain cannot make others pass one, or closed. */
enum { UNKNOWN, OPEN, OPEN_WITH_BARRIERS, CLOSED };
static volatile uint32_t gate = UNKNOWN;

/* With glibc a library that was opened later may have a few words of the fast kind, so nothing else is of this kind. */
#if defined(__GLIBC__) && defined(__GNUC__)
__attribute__((tls_model("initial-exec")))
#endif
static SAMPAN_THREAD_LOCAL Caller *me;

/* ---- Threads ----------------------------------------------------------------------------------------------------- */

/* The thread ends, and may call once more from another such function: then it gets a record again. */
static void leave_for_ever(Caller *caller) {
  me = NULL;
  if (caller->error != NULL) {
    caller->error->code = S_OK;
  }
  STORE(caller->depth, 0); /* a thread that ended inside a call is not waited for */
  sampan_lock(&lock);
  caller->next_free = free_callers;
  free_callers = caller;
  sampan_unlock(&lock);
}

#ifdef _WIN32
static DWORD key = FLS_OUT_OF_INDEXES;
static void WINAPI thread_ends(void *caller) { leave_for_ever((Caller *)caller); }
static int make_key(void) { return (key = FlsAlloc(thread_ends)) != FLS_OUT_OF_INDEXES; }
static int set_key(Caller *caller) { return FlsSetValue(key, caller); }
static int can_fence(void) { return 1; }
static void fence_all(void) { FlushProcessWriteBuffers(); }
static void sleep_1_ms(void) { Sleep(1); }
#else
static pthread_key_t key;
static void thread_ends(void *caller) { leave_for_ever((Caller *)caller); }
static int make_key(void) { return pthread_key_create(&key, thread_ends) == 0; }
static int set_key(Caller *caller) { return pthread_setspecific(key, caller) == 0; }
static void sleep_1_ms(void) {
  struct timespec ms;
  ms.tv_sec = 0;
  ms.tv_nsec = 1000000;
  nanosleep(&ms, NULL);
}
#if defined(__linux__) && defined(SYS_membarrier)
/* The numbers of linux/membarrier.h, which old systems do not have. */
#define PRIVATE_EXPEDITED 8
#define REGISTER_PRIVATE_EXPEDITED 16
static int can_fence(void) { return syscall(SYS_membarrier, REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0; }
static void fence_all(void) { syscall(SYS_membarrier, PRIVATE_EXPEDITED, 0, 0); }
#else
static int can_fence(void) { return 0; }
static void fence_all(void) {}
#endif
#endif

/* The first call of a thread. */
static Caller *join(void) {
  static int ready;
  Caller *caller = NULL;
  sampan_lock(&lock);
  if (!ready && make_key()) {
    ready = 1;
    if (LOAD(gate) == UNKNOWN) {
      STORE(gate, can_fence() ? (uint32_t)OPEN : (uint32_t)OPEN_WITH_BARRIERS);
    }
  }
  if (ready) {
    caller = free_callers;
    if (caller != NULL) {
      free_callers = caller->next_free;
    } else {
      caller = (Caller *)calloc(1, sizeof *caller);
      if (caller != NULL) {
        caller->next = callers;
        STORE(callers, caller);
      }
    }
  }
  sampan_unlock(&lock);
  if (caller != NULL) {
    set_key(caller); /* without it the record is not used again, and nothing else is lost */
    me = caller;
  }
  return caller;
}

/* What is left to do where the gate is not simply open, or this is the thread's first call. */
static Caller *enter_slowly(Caller *caller) {
  if (caller == NULL) {
    caller = join();
    if (caller == NULL) {
      return NULL;
    }
    STORE(caller->depth, caller->depth + 1);
  }
  FULL_BARRIER();
  if (LOAD(gate) == CLOSED) {
    STORE(caller->depth, caller->depth - 1);
    return NULL;
  }
  return caller;
}

/* Begins a call; NULL if it may not go on to Java. */
static inline Caller *enter(void) {
  Caller *caller = me;
  if (LIKELY(caller != NULL)) {
    STORE(caller->depth, caller->depth + 1);
    COMPILER_BARRIER();
    if (LIKELY(LOAD(gate) == OPEN)) {
      return caller;
    }
  }
  return enter_slowly(caller);
}

static inline void leave(Caller *caller) { STORE(caller->depth, caller->depth - 1); }

SampanError *sampan_error(void) {
  Caller *caller = me == NULL ? join() : me;
  if (caller != NULL && caller->error == NULL) {
    caller->error = (SampanError *)calloc(1, sizeof *caller->error);
  }
  return caller == NULL ? NULL : caller->error;
}

int sampan_gate_closed(void) { return LOAD(gate) == CLOSED; }

static void gate_close(void) {
  volatile uint64_t *attention = LOAD(sampan_library()->attention);
  if (attention != NULL) {
    STORE(*attention, SAMPAN_ENDING); /* first: who was once refused here gets nothing without a call either */
  }
  sampan_lock(&lock); /* a first thread may be deciding about barriers */
  STORE(gate, CLOSED);
  sampan_unlock(&lock);
}

static uint32_t inside(void) {
  uint32_t count = 0;
  Caller *caller;
  FULL_BARRIER();
  fence_all();
  for (caller = LOAD(callers); caller != NULL; caller = caller->next) {
    /* Not itself: a thread that ends the process from inside a call would wait for itself. */
    count += caller != me && LOAD(caller->depth) != 0;
  }
  return count;
}

static uint32_t gate_drain(uint32_t milliseconds) {
  uint32_t left = inside();
  for (; left != 0 && milliseconds > 0; milliseconds--) {
    sleep_1_ms();
    left = inside();
  }
  return left;
}

/* ---- The functions ----------------------------------------------------------------------------------------------- */

typedef void *P;
typedef uint16_t W;
typedef uint32_t D;
typedef uint64_t Q;

/*
 * The signatures, as in jextract.h: name, parameters, arguments, the last argument if it is a pointer, and how many
 * rows of 16 functions there are. Tests say when a row is missing.
 */
#define SIGNATURES(S)                                                              \
  S(p, (P a), (a), NULL, 4)                                                        \
  S(pd, (P a, D b), (a, b), NULL, 1)                                               \
  S(pp, (P a, P b), (a, b), b, 6)                                                  \
  S(pw, (P a, W b), (a, b), NULL, 1)                                               \
  S(pdp, (P a, D b, P c), (a, b, c), c, 2)                                         \
  S(ppp, (P a, P b, P c), (a, b, c), c, 4)                                         \
  S(pqp, (P a, Q b, P c), (a, b, c), c, 1)                                         \
  S(pwp, (P a, W b, P c), (a, b, c), c, 1)                                         \
  S(pddp, (P a, D b, D c, P d), (a, b, c, d), d, 1)                                \
  S(pgpd, (P a, GUID b, P c, D d), (a, b, c, d), NULL, 1)                          \
  S(pgpp, (P a, GUID b, P c, P d), (a, b, c, d), d, 1)                             \
  S(pppp, (P a, P b, P c, P d), (a, b, c, d), d, 1)                                \
  S(pdppp, (P a, D b, P c, P d, P e), (a, b, c, d, e), e, 1)                       \
  S(pdqdp, (P a, D b, Q c, D d, P e), (a, b, c, d, e), e, 1)                       \
  S(pgwpd, (P a, GUID b, W c, P d, D e), (a, b, c, d, e), NULL, 1)                 \
  S(pdpdpw, (P a, D b, P c, D d, P e, W f), (a, b, c, d, e, f), NULL, 1)           \
  S(pdpppp, (P a, D b, P c, P d, P e, P f), (a, b, c, d, e, f), f, 1)              \
  S(pwpppp, (P a, W b, P c, P d, P e, P f), (a, b, c, d, e, f), f, 1)              \
  S(pwqdqdp, (P a, W b, Q c, D d, Q e, D f, P g), (a, b, c, d, e, f, g), g, 1)

#define MEMBER(name, parameters, arguments, last, rows) HRESULT(STDMETHODCALLTYPE *name) parameters;

/* A function of any signature; data is how it comes and goes. */
typedef union Function {
  void *data;
  SIGNATURES(MEMBER)
} Function;

typedef struct Slot {
  Function target;
  HRESULT refusal;
  int clears; /* whether the last argument is an interface pointer out */
} Slot;

static HRESULT refuse(const Slot *slot, void *last) {
  if (slot->clears && last != NULL) {
    *(void **)last = NULL;
  }
  return slot->refusal;
}

/* Function 0xRC of a signature, R its row and C its column. */
#define FUNCTION(name, row, column, parameters, arguments, last)      \
  static HRESULT STDMETHODCALLTYPE name##_##row##column parameters {  \
    const Slot *slot = &name##_slots[0x##row##column];                \
    Caller *caller = enter();                                         \
    HRESULT result;                                                   \
    if (caller == NULL) {                                             \
      return refuse(slot, last);                                      \
    }                                                                 \
    result = slot->target.name arguments;                             \
    leave(caller);                                                    \
    return result;                                                    \
  }
#define POINTER(name, row, column, parameters, arguments, last) \
  pointer.name = name##_##row##column;                          \
  name##_functions[0x##row##column] = pointer.data;

#define ROW(X, name, row, ...)      \
  X(name, row, 0, __VA_ARGS__) \
  X(name, row, 1, __VA_ARGS__) \
  X(name, row, 2, __VA_ARGS__) \
  X(name, row, 3, __VA_ARGS__) \
  X(name, row, 4, __VA_ARGS__) \
  X(name, row, 5, __VA_ARGS__) \
  X(name, row, 6, __VA_ARGS__) \
  X(name, row, 7, __VA_ARGS__) \
  X(name, row, 8, __VA_ARGS__) \
  X(name, row, 9, __VA_ARGS__) \
  X(name, row, A, __VA_ARGS__) \
  X(name, row, B, __VA_ARGS__) \
  X(name, row, C, __VA_ARGS__) \
  X(name, row, D, __VA_ARGS__) \
  X(name, row, E, __VA_ARGS__) \
  X(name, row, F, __VA_ARGS__)
#define ROWS_1(X, name, ...) ROW(X, name, 0, __VA_ARGS__)
#define ROWS_2(X, name, ...) ROWS_1(X, name, __VA_ARGS__) ROW(X, name, 1, __VA_ARGS__)
#define ROWS_4(X, name, ...) \
  ROWS_2(X, name, __VA_ARGS__) ROW(X, name, 2, __VA_ARGS__) ROW(X, name, 3, __VA_ARGS__)
#define ROWS_6(X, name, ...) \
  ROWS_4(X, name, __VA_ARGS__) ROW(X, name, 4, __VA_ARGS__) ROW(X, name, 5, __VA_ARGS__)

#define FUNCTIONS(name, parameters, arguments, last, rows) \
  static Slot name##_slots[16 * rows];                     \
  ROWS_##rows(FUNCTION, name, parameters, arguments, last)
SIGNATURES(FUNCTIONS)

/* One signature, and how much of it is in use. */
typedef struct Signature {
  const char *types;
  uint32_t count;
  uint32_t used;
  Slot *slots;
  void **functions;
} Signature;

#define ARRAY(name, parameters, arguments, last, rows) static void *name##_functions[16 * rows];
SIGNATURES(ARRAY)

#define SIGNATURE(name, parameters, arguments, last, rows) {#name, 16 * rows, 0, name##_slots, name##_functions},
static Signature signatures[] = {SIGNATURES(SIGNATURE)};

/* Pointers to functions cannot be written into an array of pointers to data before the program runs. */
static void fill(void) {
  Function pointer;
#define FILL(name, parameters, arguments, last, rows) ROWS_##rows(POINTER, name, parameters, arguments, last)
  SIGNATURES(FILL)
}

/* Methods whose last argument is an interface pointer out. */
static const char *const CLEARING =
    " QueryInterface AllocateBuffer AllocatePageSizeBuffer AllocateSample AllocateDataUnit CreateAllocator"
    " CreateWriter CreateProfile BufferFromHandle GetInputProps GetInputFormat GetSink GetStream GetStreamByNumber"
    " CreateNewStream GetMutualExclusion CreateNewMutualExclusion ";

static int is_one_of(const char *words, const char *name, size_t length) {
  const char *at = words;
  while ((at = strchr(at, ' ')) != NULL) {
    at++;
    if (strncmp(at, name, length) == 0 && at[length] == ' ') {
      return 1;
    }
  }
  return 0;
}

static Signature *signature(const char *types, size_t length) {
  size_t i;
  for (i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
    if (strlen(signatures[i].types) == length && strncmp(signatures[i].types, types, length) == 0) {
      return &signatures[i];
    }
  }
  return NULL;
}

static HRESULT add(const char *slots, void *const *targets, void **table) {
  const char *name = slots;
  while (*name != '\0') {
    const char *types = strchr(name, '(');
    const char *end = types == NULL ? NULL : strchr(types, ')');
    Signature *of = end == NULL ? NULL : signature(types + 1, (size_t)(end - types - 1));
    Slot *slot;
    if (of == NULL) {
      return E_INVALIDARG;
    }
    if (of->used == of->count) {
      return E_OUTOFMEMORY;
    }
    slot = &of->slots[of->used];
    slot->target.data = *targets++;
    slot->clears = is_one_of(CLEARING, name, (size_t)(types - name));
    slot->refusal = is_one_of(" AddRef Release ", name, (size_t)(types - name)) ? 0 : MF_E_SHUTDOWN;
    *table++ = of->functions[of->used];
    of->used++;
    name = end[1] == ' ' ? end + 2 : end + 1;
  }
  return S_OK;
}

/*
 * The process ends without the JVM being told: main returned, or somebody called exit. This was registered after the
 * JVM's libraries were loaded, so it runs before they end.
 */
static void process_ends(void) {
  if (!sampan_gate_closed()) {
    gate_close();
    gate_drain(DRAIN_MS);
  }
}

static HRESULT gate_table(const char *slots, void *const *targets, void **table) {
  static int filled;
  HRESULT result;
  sampan_lock(&lock);
  if (!filled) {
    fill();
    atexit(process_ends);
    filled = 1;
  }
  result = add(slots, targets, table);
  sampan_unlock(&lock);
  return result;
}

SampanLibrary *sampan_library(void) {
  static SampanLibrary library = {
      (uint32_t)sizeof library, SAMPAN_LIBRARY_VERSION, gate_table, gate_close, gate_drain, NULL, NULL};
  return &library;
}
