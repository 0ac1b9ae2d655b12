/*
 * What native code may do to the border, rightly or wrongly. Each function returns 0, or the line of what did not
 * hold. BorderTest runs them in a process of its own.
 */
#define _POSIX_C_SOURCE 200809L /* nanosleep and barriers */

#include "sampan.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef long long Outcome;

#define REQUIRE(condition)   \
  do {                       \
    if (!(condition)) {      \
      return __LINE__;       \
    }                        \
  } while (0)

#define REQUIRE_CODE(expected, call) REQUIRE((call) == (HRESULT)(expected))

#define PAGE ((uint32_t)sysconf(_SC_PAGESIZE))

Outcome misuse(ISampanRuntime *runtime);
Outcome stale(ISampanRuntime *runtime, long long blocks);
Outcome forged(ISampanRuntime *runtime);
Outcome null_everywhere(ISampanRuntime *runtime);
Outcome sizes(ISampanRuntime *runtime);
Outcome errors(ISampanRuntime *runtime);
Outcome handles(ISampanRuntime *runtime);
Outcome statistics(ISampanRuntime *runtime);
Outcome properties_end(ISampanRuntime *runtime);
Outcome plain_handler(ISampanRuntime *runtime);
Outcome replaced_while_running(ISampanRuntime *runtime);
Outcome replace_each_other(ISampanRuntime *runtime);
Outcome calls_everything(ISampanRuntime *runtime);
Outcome waiting(ISampanRuntime *runtime);
Outcome many_threads(ISampanRuntime *runtime);
Outcome short_threads(ISampanRuntime *runtime);
Outcome releases_at_once(ISampanRuntime *runtime);
Outcome objects_come_and_go(ISampanRuntime *runtime);
Outcome no_encoder(ISampanRuntime *runtime);
Outcome spin(IWMSBufferAllocator *allocator, long long times);
Outcome spin_references(INSSBuffer *buffer, long long times);
Outcome set_counter(ISampanRuntime *runtime, IWMSBufferAllocator *allocator);
Outcome counted(void);
Outcome look(ISampanRuntime *runtime, uint64_t handle, long long length, long long first);
Outcome make(ISampanRuntime *runtime, IWMSBufferAllocator *allocator, long long length, long long first);
Outcome allocate_code(IWMSBufferAllocator *allocator);
Outcome allocate_pointer(IWMSBufferAllocator *allocator);
Outcome release_pointer(INSSBuffer *buffer);
Outcome last_error(ISampanRuntime *runtime, char *text, long long size);

static IWMSBufferAllocator *allocator_of(ISampanRuntime *runtime, const char *name, uint32_t size, uint32_t count,
    uint32_t wait) {
  IWMSBufferAllocator *allocator = NULL;
  SampanAllocatorOptions options;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.name = name;
  options.sample_size = size;
  options.count = count;
  options.wait_ms = wait;
  return ISampanRuntime_CreateAllocator(runtime, &options, &allocator) == S_OK ? allocator : NULL;
}

static INSSBuffer *buffer_of(IWMSBufferAllocator *allocator, DWORD size) {
  INSSBuffer *buffer = NULL;
  return IWMSBufferAllocator_AllocateBuffer(allocator, size, &buffer) == S_OK ? buffer : NULL;
}

static IMFVideoSampleAllocatorCallback *callback_of(IWMSBufferAllocator *allocator) {
  IMFVideoSampleAllocatorCallback *callback = NULL;
  IWMSBufferAllocator_QueryInterface(allocator, &IID_IMFVideoSampleAllocatorCallback, (void **)&callback);
  return callback;
}

static SampanAllocatorStatistics numbers(ISampanRuntime *runtime, IWMSBufferAllocator *allocator) {
  SampanAllocatorStatistics result;
  memset(&result, 0, sizeof result);
  result.size = sizeof result;
  if (ISampanRuntime_GetAllocatorStatistics(runtime, allocator, &result) != S_OK) {
    memset(&result, 0xEE, sizeof result);
  }
  return result;
}

static int error_has(ISampanRuntime *runtime, HRESULT code, const char *part) {
  char text[2000];
  uint32_t size = sizeof text;
  HRESULT last = S_OK;
  return ISampanRuntime_GetLastErrorInfo(runtime, &last, text, &size) == S_OK && last == code &&
         strstr(text, part) != NULL;
}

static void pause_ms(long ms) {
  struct timespec time;
  time.tv_sec = ms / 1000;
  time.tv_nsec = ms % 1000 * 1000000;
  nanosleep(&time, NULL);
}

static long long now_ms(void) {
  struct timespec time;
  timespec_get(&time, TIME_UTC);
  return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* ---- References and pointers ------------------------------------------------------------------------------------ */

Outcome misuse(ISampanRuntime *runtime) {
  IWMSBufferAllocator *allocator = allocator_of(runtime, "misused", 100, 2, 0);
  INSSBuffer *buffer = buffer_of(allocator, 100);
  IMFVideoSampleAllocatorCallback *callback = callback_of(allocator);
  SampanRuntimeStatistics before;
  SampanRuntimeStatistics after;
  DWORD length = 77;
  BYTE *address = NULL;
  void *out = &length;
  REQUIRE(buffer != NULL && callback != NULL);
  memset(&before, 0, sizeof before);
  before.size = sizeof before;
  after = before;
  REQUIRE_CODE(S_OK, ISampanRuntime_GetStatistics(runtime, &before));
  REQUIRE(INSSBuffer_Release(buffer) == 0);
  REQUIRE(INSSBuffer_Release(buffer) == 0);
  REQUIRE(error_has(runtime, E_HANDLE, "misused"));
  REQUIRE(INSSBuffer_AddRef(buffer) == 0);
  REQUIRE_CODE(E_HANDLE, INSSBuffer_GetLength(buffer, &length));
  REQUIRE_CODE(E_HANDLE, INSSBuffer_GetMaxLength(buffer, &length));
  REQUIRE_CODE(E_HANDLE, INSSBuffer_SetLength(buffer, 1));
  REQUIRE_CODE(E_HANDLE, INSSBuffer_GetBuffer(buffer, &address));
  REQUIRE_CODE(E_HANDLE, INSSBuffer_GetBufferAndLength(buffer, &address, &length));
  REQUIRE_CODE(E_HANDLE, INSSBuffer_QueryInterface(buffer, &IID_INSSBuffer4, &out));
  REQUIRE(out == NULL);
  REQUIRE(length == 77 && address == NULL);
  REQUIRE(numbers(runtime, allocator).free_count == 2);
  REQUIRE(numbers(runtime, allocator).misuses == 3);
  REQUIRE_CODE(S_OK, ISampanRuntime_GetStatistics(runtime, &after));
  REQUIRE(after.refused - before.refused == 8);

  /* The same with other objects. */
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 1);
  REQUIRE(IMFVideoSampleAllocatorCallback_Release(callback) == 0);
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
  REQUIRE(IWMSBufferAllocator_AddRef(allocator) == 0);
  REQUIRE(error_has(runtime, E_HANDLE, "released"));
  out = &length;
  REQUIRE_CODE(E_HANDLE, IWMSBufferAllocator_QueryInterface(allocator, &IID_IUnknown, &out));
  REQUIRE_CODE(E_HANDLE, IWMSBufferAllocator_AllocateBuffer(allocator, 1, (INSSBuffer **)&out));
  REQUIRE_CODE(E_HANDLE, IMFVideoSampleAllocatorCallback_SetCallback(callback, NULL));
  REQUIRE_CODE(E_INVALIDARG, ISampanRuntime_SetReleaseHandler(runtime, allocator, NULL, NULL));
  return 0;
}

