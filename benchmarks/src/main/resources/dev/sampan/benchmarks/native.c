/* Loops that NativeComparison times: what of Sampan pools.c does not compare with others, called from C in the JVM's
   process. Each returns nanoseconds per operation, or a negative number if it failed. */

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "sampan_inline.h"

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static ISampanRuntime *runtime;
static IWMSBufferAllocator *allocator;
static SampanInline fast;
static INSSBuffer *held;
static DWORD bytes;
static volatile long notified;

static void on_release(void *context, const SampanRelease *release) {
  (void)context;
  (void)release;
  notified++;
}

void empty(void) {}

int32_t prepare(int64_t pointer, int32_t size, int32_t count) {
  runtime = (ISampanRuntime *)(intptr_t)pointer;
  bytes = (DWORD)size;
  SampanAllocatorOptions options = {0};
  options.size = sizeof options;
  options.name = "comparison";
  options.sample_size = (uint64_t)size;
  options.count = (uint32_t)count;
  HRESULT code = ISampanRuntime_CreateAllocator(runtime, &options, &allocator);
  code = FAILED(code) ? code : sampan_inline_get(runtime, allocator, &fast);
  return FAILED(code) ? code : IWMSBufferAllocator_AllocateBuffer(allocator, bytes, &held);
}

double sampan_pool(int64_t operations) {
  double start = now();
  for (int64_t i = 0; i < operations; i++) {
    INSSBuffer *buffer;
    if (IWMSBufferAllocator_AllocateBuffer(allocator, bytes, &buffer) != S_OK) {
      return -2;
    }
    INSSBuffer_Release(buffer);
  }
  return (now() - start) / (double)operations;
}

double sampan_inline_reference(int64_t operations) {
  double start = now();
  for (int64_t i = 0; i < operations; i++) {
    sampan_add_ref(&fast, held);
    sampan_release(&fast, held);
  }
  return (now() - start) / (double)operations;
}

double sampan_read(int64_t operations) {
  DWORD length;
  double start = now();
  for (int64_t i = 0; i < operations; i++) {
    INSSBuffer_GetLength(held, &length);
  }
  return (now() - start) / (double)operations;
}

double sampan_reference(int64_t operations) {
  double start = now();
  for (int64_t i = 0; i < operations; i++) {
    INSSBuffer_AddRef(held);
    INSSBuffer_Release(held);
  }
  return (now() - start) / (double)operations;
}

/* With a plain C release handler. */
double sampan_notified(int64_t operations) {
  ISampanRuntime_SetReleaseHandler(runtime, allocator, on_release, NULL);
  double time = sampan_pool(operations);
  ISampanRuntime_SetReleaseHandler(runtime, allocator, NULL, NULL);
  return time;
}

/* With an object of native code's, as on Windows. */
typedef struct {
  IMFVideoSampleAllocatorNotify base;
} Notify;

static HRESULT STDMETHODCALLTYPE notify_query(IMFVideoSampleAllocatorNotify *self, REFIID iid, void **out) {
  (void)self;
  (void)iid;
  *out = NULL;
  return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE notify_reference(IMFVideoSampleAllocatorNotify *self) {
  (void)self;
  return 1;
}

static HRESULT STDMETHODCALLTYPE notify_released(IMFVideoSampleAllocatorNotify *self) {
  (void)self;
  notified++;
  return S_OK;
}

double sampan_callback(int64_t operations) {
  static IMFVideoSampleAllocatorNotifyVtbl table = {notify_query, notify_reference, notify_reference, notify_released};
  static Notify notify = {{&table}};
  IMFVideoSampleAllocatorCallback *callback;
  if (IWMSBufferAllocator_QueryInterface(allocator, &IID_IMFVideoSampleAllocatorCallback, (void **)&callback) != S_OK) {
    return -2;
  }
  IMFVideoSampleAllocatorCallback_SetCallback(callback, &notify.base);
  double time = sampan_pool(operations);
  IMFVideoSampleAllocatorCallback_SetCallback(callback, NULL);
  IMFVideoSampleAllocatorCallback_Release(callback);
  return time;
}
