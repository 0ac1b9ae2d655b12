/* The pools that NativeComparison times with more than one thread, and those it finds by name: each has open (0, or -1
   where it is not there), get and put, and LOOPS makes the same four loops of them. A loop returns nanoseconds per
   sample, -1 where the pool is not there, -2 where it fails. Nothing is written into the memory. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "sampan_inline.h"

#define SAMPLES 64
/* Fewer than the samples, so that a pipeline waits for the ring and never for the pool. */
#define RING 32

static DWORD bytes;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* ---- What two threads share ------------------------------------------------------------------------------------- */

/* One thread puts, one takes. Each looks at how far the other is only when what it saw last does not do, so that what
   the pools take is not hidden behind what the ring takes. */
static struct {
  _Alignas(128) _Atomic uint64_t taken;
  uint64_t put_seen; /* by who takes */
  _Alignas(128) _Atomic uint64_t put;
  uint64_t taken_seen; /* by who puts */
  _Alignas(128) void *slots[RING];
} ring;

/* Spins, and lets others run when that does not help: there may be fewer processors than threads. */
static void pause_a_little(int *spins) {
  if (++*spins % 128 == 0) {
    sched_yield();
  }
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

static inline void ring_put(void *sample) {
  uint64_t at = atomic_load_explicit(&ring.put, memory_order_relaxed);
  int spins = 0;
  while (at - ring.taken_seen == RING) {
    ring.taken_seen = atomic_load_explicit(&ring.taken, memory_order_acquire);
    if (at - ring.taken_seen == RING) {
      pause_a_little(&spins);
    }
  }
  ring.slots[at % RING] = sample;
  atomic_store_explicit(&ring.put, at + 1, memory_order_release);
}

static inline void *ring_take(void) {
  uint64_t at = atomic_load_explicit(&ring.taken, memory_order_relaxed);
  int spins = 0;
  while (at == ring.put_seen) {
    ring.put_seen = atomic_load_explicit(&ring.put, memory_order_acquire);
    if (at == ring.put_seen) {
      pause_a_little(&spins);
    }
  }
  void *sample = ring.slots[at % RING];
  atomic_store_explicit(&ring.taken, at + 1, memory_order_release);
  return sample;
}

/* The second thread. It stays, so that no loop pays for its start, and spins while there is nothing to do only for the
   length of a batch: between them it waits. */
typedef int (*Job)(int64_t operations);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static Job job;
static int64_t job_operations;
static int job_failed;
static _Atomic int ready;

static void *work(void *unused) {
  (void)unused;
  pthread_mutex_lock(&lock);
  for (;;) {
    while (job == NULL) {
      pthread_cond_wait(&changed, &lock);
    }
    pthread_mutex_unlock(&lock);
    atomic_store(&ready, 1);
    int failed = job(job_operations);
    pthread_mutex_lock(&lock);
    job_failed = failed;
    job = NULL;
    pthread_cond_broadcast(&changed);
  }
  return NULL;
}

/* Returns when the second thread is about to begin. */
static void begin(Job what, int64_t operations) {
  static int started;
  atomic_store(&ready, 0);
  pthread_mutex_lock(&lock);
  if (!started) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, NULL) != 0) {
      abort();
    }
    pthread_detach(thread);
    started = 1;
  }
  job = what;
  job_operations = operations;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
  int spins = 0;
  while (!atomic_load(&ready)) {
    pause_a_little(&spins);
  }
}

/* Returns when the second thread has done its part, and whether it failed. */
static int end(void) {
  pthread_mutex_lock(&lock);
  while (job != NULL) {
    pthread_cond_wait(&changed, &lock);
  }
  int failed = job_failed;
  pthread_mutex_unlock(&lock);
  return failed;
}

/* ---- The loops -------------------------------------------------------------------------------------------------- */

/* alone: get and put. shared: the same by two threads at once; the time is that of one operation of either. pipeline: one
   thread gets, the other puts. threads: each operation is a thread, which the process has never seen, from its creation
   to its end. */