Outcome stale(ISampanRuntime *runtime, long long blocks) {
  IWMSBufferAllocator *allocator = allocator_of(runtime, "stale", 100, 1, 0);
  INSSBuffer *first = buffer_of(allocator, 100);
  INSSBuffer *other;
  DWORD length;
  long long i;
  REQUIRE(INSSBuffer_Release(first) == 0);
  for (i = 1; i < blocks; i++) {
    other = buffer_of(allocator, 100);
    REQUIRE(other != NULL && other != first);
    REQUIRE(INSSBuffer_Release(first) == 0);
    REQUIRE(INSSBuffer_AddRef(first) == 0);
    REQUIRE_CODE(E_HANDLE, INSSBuffer_GetLength(first, &length));
    REQUIRE_CODE(S_OK, INSSBuffer_GetLength(other, &length));
    REQUIRE(INSSBuffer_Release(other) == 0);
    REQUIRE(INSSBuffer_Release(first) == 0);
  }
  /* From here on the pointer is another buffer's, and nobody can tell. */
  other = buffer_of(allocator, 100);
  REQUIRE(other == first);
  REQUIRE(INSSBuffer_Release(other) == 0);
  REQUIRE(numbers(runtime, allocator).free_count == 1);
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
  return 0;
}

static Outcome forged_object(ISampanRuntime *runtime, IWMSBufferAllocator *allocator,
    IMFVideoSampleAllocatorCallback *callback, INSSBuffer4 *buffer, char *at) {
  const INSSBuffer4Vtbl *methods = buffer->lpVtbl;
  INSSBuffer4 *self = (INSSBuffer4 *)at;
  DWORD number = 77;
  BYTE *address;
  GUID guid;
  void *out = &number;
  uint64_t handle = 77;
  SampanAllocatorStatistics figures;
  uint32_t version;
  REQUIRE(methods->AddRef(self) == 0);
  REQUIRE(methods->Release(self) == 0);
  REQUIRE_CODE(E_HANDLE, methods->QueryInterface(self, &IID_IUnknown, &out));
  REQUIRE(out == NULL);
  REQUIRE_CODE(E_HANDLE, methods->GetLength(self, &number));
  REQUIRE_CODE(E_HANDLE, methods->SetLength(self, 0));
  REQUIRE_CODE(E_HANDLE, methods->GetMaxLength(self, &number));
  REQUIRE_CODE(E_HANDLE, methods->GetBuffer(self, &address));
  REQUIRE_CODE(E_HANDLE, methods->GetBufferAndLength(self, &address, &number));
  REQUIRE_CODE(E_HANDLE, methods->SetProperty(self, IID_IUnknown, &number, 4));
  REQUIRE_CODE(E_HANDLE, methods->GetProperty(self, IID_IUnknown, &number, &number));
  REQUIRE_CODE(E_HANDLE, methods->GetPropertyCount(self, &number));
  REQUIRE_CODE(E_HANDLE, methods->GetPropertyByIndex(self, 0, &guid, NULL, &number));
  REQUIRE(number == 77);

  REQUIRE(allocator->lpVtbl->AddRef((IWMSBufferAllocator *)at) == 0);
  REQUIRE(allocator->lpVtbl->Release((IWMSBufferAllocator *)at) == 0);
  out = &number;
  REQUIRE_CODE(E_HANDLE, allocator->lpVtbl->AllocateBuffer((IWMSBufferAllocator *)at, 1, (INSSBuffer **)&out));
  REQUIRE_CODE(E_HANDLE, callback->lpVtbl->SetCallback((IMFVideoSampleAllocatorCallback *)at, NULL));
  REQUIRE_CODE(E_HANDLE, callback->lpVtbl->GetFreeSampleCount((IMFVideoSampleAllocatorCallback *)at, (LONG *)&number));
  REQUIRE_CODE(E_HANDLE, runtime->lpVtbl->GetVersion((ISampanRuntime *)at, &version, &version));
  REQUIRE_CODE(at == NULL ? E_POINTER : E_INVALIDARG,
      ISampanRuntime_SetReleaseHandler(runtime, (IWMSBufferAllocator *)at, NULL, NULL));
  figures.size = sizeof figures;
  REQUIRE_CODE(at == NULL ? E_POINTER : E_INVALIDARG,
      ISampanRuntime_GetAllocatorStatistics(runtime, (IWMSBufferAllocator *)at, &figures));
  REQUIRE(FAILED(ISampanRuntime_HandleFromBuffer(runtime, (INSSBuffer *)at, &handle)));
  REQUIRE(handle == 77);
  return 0;
}

Outcome forged(ISampanRuntime *runtime) {
  IWMSBufferAllocator *allocator = allocator_of(runtime, "forged", 100, 2, 0);
  IMFVideoSampleAllocatorCallback *callback = callback_of(allocator);
  INSSBuffer *buffer = buffer_of(allocator, 100);
  INSSBuffer4 *wide = (INSSBuffer4 *)buffer; /* one table serves them all */
  char here[64] = {0};
  char *places[14];
  size_t count = 0;
  size_t i;
  places[count++] = NULL;
  places[count++] = here;                        /* memory of the program's own */
  places[count++] = (char *)(uintptr_t)1;        /* not mapped */
  places[count++] = (char *)(uintptr_t)-8;       /* at the end of all addresses */
  places[count++] = (char *)buffer + 1;          /* misaligned */
  places[count++] = (char *)buffer + 8;          /* inside of a block */
  places[count++] = (char *)buffer + 32;         /* a block that was never used */
  places[count++] = (char *)buffer + (64 << 20); /* a slot that there is not */
  places[count++] = (char *)buffer + (8ll << 30);
  places[count++] = (char *)buffer - (8ll << 30);
  places[count++] = (char *)callback + 8;        /* behind the last interface of an object */
  places[count++] = (char *)callback + 1;
  places[count++] = (char *)callback + (1 << 20); /* an object that there is not */
  places[count++] = (char *)callback + (1ll << 40);
  for (i = 0; i < count; i++) {
    Outcome outcome = forged_object(runtime, allocator, callback, wide, places[i]);
    if (outcome != 0) {
      return outcome + (Outcome)i * 10000;
    }
  }
  REQUIRE(INSSBuffer_Release(buffer) == 0);
  IMFVideoSampleAllocatorCallback_Release(callback);
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
  return 0;
}

