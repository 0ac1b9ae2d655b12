/* Keeps samples for a while, passes them on to another thread, and is told when each one is back. */
#include "sampan.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { SAMPLES = 4, SIZE = 64 * 1024 };

int consumer(ISampanRuntime *runtime);

typedef struct Consumer {
  ISampanRuntime *runtime;
  uint64_t handles[SAMPLES]; /* a handle owns nothing; the reference that goes with it does */
  unsigned sum;
} Consumer;

/* Runs once per return, on the thread that released last, when the sample is free again. */
static void back(void *context, const SampanRelease *release) {
  unsigned *count = context;
  (*count)++;
  fprintf(stderr, "%s let go of %llu bytes after %llu ms\n", release->holder, (unsigned long long)release->length,
      (unsigned long long)release->held_ms);
}

static void *consume(void *argument) {
  Consumer *consumer = argument;
  int i;
  for (i = 0; i < SAMPLES; i++) {
    INSSBuffer4 *sample;
    BYTE *memory;
    DWORD length;
    if (FAILED(ISampanRuntime_BufferFromHandle(consumer->runtime, consumer->handles[i], &sample))) continue;
    INSSBuffer4_GetBufferAndLength(sample, &memory, &length);
    consumer->sum += memory[0] + memory[length - 1];
    INSSBuffer4_Release(sample);
    ISampanRuntime_ReleaseHandle(consumer->runtime, consumer->handles[i], NULL); /* the producer's reference */
  }
  return NULL;
}

int consumer(ISampanRuntime *runtime) {
  SampanAllocatorOptions options = {0};
  IWMSBufferAllocator *allocator;
  Consumer shared = {0};
  pthread_t thread;
  unsigned returned = 0;
  HRESULT hr;
  int i;
  options.size = sizeof options;
  options.name = "consumed";
  options.sample_size = SIZE;
  options.count = SAMPLES;
  if (FAILED(hr = ISampanRuntime_CreateAllocator(runtime, &options, &allocator))) return hr;
  ISampanRuntime_SetReleaseHandler(runtime, allocator, back, &returned);
  shared.runtime = runtime;
  for (i = 0; i < SAMPLES && SUCCEEDED(hr); i++) {
    INSSBuffer *sample;
    BYTE *memory;
    if (FAILED(hr = IWMSBufferAllocator_AllocateBuffer(allocator, SIZE, &sample))) break;
    INSSBuffer_GetBuffer(sample, &memory);
    memset(memory, i + 1, SIZE);
    INSSBuffer_SetLength(sample, SIZE);
    hr = ISampanRuntime_HandleFromBuffer(runtime, sample, &shared.handles[i]);
  }
  if (SUCCEEDED(hr) && pthread_create(&thread, NULL, consume, &shared) == 0) {
    pthread_join(thread, NULL);
  }
  ISampanRuntime_SetReleaseHandler(runtime, allocator, NULL, NULL); /* from here on `returned` may go */
  IWMSBufferAllocator_Release(allocator);
  return FAILED(hr) ? hr : returned == SAMPLES && shared.sum == 2 * (1 + 2 + 3 + 4) ? S_OK : E_FAIL;
}