#define LOOPS(pool)                                                               \
  static int pool##_cycle(int64_t operations) {                                   \
    pool##_enter();                                                               \
    for (int64_t i = 0; i < operations; i++) {                                    \
      void *sample = pool##_get();                                                \
      if (sample == NULL) {                                                       \
        return 1;                                                                 \
      }                                                                           \
      pool##_put(sample);                                                         \
    }                                                                             \
    return 0;                                                                     \
  }                                                                               \
  static int pool##_consume(int64_t operations) {                                 \
    pool##_enter();                                                               \
    int failed = 0;                                                               \
    for (int64_t i = 0; i < operations; i++) {                                    \
      void *sample = ring_take();                                                 \
      if (sample == NULL) {                                                       \
        failed = 1;                                                               \
      } else {                                                                    \
        pool##_put(sample);                                                       \
      }                                                                           \
    }                                                                             \
    return failed;                                                                \
  }                                                                               \
  static void *pool##_thread(void *failed) {                                      \
    if (pool##_cycle(1)) {                                                        \
      *(int *)failed = 1;                                                         \
    }                                                                             \
    pool##_leave();                                                               \
    return NULL;                                                                  \
  }                                                                               \
  double pool##_alone(int64_t operations) {                                       \
    if (pool##_open() != 0) {                                                     \
      return -1;                                                                  \
    }                                                                             \
    double start = now();                                                         \
    int failed = pool##_cycle(operations);                                        \
    return failed ? -2 : (now() - start) / (double)operations;                    \
  }                                                                               \
  double pool##_shared(int64_t operations) {                                      \
    if (pool##_open() != 0) {                                                     \
      return -1;                                                                  \
    }                                                                             \
    begin(pool##_cycle, operations);                                              \
    double start = now();                                                         \
    int failed = pool##_cycle(operations);                                        \
    failed |= end();                                                              \
    return failed ? -2 : (now() - start) / (double)operations;                    \
  }                                                                               \
  double pool##_pipeline(int64_t operations) {                                    \
    if (pool##_open() != 0) {                                                     \
      return -1;                                                                  \
    }                                                                             \
    begin(pool##_consume, operations);                                            \
    double start = now();                                                         \
    for (int64_t i = 0; i < operations; i++) {                                    \
      ring_put(pool##_get());                                                     \
    }                                                                             \
    int failed = end();                                                           \
    return failed ? -2 : (now() - start) / (double)operations;                    \
  }                                                                               \
  double pool##_threads(int64_t operations) {                                     \
    if (pool##_open() != 0) {                                                     \
      return -1;                                                                  \
    }                                                                             \
    int failed = 0;                                                               \
    double start = now();                                                         \
    for (int64_t i = 0; i < operations; i++) {                                    \
      pthread_t thread;                                                           \
      if (pthread_create(&thread, NULL, pool##_thread, &failed) != 0) {           \
        return -2;                                                                \
      }                                                                           \
      pthread_join(thread, NULL);                                                 \
    }                                                                             \
    return failed ? -2 : (now() - start) / (double)operations;                    \
  }

/* What a pool needs of a thread before it uses it, and when it ends: nothing, but for DPDK. */
#define NO_THREAD_SETUP(pool)               \
  static inline void pool##_enter(void) {}  \
  static inline void pool##_leave(void) {}

/* ---- No pool: the ring, the loop, the thread alone -------------------------------------------------------------- */

static int nothing_open(void) { return 0; }
static inline void *nothing_get(void) {
  static char sample;
  return &sample;
}
static inline void nothing_put(void *sample) { __asm__ volatile("" : : "r"(sample) : "memory"); }
NO_THREAD_SETUP(nothing)
LOOPS(nothing)

/* ---- Sampan through its tables ---------------------------------------------------------------------------------- */

static IWMSBufferAllocator *allocator;

static int sampan_open(void) { return 0; }
static inline void *sampan_get(void) {
  INSSBuffer *buffer;
  return IWMSBufferAllocator_AllocateBuffer(allocator, bytes, &buffer) == S_OK ? buffer : NULL;
}
static inline void sampan_put(void *sample) { INSSBuffer_Release((INSSBuffer *)sample); }
NO_THREAD_SETUP(sampan)
LOOPS(sampan)

/* ---- Sampan without a call -------------------------------------------------------------------------------------- */

static SampanInline fast;

static int inlined_open(void) { return 0; }
static inline void *inlined_get(void) {
  INSSBuffer *buffer;
  return sampan_allocate(&fast, bytes, &buffer) == S_OK ? buffer : NULL;
}
static inline void inlined_put(void *sample) { sampan_release(&fast, (INSSBuffer *)sample); }
NO_THREAD_SETUP(inlined)
LOOPS(inlined)

/* ---- FFmpeg's pool: functions of the library that the process has ----------------------------------------------- */

static void *(*ffmpeg_init)(size_t, void *);
static void *(*ffmpeg_take)(void *);
static void (*ffmpeg_unref)(void **);
static void *ffmpeg_pool_of_samples;

static int ffmpeg_open(void) {
  if (ffmpeg_pool_of_samples == NULL && ffmpeg_init != NULL) {
    ffmpeg_pool_of_samples = ffmpeg_init(bytes, NULL);
  }
  return ffmpeg_pool_of_samples == NULL ? -1 : 0;
}
static inline void *ffmpeg_get(void) { return ffmpeg_take(ffmpeg_pool_of_samples); }
static inline void ffmpeg_put(void *sample) { ffmpeg_unref(&sample); }
NO_THREAD_SETUP(ffmpeg)
LOOPS(ffmpeg)

/* ---- GStreamer's pool ------------------------------------------------------------------------------------------- */

static void *gstreamer_pool_of_samples;
static int32_t (*gstreamer_acquire)(void *, void **, void *);
static void (*gstreamer_unref)(void *);

static int gstreamer_open(void) {
  if (gstreamer_pool_of_samples != NULL) {
    return 0;
  }
  void *library = dlopen("libgstreamer-1.0.so.0", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    return -1;
  }
  void (*init)(int *, char ***) = (void (*)(int *, char ***))dlsym(library, "gst_init");
  void *(*make)(void) = (void *(*)(void))dlsym(library, "gst_buffer_pool_new");
  void *(*config)(void *) = (void *(*)(void *))dlsym(library, "gst_buffer_pool_get_config");
  void (*params)(void *, void *, unsigned, unsigned, unsigned) =
      (void (*)(void *, void *, unsigned, unsigned, unsigned))dlsym(library, "gst_buffer_pool_config_set_params");
  int (*set)(void *, void *) = (int (*)(void *, void *))dlsym(library, "gst_buffer_pool_set_config");
  int (*active)(void *, int) = (int (*)(void *, int))dlsym(library, "gst_buffer_pool_set_active");
  gstreamer_acquire = (int32_t(*)(void *, void **, void *))dlsym(library, "gst_buffer_pool_acquire_buffer");
  gstreamer_unref = (void (*)(void *))dlsym(library, "gst_mini_object_unref");
  init(NULL, NULL);
  void *made = make();
  void *options = config(made);
  params(options, NULL, bytes, SAMPLES, SAMPLES);
  if (!set(made, options) || !active(made, 1)) {
    return -1;
  }
  gstreamer_pool_of_samples = made;
  return 0;
}
static inline void *gstreamer_get(void) {
  void *buffer;
  return gstreamer_acquire(gstreamer_pool_of_samples, &buffer, NULL) == 0 ? buffer : NULL;
}
static inline void gstreamer_put(void *sample) { gstreamer_unref(sample); }
NO_THREAD_SETUP(gstreamer)
LOOPS(gstreamer)

/* ---- malloc: of the C library, and of others, which stay beside it ---------------------------------------------- */

static int c_open(void) { return 0; }
static inline void *c_get(void) {
  void *volatile memory = malloc(bytes);
  return memory;
}
static inline void c_put(void *sample) { free(sample); }
NO_THREAD_SETUP(c)
LOOPS(c)

/* They are opened for themselves (RTLD_LOCAL), so that nobody else's malloc is replaced. */
#define MALLOC(name, library, take, give)                                        \
  static void *(*name##_malloc)(size_t);                                         \
  static void (*name##_free)(void *);                                            \
  static int name##_open(void) {                                                 \
    static int tried;                                                            \
    if (!tried) {                                                                \
      tried = 1;                                                                 \
      void *opened = dlopen(library, RTLD_NOW | RTLD_LOCAL);                     \
      if (opened == NULL) {                                                      \
        fprintf(stderr, "%s\n", dlerror());                                      \
      } else {                                                                   \
        name##_malloc = (void *(*)(size_t))dlsym(opened, take);                  \
        name##_free = (void (*)(void *))dlsym(opened, give);                     \
      }                                                                          \
    }                                                                            \
    return name##_malloc == NULL || name##_free == NULL ? -1 : 0;                \
  }                                                                              \
  static inline void *name##_get(void) { return name##_malloc(bytes); }          \
  static inline void name##_put(void *sample) { name##_free(sample); }           \
  NO_THREAD_SETUP(name)                                                          \
  LOOPS(name)

MALLOC(jemalloc, "libjemalloc.so.2", "malloc", "free")
MALLOC(mimalloc, "libmimalloc.so.2", "mi_malloc", "mi_free")

/* ---- DPDK's mempool, whose get and put are in its headers ------------------------------------------------------- */

#ifdef WITH_DPDK

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_lcore.h>
#include <rte_mempool.h>

static struct rte_mempool *dpdk_pool;

/* Without huge pages and devices, as any program may. The calling thread is DPDK's main one from then on, and stays on
   all processors. */
static int dpdk_open(void) {
  static int tried;
  if (!tried) {
    tried = 1;
    char processors[32];
    snprintf(processors, sizeof processors, "0@(0-%ld)", sysconf(_SC_NPROCESSORS_ONLN) - 1);
    char *arguments[] = {"comparison",     "--no-huge", "--no-pci", "-m",        "64",          "--no-shconf",
                         "--no-telemetry", "--lcores",  processors, "--log-level", "lib.eal:error", NULL};
    if (rte_eal_init(11, arguments) < 0) {
      fprintf(stderr, "DPDK does not start: %s\n", rte_strerror(rte_errno));
    } else {
      dpdk_pool = rte_mempool_create("comparison", SAMPLES, bytes, 8, 0, NULL, NULL, NULL, NULL, SOCKET_ID_ANY, 0);
      if (dpdk_pool == NULL) {
        fprintf(stderr, "DPDK makes no pool: %s\n", rte_strerror(rte_errno));
      }
    }
  }
  return dpdk_pool == NULL ? -1 : 0;
}

/* Its caches belong to threads that it knows; others use the ring behind them. */
static inline void dpdk_enter(void) {
  if (rte_lcore_id() == LCORE_ID_ANY) {
    rte_thread_register();
  }
}
static inline void dpdk_leave(void) { rte_thread_unregister(); }
static inline void *dpdk_get(void) {
  void *sample;
  return rte_mempool_get(dpdk_pool, &sample) == 0 ? sample : NULL;
}
static inline void dpdk_put(void *sample) { rte_mempool_put(dpdk_pool, sample); }
LOOPS(dpdk)

#else

static int dpdk_open(void) { return -1; }
static inline void *dpdk_get(void) { return NULL; }
static inline void dpdk_put(void *sample) { (void)sample; }
NO_THREAD_SETUP(dpdk)
LOOPS(dpdk)

#endif

/* Comes before every loop. The three addresses are FFmpeg's functions. */
int32_t prepare_pools(int64_t runtime, int32_t size, int64_t init, int64_t get, int64_t unref) {
  bytes = (DWORD)size;
  ffmpeg_init = (void *(*)(size_t, void *))(intptr_t)init;
  ffmpeg_take = (void *(*)(void *))(intptr_t)get;
  ffmpeg_unref = (void (*)(void **))(intptr_t)unref;
  SampanAllocatorOptions options = {0};
  options.size = sizeof options;
  options.name = "comparison of threads";
  options.sample_size = (uint64_t)size;
  options.count = SAMPLES;
  HRESULT code = ISampanRuntime_CreateAllocator((ISampanRuntime *)(intptr_t)runtime, &options, &allocator);
  return FAILED(code) ? code : sampan_inline_get((ISampanRuntime *)(intptr_t)runtime, allocator, &fast);
}

/* Makes allocators, takes all their samples, and keeps them. */
int32_t hold_samples(int64_t runtime, int32_t size, int32_t allocators, int32_t samples) {
  for (int32_t i = 0; i < allocators; i++) {
    SampanAllocatorOptions options = {0};
    options.size = sizeof options;
    options.name = "held";
    options.sample_size = (uint64_t)size;
    options.count = (uint32_t)samples;
    IWMSBufferAllocator *made;
    HRESULT code = ISampanRuntime_CreateAllocator((ISampanRuntime *)(intptr_t)runtime, &options, &made);
    for (int32_t j = 0; j < samples && SUCCEEDED(code); j++) {
      INSSBuffer *buffer;
      code = IWMSBufferAllocator_AllocateBuffer(made, (DWORD)size, &buffer);
    }
    if (FAILED(code)) {
      return code;
    }
  }
  return 0;
}