Outcome null_everywhere(ISampanRuntime *runtime) {
  IWMSBufferAllocator *allocator = allocator_of(runtime, "null", 100, 2, 0);
  IWMSBufferAllocator *none = NULL;
  SampanAllocatorOptions options;
  SampanAllocatorStatistics figures;
  uint32_t number = 0;
  HRESULT code = S_OK;
  INSSBuffer *buffer = buffer_of(allocator, 100);
  uint64_t handle = 0;
  REQUIRE_CODE(E_POINTER, ISampanRuntime_GetVersion(runtime, NULL, &number));
  REQUIRE_CODE(E_POINTER, ISampanRuntime_GetVersion(runtime, &number, NULL));
  REQUIRE_CODE(E_POINTER, ISampanRuntime_CreateAllocator(runtime, NULL, &none));
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.sample_size = 1;
  options.count = 1;
  REQUIRE_CODE(E_POINTER, ISampanRuntime_CreateAllocator(runtime, &options, &none)); /* no name */
  options.name = "null";
  REQUIRE_CODE(E_POINTER, ISampanRuntime_CreateAllocator(runtime, &options, NULL));
  REQUIRE_CODE(E_POINTER, ISampanRuntime_CreateWriter(runtime, NULL, NULL));
  REQUIRE_CODE(E_POINTER, ISampanRuntime_CreateProfile(runtime, NULL));
  REQUIRE_CODE(E_POINTER, ISampanRuntime_SetReleaseHandler(runtime, NULL, NULL, NULL));
  REQUIRE_CODE(E_POINTER, ISampanRuntime_HandleFromBuffer(runtime, NULL, &handle));
  REQUIRE_CODE(E_POINTER, ISampanRuntime_HandleFromBuffer(runtime, buffer, NULL));
  REQUIRE_CODE(E_POINTER, ISampanRuntime_BufferFromHandle(runtime, 1, NULL));
  figures.size = sizeof figures;
  REQUIRE_CODE(E_POINTER, ISampanRuntime_GetAllocatorStatistics(runtime, NULL, &figures));
  REQUIRE_CODE(E_POINTER, ISampanRuntime_GetAllocatorStatistics(runtime, allocator, NULL));
  REQUIRE_CODE(E_POINTER, ISampanRuntime_GetStatistics(runtime, NULL));
  REQUIRE(error_has(runtime, E_POINTER, "statistics"));
  REQUIRE_CODE(E_POINTER, ISampanRuntime_GetLastErrorInfo(runtime, &code, NULL, NULL));
  REQUIRE(error_has(runtime, E_POINTER, "statistics"));
  number = 0;
  REQUIRE_CODE(S_OK, ISampanRuntime_GetLastErrorInfo(runtime, NULL, NULL, &number));
  REQUIRE(number > 1);
  REQUIRE(INSSBuffer_Release(buffer) == 0);
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
  return 0;
}

Outcome sizes(ISampanRuntime *runtime) {
  const uint32_t good[] = {1, PAGE - 1, PAGE, PAGE + 1};
  const uint32_t bad[] = {0, PAGE + 2, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
  IWMSBufferAllocator *allocator = allocator_of(runtime, "sizes", PAGE + 1, 2, 0);
  IWMSBufferAllocator *none = NULL;
  SampanAllocatorOptions options;
  INSSBuffer *buffer;
  DWORD length;
  BYTE *address;
  size_t i;
  for (i = 0; i < sizeof good / sizeof good[0]; i++) {
    buffer = buffer_of(allocator, good[i]);
    REQUIRE(buffer != NULL);
    REQUIRE_CODE(S_OK, INSSBuffer_GetMaxLength(buffer, &length));
    REQUIRE(length == good[i]);
    REQUIRE_CODE(S_OK, INSSBuffer_SetLength(buffer, good[i]));
    REQUIRE_CODE(E_INVALIDARG, INSSBuffer_SetLength(buffer, good[i] + 1));
    REQUIRE_CODE(S_OK, INSSBuffer_GetBufferAndLength(buffer, &address, &length));
    memset(address, 0x5A, length);
    REQUIRE(INSSBuffer_Release(buffer) == 0);
  }
  for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    buffer = (INSSBuffer *)&length;
    REQUIRE_CODE(E_INVALIDARG, IWMSBufferAllocator_AllocateBuffer(allocator, bad[i], &buffer));
    REQUIRE(buffer == NULL);
    REQUIRE_CODE(E_INVALIDARG, IWMSBufferAllocator_AllocatePageSizeBuffer(allocator, bad[i], &buffer));
  }
  memset(&options, 0, sizeof options);
  options.name = "sizes";
  options.sample_size = 1;
  options.count = 1;
  for (options.size = 0; options.size < sizeof options; options.size += 4) {
    none = allocator;
    REQUIRE_CODE(E_INVALIDARG, ISampanRuntime_CreateAllocator(runtime, &options, &none));
    REQUIRE(none == NULL);
  }
  options.size = sizeof options;
  options.flags = 16;
  REQUIRE_CODE(E_INVALIDARG, ISampanRuntime_CreateAllocator(runtime, &options, &none));
  REQUIRE(error_has(runtime, E_INVALIDARG, "0x10"));
  options.flags = 0;
  options.reserved = 1;
  REQUIRE_CODE(E_INVALIDARG, ISampanRuntime_CreateAllocator(runtime, &options, &none));
  options.reserved = 0;
  for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    if (bad[i] != PAGE + 2) {
      options.count = bad[i];
      REQUIRE_CODE(E_INVALIDARG, ISampanRuntime_CreateAllocator(runtime, &options, &none));
    }
  }
  options.count = 1;
  options.sample_size = 0;
  REQUIRE_CODE(E_INVALIDARG, ISampanRuntime_CreateAllocator(runtime, &options, &none));
  options.sample_size = 0xFFFFFFFF;
  options.count = 1 << 20;
  REQUIRE_CODE(E_OUTOFMEMORY, ISampanRuntime_CreateAllocator(runtime, &options, &none));
  REQUIRE(error_has(runtime, E_OUTOFMEMORY, "bytes"));
  REQUIRE(none == NULL);
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
  return 0;
}

static void *fresh_thread(void *runtime) {
  char text[10] = "x";
  uint32_t size = sizeof text;
  HRESULT code = E_FAIL;
  HRESULT result = ISampanRuntime_GetLastErrorInfo((ISampanRuntime *)runtime, &code, text, &size);
  return result == S_FALSE && code == S_OK && size == 1 && text[0] == 0 ? runtime : NULL;
}

Outcome errors(ISampanRuntime *runtime) {
  IWMSBufferAllocator *allocator = allocator_of(runtime, "camera", 100, 1, 0);
  INSSBuffer *buffer = buffer_of(allocator, 100);
  INSSBuffer *none = buffer;
  char text[1000];
  uint32_t size;
  uint32_t needed = 0;
  HRESULT code = S_OK;
  pthread_t thread;
  void *result = NULL;
  REQUIRE_CODE(MF_E_SAMPLEALLOCATOR_EMPTY, IWMSBufferAllocator_AllocateBuffer(allocator, 1, &none));
  REQUIRE(none == NULL);
  REQUIRE(error_has(runtime, MF_E_SAMPLEALLOCATOR_EMPTY, "camera"));
  REQUIRE(error_has(runtime, MF_E_SAMPLEALLOCATOR_EMPTY, "native consumer"));
  REQUIRE(error_has(runtime, MF_E_SAMPLEALLOCATOR_EMPTY, "1 of 1 samples"));
  REQUIRE_CODE(S_OK, ISampanRuntime_GetLastErrorInfo(runtime, &code, NULL, &needed));
  size = needed - 1;
  text[0] = 'x';
  REQUIRE_CODE(NS_E_SDK_BUFFERTOOSMALL, ISampanRuntime_GetLastErrorInfo(runtime, &code, text, &size));
  REQUIRE(size == needed && text[0] == 'x');
  REQUIRE_CODE(S_OK, ISampanRuntime_GetLastErrorInfo(runtime, &code, text, &size));
  REQUIRE(size == needed && strlen(text) + 1 == size);
  REQUIRE(INSSBuffer_Release(buffer) == 0);
  /* What succeeds changes nothing, and each thread has its own. */
  REQUIRE(error_has(runtime, MF_E_SAMPLEALLOCATOR_EMPTY, "camera"));
  REQUIRE(pthread_create(&thread, NULL, fresh_thread, runtime) == 0);
  REQUIRE(pthread_join(thread, &result) == 0);
  REQUIRE(result == runtime);
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
  return 0;
}

