/*
 * Threads that go on calling while the JVM and the process end. Each must be answered: with what it asked for, and from
 * some moment on with MF_E_SHUTDOWN and nothing else. ExitTest runs this in processes of its own, as a library that Java
 * has loaded and as a part of a program that starts a JVM.
 */
#define _POSIX_C_SOURCE 200809L /* nanosleep */

#include "sampan_inline.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOOPING 6
/* One waits for a sample that nobody gives back, and one makes threads that call once and end. */
#define ALL (LOOPING + 2)
#define ENOUGH 1000

void exit_expect(void);
long long exit_begin(ISampanRuntime *runtime);
long long exit_calls(void);

static ISampanRuntime *runtime;
static IWMSBufferAllocator *allocator;
static IWMSBufferAllocator *exhausted;
static SampanInline fast; /* another allocator, without a handler, and without calls */

static atomic_int ended;   /* threads that have had their answers */
static atomic_int wrong;   /* line of an answer that should not be */
static atomic_int running; /* threads that end after one call */
static atomic_llong calls;

static void pause_ms(long ms) {
  struct timespec time;
  time.tv_sec = ms / 1000;
  time.tv_nsec = ms % 1000 * 1000000;
  nanosleep(&time, NULL);
}

#define EXPECT(condition)          \
  do {                             \
    if (!(condition)) {            \
      atomic_store(&wrong, __LINE__); \
    }                              \
  } while (0)

/* The same without calls. */
static int without_call_once(int seen) {
  INSSBuffer *buffer = (INSSBuffer *)runtime;
  HRESULT code = sampan_allocate(&fast, 100, &buffer);
  atomic_fetch_add(&calls, 1);
  EXPECT(code == S_OK || code == MF_E_SAMPLEALLOCATOR_EMPTY || code == MF_E_SHUTDOWN ||
      code == MF_E_NOT_INITIALIZED || code == MF_E_SAMPLEALLOCATOR_CANCELED);
  EXPECT(!seen || code == MF_E_SHUTDOWN);
  EXPECT(code == S_OK ? buffer != NULL : buffer == NULL);
  if (code == S_OK) {
    ULONG references = sampan_add_ref(&fast, buffer);
    EXPECT(references == 2 || references == 0); /* the end came in between */
    EXPECT(sampan_release(&fast, buffer) < 2 && sampan_release(&fast, buffer) == 0);
  }
  return code == MF_E_SHUTDOWN;
}

/* One call after the other. Returns whether the end was seen. */
static int call_once(int seen) {
  INSSBuffer *buffer = (INSSBuffer *)runtime;
  HRESULT code = IWMSBufferAllocator_AllocateBuffer(allocator, 100, &buffer);
  atomic_fetch_add(&calls, 1);
  EXPECT(code == S_OK || code == MF_E_SAMPLEALLOCATOR_EMPTY || code == MF_E_SHUTDOWN ||
      code == MF_E_NOT_INITIALIZED || code == MF_E_SAMPLEALLOCATOR_CANCELED); /* the last two: closed at the end */
  EXPECT(!seen || code == MF_E_SHUTDOWN);
  EXPECT(code == S_OK ? buffer != NULL : buffer == NULL);
  if (code == S_OK) {
    DWORD length = 1;
    code = INSSBuffer_GetLength(buffer, &length);
    EXPECT(code == S_OK ? length == 0 : code == MF_E_SHUTDOWN);
    EXPECT(INSSBuffer_Release(buffer) == 0);
  }
  return code == MF_E_SHUTDOWN;
}

static void *loop(void *argument) {
  int after = 0;
  while (after < ENOUGH) {
    after += argument == NULL ? call_once(after > 0) : without_call_once(after > 0);
  }
  EXPECT(ISampanRuntime_AddRef(runtime) == 0);
  atomic_fetch_add(&ended, 1);
  return NULL;
}

static void *call_and_end(void *argument) {
  call_once(0);
  atomic_fetch_sub(&running, 1);
  return argument;
}

static void *make_threads(void *argument) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  while (atomic_load(&ended) < LOOPING) {
    pthread_t thread;
    if (atomic_load(&running) < 8) {
      atomic_fetch_add(&running, 1);
      EXPECT(pthread_create(&thread, &attributes, call_and_end, NULL) == 0);
    } else {
      pause_ms(1);
    }
  }
  while (atomic_load(&running) > 0) {
    pause_ms(1);
  }
  atomic_fetch_add(&ended, 1);
  return argument;
}

static void *wait_for_sample(void *argument) {
  INSSBuffer *buffer = NULL;
  HRESULT code = IWMSBufferAllocator_AllocateBuffer(exhausted, 100, &buffer);
  EXPECT(FAILED(code) && buffer == NULL);
  atomic_fetch_add(&ended, 1);
  return argument;
}

static void back(void *context, const SampanRelease *release) {
  (void)context;
  (void)release;
}

static IWMSBufferAllocator *make(const char *name, uint32_t count, uint32_t wait) {
  IWMSBufferAllocator *made = NULL;
  SampanAllocatorOptions options;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.name = name;
  options.sample_size = 1000;
  options.count = count;
  options.wait_ms = wait;
  EXPECT(ISampanRuntime_CreateAllocator(runtime, &options, &made) == S_OK);
  return made;
}

/* When the process ends: says how it went. */
static void report(void) {
  int ms;
  for (ms = 0; ms < 5000 && atomic_load(&ended) < ALL; ms++) {
    pause_ms(1);
  }
  printf("ended %d of %d, wrong %d\n", atomic_load(&ended), ALL, atomic_load(&wrong));
  fflush(stdout);
}

void exit_expect(void) { atexit(report); }

long long exit_begin(ISampanRuntime *given) {
  INSSBuffer *kept = NULL;
  pthread_t thread;
  int i;
  runtime = given;
  allocator = make("allocator", 4, 0);
  exhausted = make("exhausted", 1, SAMPAN_WAIT_FOREVER);
  EXPECT(ISampanRuntime_SetReleaseHandler(runtime, allocator, back, NULL) == S_OK);
  EXPECT(sampan_inline_get(runtime, make("without calls", 4, 0), &fast) == S_OK);
  EXPECT(IWMSBufferAllocator_AllocateBuffer(exhausted, 100, &kept) == S_OK);
  for (i = 0; i < LOOPING; i++) {
    EXPECT(pthread_create(&thread, NULL, loop, i % 2 == 0 ? NULL : &fast) == 0 && pthread_detach(thread) == 0);
  }
  EXPECT(pthread_create(&thread, NULL, make_threads, NULL) == 0 && pthread_detach(thread) == 0);
  EXPECT(pthread_create(&thread, NULL, wait_for_sample, NULL) == 0 && pthread_detach(thread) == 0);
  return atomic_load(&wrong);
}

long long exit_calls(void) { return atomic_load(&calls); }