Outcome handles(ISampanRuntime *runtime) {
  static const uint64_t NOBODYS[] = {0, 1, 0xFFFFFF, 1ull << 24, 0xFFFFFFFFFFFFFFFF, 0x123456789ABCDEF0};
  IWMSBufferAllocator *allocator = allocator_of(runtime, "handles", 100, 2, 0);
  INSSBuffer *buffer = buffer_of(allocator, 60);
  INSSBuffer4 *same = NULL;
  uint64_t handle = 0;
  uint32_t count = 77;
  DWORD length;
  size_t i;
  REQUIRE_CODE(S_OK, ISampanRuntime_HandleFromBuffer(runtime, buffer, &handle));
  REQUIRE(handle != 0);
  REQUIRE_CODE(S_OK, ISampanRuntime_BufferFromHandle(runtime, handle, &same));
  REQUIRE((void *)same == (void *)buffer);
  REQUIRE_CODE(S_OK, INSSBuffer4_GetMaxLength(same, &length));
  REQUIRE(length == 60);
  REQUIRE_CODE(S_OK, ISampanRuntime_AddRefHandle(runtime, handle, &count));
  REQUIRE(count == 3);
  REQUIRE_CODE(S_OK, ISampanRuntime_AddRefHandle(runtime, handle, NULL));
  REQUIRE_CODE(S_OK, ISampanRuntime_ReleaseHandle(runtime, handle, NULL));
  REQUIRE_CODE(S_OK, ISampanRuntime_ReleaseHandle(runtime, handle, &count));
  REQUIRE(count == 2);
  REQUIRE(INSSBuffer4_Release(same) == 1);
  REQUIRE_CODE(S_OK, ISampanRuntime_ReleaseHandle(runtime, handle, &count));
  REQUIRE(count == 0);
  count = 77;
  REQUIRE_CODE(E_HANDLE, ISampanRuntime_ReleaseHandle(runtime, handle, &count));
  REQUIRE(error_has(runtime, E_HANDLE, "handles"));
  REQUIRE_CODE(E_HANDLE, ISampanRuntime_AddRefHandle(runtime, handle, &count));
  REQUIRE_CODE(E_HANDLE, ISampanRuntime_BufferFromHandle(runtime, handle, &same));
  REQUIRE(same == NULL);
  REQUIRE_CODE(E_HANDLE, ISampanRuntime_HandleFromBuffer(runtime, buffer, &handle));
  REQUIRE_CODE(E_INVALIDARG, ISampanRuntime_HandleFromBuffer(runtime, (INSSBuffer *)allocator, &handle));
  for (i = 0; i < sizeof NOBODYS / sizeof NOBODYS[0]; i++) {
    REQUIRE_CODE(E_HANDLE, ISampanRuntime_ReleaseHandle(runtime, NOBODYS[i], &count));
    REQUIRE_CODE(E_HANDLE, ISampanRuntime_AddRefHandle(runtime, NOBODYS[i], &count));
    REQUIRE_CODE(E_HANDLE, ISampanRuntime_BufferFromHandle(runtime, NOBODYS[i], &same));
  }
  REQUIRE(count == 77);
  REQUIRE(numbers(runtime, allocator).free_count == 2);
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
  return 0;
}

Outcome statistics(ISampanRuntime *runtime) {
  IWMSBufferAllocator *allocator = allocator_of(runtime, "statistics", PAGE + 1, 3, 0);
  INSSBuffer *one = buffer_of(allocator, 10);
  INSSBuffer *two = buffer_of(allocator, 10);
  INSSBuffer *three = buffer_of(allocator, 10);
  INSSBuffer *none;
  SampanAllocatorStatistics figures = numbers(runtime, allocator);
  SampanRuntimeStatistics all;
  uint32_t version = 0;
  uint32_t table = 0;
  REQUIRE(figures.size == sizeof figures);
  REQUIRE(figures.capacity == 3 && figures.free_count == 0 && figures.out == 3 && figures.high_water == 3);
  REQUIRE(figures.sample_size == PAGE + 1 && figures.page_size == PAGE);
  REQUIRE(figures.allocated == 3 && figures.returned == 0 && figures.exhausted == 0 && figures.misuses == 0);
  REQUIRE_CODE(MF_E_SAMPLEALLOCATOR_EMPTY, IWMSBufferAllocator_AllocateBuffer(allocator, 1, &none));
  REQUIRE(INSSBuffer_Release(one) == 0);
  figures = numbers(runtime, allocator);
  REQUIRE(figures.exhausted == 1 && figures.returned == 1 && figures.free_count == 1 && figures.recovered == 0);
  figures.size = sizeof figures - 1;
  REQUIRE_CODE(E_INVALIDARG, ISampanRuntime_GetAllocatorStatistics(runtime, allocator, &figures));

  memset(&all, 0, sizeof all);
  all.size = sizeof all;
  REQUIRE_CODE(S_OK, ISampanRuntime_GetStatistics(runtime, &all));
  REQUIRE(all.size == sizeof all && all.allocators >= 1 && all.samples_out >= 2 && all.writers == 0);
  REQUIRE(all.mapped_bytes >= 3 * 2 * PAGE);
  all.size = 4;
  REQUIRE_CODE(E_INVALIDARG, ISampanRuntime_GetStatistics(runtime, &all));
  REQUIRE_CODE(S_OK, ISampanRuntime_GetVersion(runtime, &version, &table));
  REQUIRE(version == SAMPAN_VERSION && table == sizeof(ISampanRuntimeVtbl));
  /* The allocator ends before its samples. */
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
  REQUIRE(INSSBuffer_Release(two) == 0);
  REQUIRE(INSSBuffer_AddRef(three) == 2);
  REQUIRE(INSSBuffer_Release(three) == 1);
  REQUIRE(INSSBuffer_Release(three) == 0);
  REQUIRE(INSSBuffer_Release(three) == 0);
  return 0;
}

Outcome properties_end(ISampanRuntime *runtime) {
  IWMSBufferAllocator *allocator = allocator_of(runtime, "properties", 100, 1, 0);
  static BYTE large[(1 << 20) + 1];
  DWORD size = 0;
  DWORD count = 77;
  int i;
  for (i = 0; i < 3; i++) {
    INSSBuffer4 *buffer = (INSSBuffer4 *)buffer_of(allocator, 10);
    REQUIRE_CODE(S_OK, INSSBuffer4_GetPropertyCount(buffer, &count));
    REQUIRE(count == 0);
    REQUIRE_CODE(NS_E_UNSUPPORTED_PROPERTY, INSSBuffer4_GetProperty(buffer, IID_IUnknown, NULL, &size));
    REQUIRE_CODE(S_OK, INSSBuffer4_SetProperty(buffer, IID_IUnknown, NULL, 0));
    REQUIRE_CODE(S_OK, INSSBuffer4_SetProperty(buffer, IID_INSSBuffer, large, 1000));
    REQUIRE_CODE(E_INVALIDARG, INSSBuffer4_SetProperty(buffer, IID_INSSBuffer2, large, sizeof large));
    REQUIRE_CODE(E_INVALIDARG, INSSBuffer4_SetProperty(buffer, IID_INSSBuffer2, large, 0xFFFFFFFF));
    REQUIRE_CODE(E_INVALIDARG, INSSBuffer4_SetProperty(buffer, IID_INSSBuffer2, large, sizeof large - 1));
    REQUIRE_CODE(S_OK, INSSBuffer4_GetPropertyCount(buffer, &count));
    REQUIRE(count == 2);
    REQUIRE_CODE(S_OK, INSSBuffer4_SetLength(buffer, 5));
    REQUIRE(INSSBuffer4_Release(buffer) == 0);
  }
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
  return 0;
}

/* ---- Handlers --------------------------------------------------------------------------------------------------- */

typedef struct Told {
  int calls;
  SampanRelease last;
  char holder[100];
} Told;

static void told(void *context, const SampanRelease *release) {
  Told *result = context;
  result->calls++;
  result->last = *release;
  snprintf(result->holder, sizeof result->holder, "%s", release->holder);
}

typedef struct Notify Notify;
struct Notify {
  IMFVideoSampleAllocatorNotify base;
  atomic_int references;
  atomic_int calls;
  atomic_int running;
  atomic_int released_while_running;
  void (*body)(Notify *self);
  ISampanRuntime *runtime;
  IWMSBufferAllocator *allocator;
  IMFVideoSampleAllocatorCallback *callback;
  Notify *other;
  atomic_int flag;
  atomic_int proceed;
  Outcome wrong;
};

static HRESULT STDMETHODCALLTYPE notify_query(IMFVideoSampleAllocatorNotify *self, REFIID iid, void **out) {
  *out = NULL;
  if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IMFVideoSampleAllocatorNotify)) {
    atomic_fetch_add(&((Notify *)self)->references, 1);
    *out = self;
    return S_OK;
  }
  return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE notify_add(IMFVideoSampleAllocatorNotify *self) {
  return (ULONG)atomic_fetch_add(&((Notify *)self)->references, 1) + 1;
}

static ULONG STDMETHODCALLTYPE notify_release(IMFVideoSampleAllocatorNotify *self) {
  Notify *notify = (Notify *)self;
  if (atomic_load(&notify->running) != 0) {
    atomic_store(&notify->released_while_running, 1);
  }
  return (ULONG)atomic_fetch_sub(&notify->references, 1) - 1;
}

static HRESULT STDMETHODCALLTYPE notify_released(IMFVideoSampleAllocatorNotify *self) {
  Notify *notify = (Notify *)self;
  atomic_fetch_add(&notify->running, 1);
  atomic_fetch_add(&notify->calls, 1);
  if (notify->body != NULL) {
    notify->body(notify);
  }
  atomic_fetch_sub(&notify->running, 1);
  return S_OK;
}

static const IMFVideoSampleAllocatorNotifyVtbl NOTIFY = {notify_query, notify_add, notify_release, notify_released};

static void notify_init(Notify *notify, void (*body)(Notify *)) {
  memset((void *)notify, 0, sizeof *notify);
  notify->base.lpVtbl = &NOTIFY;
  atomic_store(&notify->references, 1);
  notify->body = body;
}

/* The call macros use their first argument twice, as those of Windows do. */
static ULONG release(INSSBuffer *buffer) { return INSSBuffer_Release(buffer); }

static void *release_one(void *allocator) {
  release(buffer_of(allocator, 1));
  return NULL;
}

Outcome plain_handler(ISampanRuntime *runtime) {
  IWMSBufferAllocator *allocator = allocator_of(runtime, "plain", 100, 2, 0);
  IMFVideoSampleAllocatorCallback *callback = callback_of(allocator);
  INSSBuffer *buffer = buffer_of(allocator, 100);
  Told first;
  Told second;
  Notify notify;
  uint64_t handle = 0;
  memset(&first, 0, sizeof first);
  memset(&second, 0, sizeof second);
  notify_init(&notify, NULL);
  REQUIRE_CODE(S_OK, ISampanRuntime_HandleFromBuffer(runtime, buffer, &handle));
  REQUIRE_CODE(S_OK, ISampanRuntime_SetReleaseHandler(runtime, allocator, told, &first));
  REQUIRE_CODE(S_OK, INSSBuffer_SetLength(buffer, 42));
  pause_ms(200); /* the clock is coarse, and coarser on a machine that is busy */
  REQUIRE(INSSBuffer_Release(buffer) == 0);
  REQUIRE(first.calls == 1);
  REQUIRE(first.last.size == sizeof(SampanRelease));
  REQUIRE(first.last.reason == SAMPAN_CANCELLED); /* it was never written */
  REQUIRE(first.last.handle == handle);
  REQUIRE(first.last.length == 42);
  REQUIRE(strcmp(first.holder, "native consumer") == 0);
  REQUIRE(first.last.held_ms >= 20 && first.last.held_ms < 20000);

  REQUIRE_CODE(S_OK, ISampanRuntime_SetReleaseHandler(runtime, allocator, told, &second));
  REQUIRE(release(buffer_of(allocator, 1)) == 0);
  REQUIRE(first.calls == 1 && second.calls == 1);
  /* There is one slot, whichever way it is set. */
  REQUIRE_CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, &notify.base));
  REQUIRE(release(buffer_of(allocator, 1)) == 0);
  REQUIRE(second.calls == 1 && notify.calls == 1 && notify.references == 2);
  REQUIRE_CODE(S_OK, ISampanRuntime_SetReleaseHandler(runtime, allocator, told, &first));
  REQUIRE(notify.references == 1);
  REQUIRE(release(buffer_of(allocator, 1)) == 0);
  REQUIRE(first.calls == 2 && notify.calls == 1);
  REQUIRE_CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, NULL));
  REQUIRE(release(buffer_of(allocator, 1)) == 0);
  REQUIRE(first.calls == 2);

  /* The last sample of a closed allocator is notified too, and then the handler ends. */
  buffer = buffer_of(allocator, 1);
  REQUIRE_CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, &notify.base));
  REQUIRE(IMFVideoSampleAllocatorCallback_Release(callback) == 1);
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
  REQUIRE(notify.calls == 1 && notify.references == 2);
  REQUIRE(INSSBuffer_Release(buffer) == 0);
  REQUIRE(notify.calls == 2 && notify.references == 1);
  return 0;
}

static void wait_for(atomic_int *flag) {
  while (atomic_load(flag) == 0) {
    pause_ms(1);
  }
}

static void until_told(Notify *self) {
  atomic_store(&self->flag, 1);
  wait_for(&self->proceed);
}

typedef struct Setting {
  IMFVideoSampleAllocatorCallback *callback;
  Notify *next;
  atomic_int done;
} Setting;

static void *set_next(void *argument) {
  Setting *setting = argument;
  IMFVideoSampleAllocatorCallback_SetCallback(setting->callback, setting->next == NULL ? NULL : &setting->next->base);
  atomic_store(&setting->done, 1);
  return NULL;
}

Outcome replaced_while_running(ISampanRuntime *runtime) {
  IWMSBufferAllocator *allocator = allocator_of(runtime, "replaced", 100, 4, 0);
  IMFVideoSampleAllocatorCallback *callback = callback_of(allocator);
  Notify old;
  Notify next;
  Setting setting;
  pthread_t releasing;
  pthread_t replacing;
  notify_init(&old, until_told);
  notify_init(&next, NULL);
  setting.callback = callback;
  setting.next = &next;
  atomic_init(&setting.done, 0);
  REQUIRE_CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, &old.base));
  REQUIRE(pthread_create(&releasing, NULL, release_one, allocator) == 0);
  wait_for(&old.flag);
  REQUIRE(pthread_create(&replacing, NULL, set_next, &setting) == 0);
  pause_ms(100);
  REQUIRE(atomic_load(&setting.done) == 0); /* it waits for the run */
  REQUIRE(old.references == 2);
  /* Returns go on meanwhile, and the old handler does not hear of them. */
  release_one(allocator);
  REQUIRE(old.calls == 1 && next.calls == 1);
  atomic_store(&old.proceed, 1);
  REQUIRE(pthread_join(replacing, NULL) == 0);
  REQUIRE(old.references == 1 && old.released_while_running == 0);
  REQUIRE(pthread_join(releasing, NULL) == 0);
  release_one(allocator);
  REQUIRE(old.calls == 1 && next.calls == 2);
  IMFVideoSampleAllocatorCallback_Release(callback);
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
  REQUIRE(next.references == 1 && next.released_while_running == 0);
  return 0;
}

static void replace_other(Notify *self) {
  if (IMFVideoSampleAllocatorCallback_SetCallback(self->other->callback, &self->other->base) != S_OK) {
    self->wrong = __LINE__;
  }
}

static void *release_many(void *allocator) {
  int i;
  for (i = 0; i < 2000; i++) {
    release_one(allocator);
  }
  return NULL;
}

Outcome replace_each_other(ISampanRuntime *runtime) {
  Notify pair[2];
  pthread_t threads[4];
  int i;
  for (i = 0; i < 2; i++) {
    notify_init(&pair[i], replace_other);
    pair[i].allocator = allocator_of(runtime, i == 0 ? "left" : "right", 100, 8, SAMPAN_WAIT_FOREVER);
    pair[i].callback = callback_of(pair[i].allocator);
    pair[i].other = &pair[1 - i];
  }
  for (i = 0; i < 2; i++) {
    REQUIRE_CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(pair[i].callback, &pair[i].base));
  }
  for (i = 0; i < 4; i++) {
    REQUIRE(pthread_create(&threads[i], NULL, release_many, pair[i % 2].allocator) == 0);
  }
  for (i = 0; i < 4; i++) {
    REQUIRE(pthread_join(threads[i], NULL) == 0);
  }
  for (i = 0; i < 2; i++) {
    REQUIRE(pair[i].calls == 4000 && pair[i].wrong == 0);
    REQUIRE(pair[i].references == 2);
    IMFVideoSampleAllocatorCallback_Release(pair[i].callback);
    REQUIRE(IWMSBufferAllocator_Release(pair[i].allocator) == 0);
    REQUIRE(pair[i].references == 1);
  }
  return 0;
}

static Outcome everything(Notify *self) {
  ISampanRuntime *runtime = self->runtime;
  IWMSBufferAllocator *own;
  INSSBuffer *buffer;
  INSSBuffer4 *wide = NULL;
  void *out;
  BYTE *address;
  DWORD number;
  LONG count;
  uint64_t handle;
  GUID guid;
  HRESULT code;
  REQUIRE(atomic_load(&self->running) == 1); /* not nested */
  buffer = buffer_of(self->allocator, 10);
  REQUIRE(buffer != NULL);
  REQUIRE_CODE(S_OK, INSSBuffer_QueryInterface(buffer, &IID_INSSBuffer4, (void **)&wide));
  REQUIRE_CODE(S_OK, INSSBuffer4_SetLength(wide, 5));
  REQUIRE_CODE(S_OK, INSSBuffer4_GetLength(wide, &number));
  REQUIRE_CODE(S_OK, INSSBuffer4_GetMaxLength(wide, &number));
  REQUIRE_CODE(S_OK, INSSBuffer4_GetBuffer(wide, &address));
  REQUIRE_CODE(S_OK, INSSBuffer4_GetBufferAndLength(wide, &address, &number));
  REQUIRE_CODE(S_OK, INSSBuffer4_SetProperty(wide, IID_IUnknown, &number, 4));
  REQUIRE_CODE(S_OK, INSSBuffer4_GetProperty(wide, IID_IUnknown, NULL, &number));
  REQUIRE_CODE(S_OK, INSSBuffer4_GetPropertyCount(wide, &number));
  REQUIRE_CODE(S_OK, INSSBuffer4_GetPropertyByIndex(wide, 0, &guid, NULL, &number));
  REQUIRE_CODE(S_OK, ISampanRuntime_HandleFromBuffer(runtime, buffer, &handle));
  REQUIRE_CODE(S_OK, ISampanRuntime_AddRefHandle(runtime, handle, NULL));
  REQUIRE_CODE(S_OK, ISampanRuntime_ReleaseHandle(runtime, handle, NULL));
  REQUIRE(INSSBuffer4_Release(wide) == 1);
  if (atomic_load(&self->calls) < 3) {
    REQUIRE(INSSBuffer_Release(buffer) == 0); /* notified after this one ends */
  } else {
    self->wrong = -1;
    REQUIRE_CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(self->callback, NULL));
    REQUIRE(INSSBuffer_Release(buffer) == 0);
  }
  REQUIRE_CODE(S_OK, IMFVideoSampleAllocatorCallback_GetFreeSampleCount(self->callback, &count));
  REQUIRE_CODE(S_OK, IWMSBufferAllocator_QueryInterface(self->allocator, &IID_IUnknown, &out));
  IWMSBufferAllocator_Release(self->allocator);
  own = allocator_of(runtime, "inside", 10, 1, 0);
  REQUIRE(own != NULL);
  REQUIRE_CODE(S_OK, ISampanRuntime_SetReleaseHandler(runtime, own, NULL, NULL));
  REQUIRE(numbers(runtime, own).capacity == 1);
  REQUIRE(IWMSBufferAllocator_Release(own) == 0);
  number = 0;
  code = ISampanRuntime_GetLastErrorInfo(runtime, NULL, NULL, &number);
  REQUIRE(code == S_OK || code == S_FALSE);
  return 0;
}

static void call_everything(Notify *self) {
  Outcome outcome = everything(self);
  if (outcome != 0) {
    self->wrong = outcome;
  }
}

Outcome calls_everything(ISampanRuntime *runtime) {
  Notify notify;
  notify_init(&notify, call_everything);
  notify.runtime = runtime;
  notify.allocator = allocator_of(runtime, "everything", 100, 1, 0);
  notify.callback = callback_of(notify.allocator);
  REQUIRE_CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(notify.callback, &notify.base));
  release_one(notify.allocator);
  if (notify.wrong != -1) {
    return notify.wrong == 0 ? __LINE__ : notify.wrong;
  }
  REQUIRE(notify.calls == 3 && notify.references == 1 && notify.released_while_running == 0);
  REQUIRE(numbers(runtime, notify.allocator).free_count == 1);
  IMFVideoSampleAllocatorCallback_Release(notify.callback);
  REQUIRE(IWMSBufferAllocator_Release(notify.allocator) == 0);
  return 0;
}

/* ---- Threads ---------------------------------------------------------------------------------------------------- */

static void *release_later(void *buffer) {
  pause_ms(50);
  INSSBuffer_Release((INSSBuffer *)buffer);
  return NULL;
}

Outcome waiting(ISampanRuntime *runtime) {
  IWMSBufferAllocator *limited = allocator_of(runtime, "limited", 100, 1, 100);
  IWMSBufferAllocator *patient = allocator_of(runtime, "patient", 100, 1, SAMPAN_WAIT_FOREVER);
  INSSBuffer *buffer = buffer_of(limited, 1);
  INSSBuffer *none = NULL;
  long long start = now_ms();
  pthread_t thread;
  REQUIRE_CODE(MF_E_SAMPLEALLOCATOR_EMPTY, IWMSBufferAllocator_AllocateBuffer(limited, 1, &none));
  REQUIRE(now_ms() - start >= 95 && now_ms() - start < 10000);
  REQUIRE(error_has(runtime, MF_E_SAMPLEALLOCATOR_EMPTY, "native consumer"));
  REQUIRE(error_has(runtime, MF_E_SAMPLEALLOCATOR_EMPTY, "100 ms"));
  REQUIRE(numbers(runtime, limited).waits == 1 && numbers(runtime, limited).exhausted == 1);
  REQUIRE(INSSBuffer_Release(buffer) == 0);
  buffer = buffer_of(patient, 1);
  REQUIRE(pthread_create(&thread, NULL, release_later, buffer) == 0);
  buffer = buffer_of(patient, 1);
  REQUIRE(buffer != NULL);
  REQUIRE(pthread_join(thread, NULL) == 0);
  REQUIRE(INSSBuffer_Release(buffer) == 0);
  REQUIRE(IWMSBufferAllocator_Release(limited) == 0);
  REQUIRE(IWMSBufferAllocator_Release(patient) == 0);
  return 0;
}

#define THREADS 64
#define ROUNDS 2000

typedef struct Work {
  IWMSBufferAllocator *allocator;
  _Atomic(INSSBuffer *) *exchange;
  unsigned seed;
  Outcome wrong;
} Work;

static Outcome work(Work *self) {
  int i;
  for (i = 0; i < ROUNDS; i++) {
    INSSBuffer *buffer = buffer_of(self->allocator, 64 + (DWORD)(i % 1000));
    BYTE mark = (BYTE)(self->seed + (unsigned)i);
    BYTE *address;
    DWORD length;
    REQUIRE(buffer != NULL);
    REQUIRE_CODE(S_OK, INSSBuffer_GetBuffer(buffer, &address));
    memset(address, mark, 64);
    REQUIRE_CODE(S_OK, INSSBuffer_SetLength(buffer, 64));
    REQUIRE(INSSBuffer_AddRef(buffer) == 2);
    REQUIRE(INSSBuffer_Release(buffer) == 1);
    REQUIRE_CODE(S_OK, INSSBuffer_GetBufferAndLength(buffer, &address, &length));
    REQUIRE(length == 64 && address[0] == mark && address[63] == mark);
    /* Mine for what another thread left: most are released on another thread than they were allocated on. */
    buffer = atomic_exchange(&self->exchange[i % 8], buffer);
    if (buffer != NULL) {
      REQUIRE(INSSBuffer_Release(buffer) == 0);
    }
  }
  return 0;
}

static void *run_work(void *argument) {
  Work *self = argument;
  self->wrong = work(self);
  return NULL;
}

Outcome many_threads(ISampanRuntime *runtime) {
  IWMSBufferAllocator *allocator = allocator_of(runtime, "threads", 2000, 40, SAMPAN_WAIT_FOREVER);
  static _Atomic(INSSBuffer *) exchange[8];
  static Work works[THREADS];
  pthread_t threads[THREADS];
  SampanAllocatorStatistics figures;
  int i;
  for (i = 0; i < THREADS; i++) {
    works[i].allocator = allocator;
    works[i].exchange = exchange;
    works[i].seed = (unsigned)i * 7;
    REQUIRE(pthread_create(&threads[i], NULL, run_work, &works[i]) == 0);
  }
  for (i = 0; i < THREADS; i++) {
    REQUIRE(pthread_join(threads[i], NULL) == 0);
    if (works[i].wrong != 0) {
      return works[i].wrong;
    }
  }
  for (i = 0; i < 8; i++) {
    INSSBuffer *left = atomic_exchange(&exchange[i], NULL);
    REQUIRE(left != NULL && INSSBuffer_Release(left) == 0);
  }
  figures = numbers(runtime, allocator);
  REQUIRE(figures.free_count == 40 && figures.out == 0 && figures.misuses == 0);
  REQUIRE(figures.allocated == (uint64_t)THREADS * ROUNDS && figures.returned == figures.allocated);
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
  return 0;
}

static void *allocate_one(void *allocator) { return buffer_of(allocator, 10); }

static void *release_it(void *buffer) {
  INSSBuffer_Release((INSSBuffer *)buffer);
  return NULL;
}

Outcome short_threads(ISampanRuntime *runtime) {
  IWMSBufferAllocator *allocator = allocator_of(runtime, "short", 100, 4, 0);
  int i;
  for (i = 0; i < 500; i++) {
    pthread_t thread;
    void *buffer = NULL;
    REQUIRE(pthread_create(&thread, NULL, allocate_one, allocator) == 0);
    REQUIRE(pthread_join(thread, &buffer) == 0);
    REQUIRE(buffer != NULL);
    REQUIRE(pthread_create(&thread, NULL, release_it, buffer) == 0);
    REQUIRE(pthread_join(thread, NULL) == 0);
  }
  REQUIRE(numbers(runtime, allocator).free_count == 4 && numbers(runtime, allocator).allocated == 500);
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
  return 0;
}

typedef struct Last {
  INSSBuffer *buffer;
  pthread_barrier_t *together;
  ULONG left;
} Last;

static void *release_together(void *argument) {
  Last *last = argument;
  pthread_barrier_wait(last->together);
  last->left = INSSBuffer_Release(last->buffer);
  return NULL;
}

/* Four threads release three references: one is refused, the sample comes back once and is notified once. */
Outcome releases_at_once(ISampanRuntime *runtime) {
  IWMSBufferAllocator *allocator = allocator_of(runtime, "at once", 100, 2, 0);
  Told notified;
  int round;
  memset(&notified, 0, sizeof notified);
  REQUIRE_CODE(S_OK, ISampanRuntime_SetReleaseHandler(runtime, allocator, told, &notified));
  for (round = 1; round <= 200; round++) {
    pthread_barrier_t together;
    pthread_t threads[4];
    Last last[4];
    ULONG sum = 0;
    int i;
    INSSBuffer *buffer = buffer_of(allocator, 10);
    REQUIRE(INSSBuffer_AddRef(buffer) == 2 && INSSBuffer_AddRef(buffer) == 3);
    REQUIRE(pthread_barrier_init(&together, NULL, 4) == 0);
    for (i = 0; i < 4; i++) {
      last[i].buffer = buffer;
      last[i].together = &together;
      REQUIRE(pthread_create(&threads[i], NULL, release_together, &last[i]) == 0);
    }
    for (i = 0; i < 4; i++) {
      REQUIRE(pthread_join(threads[i], NULL) == 0);
      sum += last[i].left;
    }
    pthread_barrier_destroy(&together);
    REQUIRE(sum == 3); /* 2, 1, 0 and the refused 0 */
    REQUIRE(notified.calls == round);
    REQUIRE(numbers(runtime, allocator).misuses == (uint64_t)round);
    REQUIRE(numbers(runtime, allocator).free_count == 2);
  }
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
  return 0;
}

typedef struct Churn {
  ISampanRuntime *runtime;
  _Atomic(IWMSBufferAllocator *) *seen;
  unsigned number;
  Outcome wrong;
} Churn;

/* Makes and ends allocators, and calls those of other threads, which may end meanwhile or be gone. */
static Outcome churn(Churn *self) {
  int i;
  for (i = 0; i < 150; i++) {
    IWMSBufferAllocator *own = allocator_of(self->runtime, "churn", 1, 1, 0);
    INSSBuffer *buffer;
    int other;
    REQUIRE(own != NULL);
    atomic_store(&self->seen[self->number], own);
    buffer = buffer_of(own, 1);
    for (other = 0; other < 8; other++) {
      IWMSBufferAllocator *theirs = atomic_load(&self->seen[other]);
      if (theirs != NULL && theirs != own) {
        INSSBuffer *none = NULL;
        SampanAllocatorStatistics figures;
        HRESULT code = IWMSBufferAllocator_AllocateBuffer(theirs, 1, &none);
        REQUIRE(code == S_OK || code == MF_E_SAMPLEALLOCATOR_EMPTY || code == E_HANDLE ||
                code == MF_E_NOT_INITIALIZED || code == MF_E_SAMPLEALLOCATOR_CANCELED);
        REQUIRE((code == S_OK) == (none != NULL));
        if (none != NULL) {
          REQUIRE(INSSBuffer_Release(none) == 0);
        }
        figures.size = sizeof figures;
        code = ISampanRuntime_GetAllocatorStatistics(self->runtime, theirs, &figures);
        REQUIRE(code == S_OK || code == E_INVALIDARG);
        if (IWMSBufferAllocator_AddRef(theirs) != 0) {
          IWMSBufferAllocator_Release(theirs);
        }
      }
    }
    if (buffer != NULL) { /* another thread may have had it */
      REQUIRE(INSSBuffer_Release(buffer) == 0);
    }
    IWMSBufferAllocator_Release(own);
  }
  return 0;
}

static void *run_churn(void *argument) {
  Churn *self = argument;
  self->wrong = churn(self);
  return NULL;
}

Outcome objects_come_and_go(ISampanRuntime *runtime) {
  static _Atomic(IWMSBufferAllocator *) seen[8];
  static Churn churns[8];
  pthread_t threads[8];
  unsigned i;
  for (i = 0; i < 8; i++) {
    churns[i].runtime = runtime;
    churns[i].seen = seen;
    churns[i].number = i;
    REQUIRE(pthread_create(&threads[i], NULL, run_churn, &churns[i]) == 0);
  }
  for (i = 0; i < 8; i++) {
    REQUIRE(pthread_join(threads[i], NULL) == 0);
    if (churns[i].wrong != 0) {
      return churns[i].wrong;
    }
  }
  return 0;
}

/* ---- What Java measures and looks at ---------------------------------------------------------------------------- */

Outcome spin(IWMSBufferAllocator *allocator, long long times) {
  long long i;
  for (i = 0; i < times; i++) {
    INSSBuffer *buffer = NULL;
    REQUIRE_CODE(S_OK, IWMSBufferAllocator_AllocateBuffer(allocator, 10, &buffer));
    REQUIRE(INSSBuffer_Release(buffer) == 0);
  }
  return 0;
}

Outcome spin_references(INSSBuffer *buffer, long long times) {
  long long i;
  for (i = 0; i < times; i++) {
    REQUIRE(INSSBuffer_AddRef(buffer) == 2);
    REQUIRE(INSSBuffer_Release(buffer) == 1);
  }
  return 0;
}

static long long count_of_calls;

static void count_call(void *context, const SampanRelease *release) {
  (void)release;
  ++*(long long *)context;
}

Outcome set_counter(ISampanRuntime *runtime, IWMSBufferAllocator *allocator) {
  count_of_calls = 0;
  return ISampanRuntime_SetReleaseHandler(runtime, allocator, count_call, &count_of_calls);
}

Outcome counted(void) { return count_of_calls; }

Outcome look(ISampanRuntime *runtime, uint64_t handle, long long length, long long first) {
  INSSBuffer4 *buffer = NULL;
  BYTE *address = NULL;
  DWORD bytes = 0;
  REQUIRE_CODE(S_OK, ISampanRuntime_BufferFromHandle(runtime, handle, &buffer));
  REQUIRE_CODE(S_OK, INSSBuffer4_GetBufferAndLength(buffer, &address, &bytes));
  REQUIRE(bytes == (DWORD)length && address[0] == (BYTE)first);
  REQUIRE_CODE(S_OK, INSSBuffer4_GetMaxLength(buffer, &bytes));
  REQUIRE(bytes >= (DWORD)length);
  REQUIRE_CODE(NS_E_INVALID_REQUEST, INSSBuffer4_SetLength(buffer, 1));
  REQUIRE(INSSBuffer4_Release(buffer) == 1);
  return 0;
}

Outcome make(ISampanRuntime *runtime, IWMSBufferAllocator *allocator, long long length, long long first) {
  INSSBuffer *buffer = buffer_of(allocator, (DWORD)length);
  BYTE *address = NULL;
  uint64_t handle = 0;
  if (buffer != NULL && INSSBuffer_GetBuffer(buffer, &address) == S_OK) {
    address[0] = (BYTE)first;
    INSSBuffer_SetLength(buffer, (DWORD)length);
    ISampanRuntime_HandleFromBuffer(runtime, buffer, &handle);
  }
  return (Outcome)handle;
}

Outcome allocate_code(IWMSBufferAllocator *allocator) {
  INSSBuffer *buffer = NULL;
  return (uint32_t)IWMSBufferAllocator_AllocateBuffer(allocator, 1, &buffer);
}

Outcome allocate_pointer(IWMSBufferAllocator *allocator) { return (Outcome)(uintptr_t)buffer_of(allocator, 1); }

Outcome release_pointer(INSSBuffer *buffer) { return INSSBuffer_Release(buffer); }

Outcome last_error(ISampanRuntime *runtime, char *text, long long size) {
  HRESULT code = S_OK;
  uint32_t bytes = (uint32_t)size;
  ISampanRuntime_GetLastErrorInfo(runtime, &code, text, &bytes);
  return (uint32_t)code;
}

/* ---- Writers ---------------------------------------------------------------------------------------------------- */

/* This program has nothing that encodes. */
Outcome no_encoder(ISampanRuntime *runtime) {
  IWMWriter *writer = NULL;
  IWMProfile *profile = NULL;
  IWMStreamConfig *stream = NULL;
  IWMMediaProps *props = NULL;
  WAVEFORMATEX sound;
  WM_MEDIA_TYPE type;
  memset(&sound, 0, sizeof sound);
  memset(&type, 0, sizeof type);
  sound.wFormatTag = WAVE_FORMAT_PCM;
  sound.nChannels = 1;
  sound.nSamplesPerSec = 8000;
  sound.nBlockAlign = 2;
  sound.wBitsPerSample = 16;
  type.majortype = WMMEDIATYPE_Audio;
  type.subtype = WMMEDIASUBTYPE_WMAudioV8;
  type.formattype = WMFORMAT_WaveFormatEx;
  type.cbFormat = sizeof sound;
  type.pbFormat = (BYTE *)&sound;
  REQUIRE_CODE(S_OK, ISampanRuntime_CreateProfile(runtime, &profile));
  REQUIRE_CODE(S_OK, IWMProfile_CreateNewStream(profile, &WMMEDIATYPE_Audio, &stream));
  REQUIRE_CODE(S_OK, IWMStreamConfig_QueryInterface(stream, &IID_IWMMediaProps, (void **)&props));
  REQUIRE_CODE(S_OK, IWMMediaProps_SetMediaType(props, &type));
  REQUIRE_CODE(S_OK, IWMProfile_AddStream(profile, stream));
  REQUIRE_CODE(S_OK, ISampanRuntime_CreateWriter(runtime, NULL, &writer));
  REQUIRE_CODE(NS_E_INVALIDPROFILE, IWMWriter_SetProfile(writer, profile)); /* a bit rate of 0 */
  REQUIRE_CODE(S_OK, IWMStreamConfig_SetBitrate(stream, 64000));
  REQUIRE_CODE(S_OK, IWMProfile_ReconfigStream(profile, stream));
  REQUIRE_CODE(S_OK, IWMWriter_SetProfile(writer, profile));
  REQUIRE_CODE(NS_E_NOT_CONFIGURED, IWMWriter_BeginWriting(writer)); /* no sink */
  REQUIRE_CODE(S_OK, IWMWriter_SetOutputFilename(writer, SAMPAN_TEXT("never.wmv")));
  REQUIRE_CODE(NS_E_AUDIO_CODEC_NOT_INSTALLED, IWMWriter_BeginWriting(writer));
  REQUIRE(error_has(runtime, NS_E_AUDIO_CODEC_NOT_INSTALLED, "dev.sampan.ffmpeg"));
  REQUIRE_CODE(NS_E_INVALID_REQUEST, IWMWriter_EndWriting(writer));
  REQUIRE(IWMMediaProps_Release(props) == 1);
  REQUIRE(IWMStreamConfig_Release(stream) == 0);
  REQUIRE(IWMProfile_Release(profile) == 0);
  REQUIRE(IWMWriter_Release(writer) == 0);
  return 0;
}
