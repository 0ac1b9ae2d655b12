/*
 * Statements of the interfaces' contract, by their numbers in the checklist, tried from C. One line for each:
 * "ok 12", or "not ok 12 expected ... got ...". What needs a writer, and so an encoder, is in writer_conformance.
 */
#include "sampan.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* What the program is given: the runtime, an allocator whose handler in Java throws, and one that was closed. */
typedef struct Given {
  ISampanRuntime *runtime;
  IWMSBufferAllocator *throwing;
  IWMSBufferAllocator *closed;
} Given;

int conformance(const Given *given, const char *path);

static FILE *report;
static int failures;
static int statement;
static int failed;

static void begin(int number) {
  statement = number;
  failed = 0;
}

static void end(void) {
  if (!failed) {
    fprintf(report, "ok %d\n", statement);
  }
  failures += failed;
}

static void check(const char *what, long long expected, long long actual) {
  if (expected != actual && !failed) {
    fprintf(report, "not ok %d expected %s 0x%llx got 0x%llx\n", statement, what, expected & 0xFFFFFFFFFFFF,
        actual & 0xFFFFFFFFFFFF);
    failed = 1;
  }
}

#define CODE(expected, call) check(#call " =", (uint32_t)(expected), (uint32_t)(call))
#define SAME(expected, actual) check(#actual " =", (long long)(expected), (long long)(actual))
#define POINTER(expected, actual) check(#actual " =", (long long)(uintptr_t)(expected), (long long)(uintptr_t)(actual))

static const GUID NOBODYS = {0x01234567, 0x89ab, 0xcdef, {1, 2, 3, 4, 5, 6, 7, 8}};
static const GUID FIRST = {0xfedcba98, 0x7654, 0x3210, {0xf1, 0xe2, 0xd3, 0xc4, 0xb5, 0xa6, 0x97, 0x88}};
/* Differs from the first in its last byte only. */
static const GUID SECOND = {0xfedcba98, 0x7654, 0x3210, {0xf1, 0xe2, 0xd3, 0xc4, 0xb5, 0xa6, 0x97, 0x89}};

static ISampanRuntime *runtime;

static IWMSBufferAllocator *allocator_of(uint32_t size, uint32_t count) {
  IWMSBufferAllocator *allocator = NULL;
  SampanAllocatorOptions options;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.name = "conformance";
  options.sample_size = size;
  options.count = count;
  CODE(S_OK, ISampanRuntime_CreateAllocator(runtime, &options, &allocator));
  return allocator;
}

static INSSBuffer4 *buffer_of(IWMSBufferAllocator *allocator, DWORD size) {
  INSSBuffer *buffer = NULL;
  INSSBuffer4 *wide = NULL;
  CODE(S_OK, IWMSBufferAllocator_AllocateBuffer(allocator, size, &buffer));
  if (buffer != NULL) {
    CODE(S_OK, INSSBuffer_QueryInterface(buffer, &IID_INSSBuffer4, (void **)&wide));
    INSSBuffer_Release(buffer);
  }
  return wide;
}

static IMFVideoSampleAllocatorCallback *callback_of(IWMSBufferAllocator *allocator) {
  IMFVideoSampleAllocatorCallback *callback = NULL;
  CODE(S_OK, IWMSBufferAllocator_QueryInterface(allocator, &IID_IMFVideoSampleAllocatorCallback, (void **)&callback));
  return callback;
}

static LONG free_count(IMFVideoSampleAllocatorCallback *callback) {
  LONG count = -1;
  CODE(S_OK, IMFVideoSampleAllocatorCallback_GetFreeSampleCount(callback, &count));
  return count;
}

/* ---- IUnknown --------------------------------------------------------------------------------------------------- */

/* The first three statements know nothing of the declarations: an object is a pointer to a table of functions. */
typedef HRESULT (*Query)(void *self, const GUID *iid, void **out);
typedef ULONG (*Count)(void *self);

typedef union Slot {
  void *data;
  Query query;
  Count count;
} Slot;

static Slot slot(void *object, int number) {
  Slot result;
  memset(&result, 0, sizeof result);
  result.data = (*(void ***)object)[number];
  return result;
}

static void unknown(IWMSBufferAllocator *allocator, IMFVideoSampleAllocatorCallback *callback, INSSBuffer4 *buffer) {
  void *objects[4];
  int i;
  objects[0] = runtime;
  objects[1] = allocator;
  objects[2] = callback;
  objects[3] = buffer;

  begin(1);
  for (i = 0; i < 4; i++) {
    void *out = NULL;
    ULONG count;
    CODE(S_OK, slot(objects[i], 0).query(objects[i], &IID_IUnknown, &out));
    SAME(1, out != NULL);
    count = slot(objects[i], 1).count(objects[i]);
    SAME(count - 1, slot(objects[i], 2).count(objects[i]));
    SAME(count - 2, slot(objects[i], 2).count(objects[i]));
  }
  end();

  begin(2);
  for (i = 0; i < 4; i++) {
    void *out = objects;
    CODE(E_NOINTERFACE, slot(objects[i], 0).query(objects[i], &NOBODYS, &out));
    POINTER(NULL, out);
    CODE(E_POINTER, slot(objects[i], 0).query(objects[i], &IID_IUnknown, NULL));
    out = objects;
    CODE(E_POINTER, slot(objects[i], 0).query(objects[i], NULL, &out));
    POINTER(NULL, out);
  }
  end();

  begin(3);
  {
    void *one = NULL;
    void *other = NULL;
    IWMSBufferAllocator *back = NULL;
    CODE(S_OK, IWMSBufferAllocator_QueryInterface(allocator, &IID_IUnknown, &one));
    CODE(S_OK, IMFVideoSampleAllocatorCallback_QueryInterface(callback, &IID_IUnknown, &other));
    POINTER(one, other);
    CODE(S_OK, IMFVideoSampleAllocatorCallback_QueryInterface(callback, &IID_IWMSBufferAllocator, (void **)&back));
    POINTER(allocator, back);
    IWMSBufferAllocator_Release(allocator);
    IWMSBufferAllocator_Release(allocator);
    IWMSBufferAllocator_Release(back);
  }
  end();

  begin(4);
  for (i = 0; i < 4; i++) {
    ULONG before = slot(objects[i], 1).count(objects[i]) - 1;
    SAME(before, slot(objects[i], 2).count(objects[i]));
    SAME(before + 1, slot(objects[i], 1).count(objects[i]));
    SAME(before, slot(objects[i], 2).count(objects[i]));
  }
  end();

  begin(5);
  for (i = 0; i < 4; i++) {
    void *out = NULL;
    ULONG before = slot(objects[i], 1).count(objects[i]);
    CODE(S_OK, slot(objects[i], 0).query(objects[i], &IID_IUnknown, &out));
    SAME(before + 2, slot(objects[i], 1).count(objects[i]));
    CODE(E_NOINTERFACE, slot(objects[i], 0).query(objects[i], &NOBODYS, &out));
    SAME(before + 1, slot(objects[i], 2).count(objects[i]));
    slot(objects[i], 2).count(objects[i]);
    slot(objects[i], 2).count(objects[i]);
  }
  end();

  begin(6);
  SAME(14 * sizeof(void *), sizeof(INSSBuffer4Vtbl));
#define SLOT(number, name) SAME((number) * sizeof(void *), offsetof(INSSBuffer4Vtbl, name))
  SLOT(0, QueryInterface);
  SLOT(1, AddRef);
  SLOT(2, Release);
  SLOT(3, GetLength);
  SLOT(4, SetLength);
  SLOT(5, GetMaxLength);
  SLOT(6, GetBuffer);
  SLOT(7, GetBufferAndLength);
  SLOT(8, GetSampleProperties);
  SLOT(9, SetSampleProperties);
  SLOT(10, SetProperty);
  SLOT(11, GetProperty);
  SLOT(12, GetPropertyCount);
  SLOT(13, GetPropertyByIndex);
  for (i = 0; i < 14; i++) {
    SAME(1, slot(buffer, i).data != NULL);
  }
  end();

  begin(10);
  SAME(56, sizeof(WM_WRITER_STATISTICS));
  SAME(28, sizeof(WM_WRITER_STATISTICS_EX));
  SAME(24, offsetof(WM_WRITER_STATISTICS, qwDroppedByteCount));
  SAME(32, offsetof(WM_WRITER_STATISTICS, dwCurrentBitrate));
  SAME(52, offsetof(WM_WRITER_STATISTICS, dwExpectedSampleRate));
  SAME(24, offsetof(WM_WRITER_STATISTICS_EX, dwTotalSampleDropsInMultiplexer));
  end();
}

/* ---- Buffers ---------------------------------------------------------------------------------------------------- */

static void properties(INSSBuffer4 *buffer) {
  BYTE value[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  BYTE out[8];
  DWORD size;
  DWORD count;
  DWORD i;
  GUID key;
  int seen_first = 0;
  int seen_second = 0;

  begin(22);
  size = sizeof out;
  CODE(NS_E_UNSUPPORTED_PROPERTY, INSSBuffer4_GetProperty(buffer, FIRST, out, &size));
  end();

  begin(23);
  CODE(S_OK, INSSBuffer4_SetProperty(buffer, FIRST, value, 5));
  size = 0;
  CODE(S_OK, INSSBuffer4_GetProperty(buffer, FIRST, NULL, &size));
  SAME(5, size);
  end();

  begin(24);
  memset(out, 0, sizeof out);
  memset(value, 0xEE, 5); /* what was stored is a copy */
  CODE(S_OK, INSSBuffer4_GetProperty(buffer, FIRST, out, &size));
  SAME(5, size);
  SAME(0, memcmp(out, "\1\2\3\4\5\0\0\0", 8));
  size = 4;
  memset(out, 0, sizeof out);
  CODE(NS_E_SDK_BUFFERTOOSMALL, INSSBuffer4_GetProperty(buffer, FIRST, out, &size));
  SAME(5, size);
  SAME(0, out[0]);
  end();

  begin(25);
  CODE(E_POINTER, INSSBuffer4_GetProperty(buffer, FIRST, out, NULL));
  CODE(E_POINTER, INSSBuffer4_GetProperty(buffer, NOBODYS, out, NULL));
  CODE(E_POINTER, INSSBuffer4_SetProperty(buffer, SECOND, NULL, 1));
  end();

  begin(26);
  CODE(S_OK, INSSBuffer4_GetPropertyCount(buffer, &count));
  SAME(1, count);
  CODE(S_OK, INSSBuffer4_SetProperty(buffer, SECOND, "x", 1));
  CODE(S_OK, INSSBuffer4_SetProperty(buffer, SECOND, "yz", 2)); /* in place of the former */
  CODE(S_OK, INSSBuffer4_GetPropertyCount(buffer, &count));
  SAME(2, count);
  for (i = 0; i < count; i++) {
    size = sizeof out;
    CODE(S_OK, INSSBuffer4_GetPropertyByIndex(buffer, i, &key, out, &size));
    seen_first += IsEqualGUID(&key, &FIRST) && size == 5;
    seen_second += IsEqualGUID(&key, &SECOND) && size == 2 && out[0] == 'y';
  }
  SAME(1, seen_first);
  SAME(1, seen_second);
  CODE(E_INVALIDARG, INSSBuffer4_GetPropertyByIndex(buffer, count, &key, out, &size));
  CODE(E_INVALIDARG, INSSBuffer4_GetPropertyByIndex(buffer, 0xFFFFFFFF, &key, out, &size));
  CODE(E_POINTER, INSSBuffer4_GetPropertyByIndex(buffer, 0, NULL, out, &size));
  CODE(E_POINTER, INSSBuffer4_GetPropertyByIndex(buffer, 0, &key, out, NULL));
  CODE(E_POINTER, INSSBuffer4_GetPropertyCount(buffer, NULL));
  end();

  begin(9);
  memset(&key, 0, sizeof key);
  size = 0;
  CODE(S_OK, INSSBuffer4_GetPropertyByIndex(buffer, 0, &key, NULL, &size));
  SAME(0, memcmp(&key, &FIRST, sizeof key));
  end();

  begin(27);
  CODE(S_OK, INSSBuffer4_GetMaxLength(buffer, &size));
  SAME(1000, size);
  end();
}

static void buffers(IWMSBufferAllocator *allocator, INSSBuffer4 *buffer) {
  DWORD length;
  BYTE *address;
  BYTE *same;
  INSSBuffer *fresh = NULL;

  begin(12);
  CODE(S_OK, INSSBuffer4_GetMaxLength(buffer, &length));
  SAME(1000, length);
  end();

  begin(13);
  CODE(S_OK, INSSBuffer4_SetLength(buffer, 1000));
  CODE(S_OK, INSSBuffer4_GetLength(buffer, &length));
  SAME(1000, length);
  end();

  begin(14);
  CODE(S_OK, INSSBuffer4_GetBuffer(buffer, &address));
  CODE(S_OK, INSSBuffer4_SetLength(buffer, 999));
  CODE(S_OK, INSSBuffer4_GetBufferAndLength(buffer, &same, &length));
  SAME(999, length);
  POINTER(address, same);
  end();

  begin(15);
  CODE(E_INVALIDARG, INSSBuffer4_SetLength(buffer, 1001));
  CODE(E_INVALIDARG, INSSBuffer4_SetLength(buffer, 0x80000000));
  CODE(E_INVALIDARG, INSSBuffer4_SetLength(buffer, 0xFFFFFFFF));
  end();

  begin(16);
  CODE(S_OK, INSSBuffer4_GetLength(buffer, &length));
  SAME(999, length);
  end();

  begin(17);
  CODE(S_OK, INSSBuffer4_SetLength(buffer, 0));
  CODE(S_OK, INSSBuffer4_GetLength(buffer, &length));
  SAME(0, length);
  end();

  begin(18);
  CODE(S_OK, INSSBuffer4_GetBuffer(buffer, &address));
  CODE(S_OK, INSSBuffer4_GetBufferAndLength(buffer, &same, &length));
  POINTER(address, same);
  memset(address, 0x5A, 1000);
  end();

  begin(19);
  CODE(E_POINTER, INSSBuffer4_GetLength(buffer, NULL));
  CODE(E_POINTER, INSSBuffer4_GetMaxLength(buffer, NULL));
  CODE(E_POINTER, INSSBuffer4_GetBuffer(buffer, NULL));
  end();

  begin(20);
  length = 77;
  same = NULL;
  CODE(E_POINTER, INSSBuffer4_GetBufferAndLength(buffer, NULL, &length));
  SAME(77, length);
  CODE(E_POINTER, INSSBuffer4_GetBufferAndLength(buffer, &same, NULL));
  POINTER(NULL, same);
  end();

  begin(21);
  {
    const GUID *iids[4];
    int i;
    iids[0] = &IID_INSSBuffer;
    iids[1] = &IID_INSSBuffer2;
    iids[2] = &IID_INSSBuffer3;
    iids[3] = &IID_INSSBuffer4;
    for (i = 0; i < 4; i++) {
      void *out = NULL;
      CODE(S_OK, INSSBuffer4_QueryInterface(buffer, iids[i], &out));
      POINTER(buffer, out);
      INSSBuffer4_Release(buffer);
    }
  }
  end();

  properties(buffer);

  begin(28);
  address = (BYTE *)&length;
  CODE(E_NOTIMPL, INSSBuffer4_GetSampleProperties(buffer, 4, address));
  CODE(E_NOTIMPL, INSSBuffer4_SetSampleProperties(buffer, 4, address));
  end();

  begin(29);
  CODE(S_OK, IWMSBufferAllocator_AllocateBuffer(allocator, 10, &fresh));
  CODE(S_OK, INSSBuffer_GetLength(fresh, &length));
  SAME(0, length);
  SAME(0, INSSBuffer_Release(fresh));
  end();
}

/* ---- Allocators ------------------------------------------------------------------------------------------------- */

static void allocators(IWMSBufferAllocator *allocator) {
  static const DWORD SIZES[] = {1, 17, 1000};
  INSSBuffer *buffer;
  DWORD length;
  BYTE *address;
  size_t i;
  SampanAllocatorStatistics statistics;

  begin(31);
  for (i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
    buffer = NULL;
    CODE(S_OK, IWMSBufferAllocator_AllocateBuffer(allocator, SIZES[i], &buffer));
    CODE(S_OK, INSSBuffer_GetMaxLength(buffer, &length));
    SAME(SIZES[i], length);
    INSSBuffer_Release(buffer);
  }
  buffer = (INSSBuffer *)&length;
  CODE(E_INVALIDARG, IWMSBufferAllocator_AllocateBuffer(allocator, 0, &buffer));
  POINTER(NULL, buffer);
  CODE(E_INVALIDARG, IWMSBufferAllocator_AllocateBuffer(allocator, 1001, &buffer));
  end();

  begin(32);
  memset(&statistics, 0, sizeof statistics);
  statistics.size = sizeof statistics;
  CODE(S_OK, ISampanRuntime_GetAllocatorStatistics(runtime, allocator, &statistics));
  for (i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
    CODE(S_OK, IWMSBufferAllocator_AllocatePageSizeBuffer(allocator, SIZES[i], &buffer));
    CODE(S_OK, INSSBuffer_GetBuffer(buffer, &address));
    SAME(0, (uintptr_t)address % statistics.page_size);
    CODE(S_OK, INSSBuffer_GetMaxLength(buffer, &length));
    SAME(SIZES[i], length);
    INSSBuffer_Release(buffer);
  }
  end();

  begin(33);
  CODE(E_POINTER, IWMSBufferAllocator_AllocateBuffer(allocator, 10, NULL));
  CODE(E_POINTER, IWMSBufferAllocator_AllocatePageSizeBuffer(allocator, 10, NULL));
  end();
}

/* ---- Callbacks -------------------------------------------------------------------------------------------------- */

typedef struct Notify {
  IMFVideoSampleAllocatorNotify base;
  ULONG references;
  int calls;
  HRESULT answer;
  int allocates;
  LONG free_inside;
  HRESULT allocated;
  HRESULT allocated_elsewhere;
  IWMSBufferAllocator *allocator;
  IMFVideoSampleAllocatorCallback *callback;
} Notify;

static HRESULT STDMETHODCALLTYPE notify_query(IMFVideoSampleAllocatorNotify *self, REFIID iid, void **out) {
  if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IMFVideoSampleAllocatorNotify)) {
    *out = self;
    ((Notify *)self)->references++;
    return S_OK;
  }
  *out = NULL;
  return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE notify_add(IMFVideoSampleAllocatorNotify *self) {
  return ++((Notify *)self)->references;
}

static ULONG STDMETHODCALLTYPE notify_release(IMFVideoSampleAllocatorNotify *self) {
  return --((Notify *)self)->references;
}

static void *allocate_elsewhere(void *argument) {
  Notify *notify = argument;
  INSSBuffer *buffer = NULL;
  notify->allocated_elsewhere = IWMSBufferAllocator_AllocateBuffer(notify->allocator, 10, &buffer);
  if (buffer != NULL) {
    INSSBuffer_Release(buffer);
  }
  return NULL;
}

static HRESULT STDMETHODCALLTYPE notify_released(IMFVideoSampleAllocatorNotify *self) {
  Notify *notify = (Notify *)self;
  notify->calls++;
  if (notify->callback != NULL) {
    IMFVideoSampleAllocatorCallback_GetFreeSampleCount(notify->callback, &notify->free_inside);
  }
  if (notify->allocates && notify->calls == 1) {
    INSSBuffer *buffer = NULL;
    pthread_t thread;
    notify->allocated = IWMSBufferAllocator_AllocateBuffer(notify->allocator, 10, &buffer);
    if (buffer != NULL) {
      INSSBuffer_Release(buffer);
    }
    if (pthread_create(&thread, NULL, allocate_elsewhere, notify) == 0) {
      pthread_join(thread, NULL);
    }
  }
  return notify->answer;
}

static const IMFVideoSampleAllocatorNotifyVtbl NOTIFY = {notify_query, notify_add, notify_release, notify_released};

static Notify notify_of(IWMSBufferAllocator *allocator, IMFVideoSampleAllocatorCallback *callback) {
  Notify notify;
  memset(&notify, 0, sizeof notify);
  notify.base.lpVtbl = &NOTIFY;
  notify.references = 1;
  notify.allocator = allocator;
  notify.callback = callback;
  notify.allocated = E_FAIL;
  notify.allocated_elsewhere = E_FAIL;
  return notify;
}

static void come_back(IWMSBufferAllocator *allocator) {
  INSSBuffer *buffer = NULL;
  CODE(S_OK, IWMSBufferAllocator_AllocateBuffer(allocator, 10, &buffer));
  SAME(0, INSSBuffer_Release(buffer));
}

static void callbacks(IWMSBufferAllocator *allocator, IMFVideoSampleAllocatorCallback *callback) {
  Notify x = notify_of(allocator, callback);
  Notify y = notify_of(allocator, callback);
  LONG whole;

  begin(63);
  CODE(E_POINTER, IMFVideoSampleAllocatorCallback_GetFreeSampleCount(callback, NULL));
  end();

  begin(66);
  CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, NULL));
  CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, &x.base));
  CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, NULL));
  SAME(1, x.references);
  end();

  whole = free_count(callback);
  CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, &x.base));

  begin(92);
  come_back(allocator);
  SAME(1, x.calls);
  {
    INSSBuffer *buffer = NULL;
    CODE(S_OK, IWMSBufferAllocator_AllocateBuffer(allocator, 10, &buffer));
    SAME(2, INSSBuffer_AddRef(buffer));
    SAME(1, INSSBuffer_Release(buffer));
    SAME(1, x.calls);
    SAME(0, INSSBuffer_Release(buffer));
    SAME(2, x.calls);
  }
  end();

  begin(93);
  SAME(whole, x.free_inside);
  end();

  begin(94);
  {
    /* A pool of one: what comes back is what the callback gets. */
    IWMSBufferAllocator *small = allocator_of(100, 1);
    IMFVideoSampleAllocatorCallback *of_small = callback_of(small);
    Notify z = notify_of(small, of_small);
    z.allocates = 1;
    CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(of_small, &z.base));
    come_back(small);
    CODE(S_OK, z.allocated);
    CODE(S_OK, z.allocated_elsewhere);
    SAME(3, z.calls);
    IMFVideoSampleAllocatorCallback_Release(of_small);
    SAME(0, IWMSBufferAllocator_Release(small));
    SAME(1, z.references);
  }
  end();

  begin(96);
  x.answer = E_NOTIMPL;
  come_back(allocator);
  SAME(3, x.calls);
  SAME(whole, free_count(callback));
  come_back(allocator);
  SAME(4, x.calls);
  end();

  begin(97);
  {
    INSSBuffer *buffer = NULL;
    CODE(S_OK, IWMSBufferAllocator_AllocateBuffer(allocator, 10, &buffer));
    CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, NULL));
    INSSBuffer_Release(buffer);
    SAME(4, x.calls);
  }
  end();

  begin(98);
  CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, &x.base));
  SAME(2, x.references);
  CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, &y.base));
  SAME(1, x.references);
  SAME(2, y.references);
  CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, NULL));
  SAME(1, y.references);
  CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, &x.base));
  CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, &x.base));
  SAME(2, x.references);
  {
    IWMSBufferAllocator *other = allocator_of(100, 2);
    IMFVideoSampleAllocatorCallback *of_other = callback_of(other);
    CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(of_other, &y.base));
    SAME(2, y.references);
    SAME(1, IWMSBufferAllocator_Release(other));
    SAME(2, y.references);
    SAME(0, IMFVideoSampleAllocatorCallback_Release(of_other));
    SAME(1, y.references);
  }
  end();
  CODE(S_OK, IMFVideoSampleAllocatorCallback_SetCallback(callback, NULL));
}

/* ---- What Java prepared ----------------------------------------------------------------------------------------- */

static void prepared(const Given *given) {
  if (given->throwing != NULL) {
    INSSBuffer *buffer = NULL;
    SampanAllocatorOptions options;
    IWMSBufferAllocator *none = NULL;
    begin(11);
    CODE(S_OK, IWMSBufferAllocator_AllocateBuffer(given->throwing, 1, &buffer));
    SAME(0, INSSBuffer_Release(buffer));
    memset(&options, 0, sizeof options);
    options.size = sizeof options;
    options.name = " ";
    options.sample_size = 1;
    options.count = 1;
    CODE(E_INVALIDARG, ISampanRuntime_CreateAllocator(runtime, &options, &none)); /* the builder throws */
    end();
  }
  if (given->closed != NULL) {
    IMFVideoSampleAllocatorCallback *callback;
    LONG count = 10;
    begin(62);
    callback = callback_of(given->closed);
    CODE(S_OK, IMFVideoSampleAllocatorCallback_GetFreeSampleCount(callback, &count));
    SAME(0, count);
    IMFVideoSampleAllocatorCallback_Release(callback);
    end();
  }
}

int conformance(const Given *given, const char *path) {
  IWMSBufferAllocator *allocator;
  IMFVideoSampleAllocatorCallback *callback;
  INSSBuffer4 *buffer;
  report = path == NULL ? stdout : fopen(path, "w");
  if (report == NULL) {
    return -1;
  }
  failures = 0;
  runtime = given->runtime;
  begin(0);
  allocator = allocator_of(1000, 4);
  if (allocator == NULL) {
    fclose(report);
    return -1;
  }
  callback = callback_of(allocator);
  buffer = buffer_of(allocator, 1000);
  unknown(allocator, callback, buffer);
  buffers(allocator, buffer);
  INSSBuffer4_Release(buffer);
  allocators(allocator);
  callbacks(allocator, callback);
  prepared(given);
  IMFVideoSampleAllocatorCallback_Release(callback);
  IWMSBufferAllocator_Release(allocator);
  if (report != stdout) {
    fclose(report);
  }
  return failures;
}

/* ---- Writers ---------------------------------------------------------------------------------------------------- */

enum { WIDTH = 64, HEIGHT = 48, PICTURE = WIDTH * HEIGHT * 3 / 2, RATE = 8000, TICKS = 10000000 };

static const GUID DECLARED = {0x11112222, 0x3333, 0x4444, {1, 2, 3, 4, 5, 6, 7, 8}};

/* A buffer of native code's own, which refuses every QueryInterface. */
typedef struct Foreign {
  INSSBuffer base;
  ULONG references;
  int queries;
  DWORD length;
  DWORD size;
  BYTE bytes[8192];
} Foreign;

static HRESULT STDMETHODCALLTYPE foreign_query(INSSBuffer *self, REFIID iid, void **out) {
  (void)iid;
  ((Foreign *)self)->queries++;
  *out = NULL;
  return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE foreign_add(INSSBuffer *self) { return ++((Foreign *)self)->references; }

static ULONG STDMETHODCALLTYPE foreign_release(INSSBuffer *self) { return --((Foreign *)self)->references; }

static HRESULT STDMETHODCALLTYPE foreign_length(INSSBuffer *self, DWORD *length) {
  *length = ((Foreign *)self)->length;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE foreign_set_length(INSSBuffer *self, DWORD length) {
  ((Foreign *)self)->length = length;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE foreign_max(INSSBuffer *self, DWORD *length) {
  *length = ((Foreign *)self)->size;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE foreign_buffer(INSSBuffer *self, BYTE **buffer) {
  *buffer = ((Foreign *)self)->bytes;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE foreign_both(INSSBuffer *self, BYTE **buffer, DWORD *length) {
  *buffer = ((Foreign *)self)->bytes;
  *length = ((Foreign *)self)->length;
  return S_OK;
}

static const INSSBufferVtbl FOREIGN = {foreign_query, foreign_add, foreign_release, foreign_length, foreign_set_length,
    foreign_max, foreign_buffer, foreign_both};

/* A sink that counts, and says what was wrong with the order. */
typedef struct Sink {
  IWMWriterSink base;
  ULONG references;
  IWMSBufferAllocator *allocator; /* or NULL for a foreign buffer */
  Foreign unit;
  int headers;
  int units;
  int ends;
  int wrong;
  DWORD asked;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int hold; /* OnDataUnit waits as long as this is set */
  int held;
  long long counts[256];
} Sink;

static HRESULT STDMETHODCALLTYPE sink_query(IWMWriterSink *self, REFIID iid, void **out) {
  if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IWMWriterSink)) {
    *out = self;
    ((Sink *)self)->references++;
    return S_OK;
  }
  *out = NULL;
  return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE sink_add(IWMWriterSink *self) { return ++((Sink *)self)->references; }

static ULONG STDMETHODCALLTYPE sink_release(IWMWriterSink *self) { return --((Sink *)self)->references; }

static HRESULT STDMETHODCALLTYPE sink_header(IWMWriterSink *self, INSSBuffer *header) {
  Sink *sink = (Sink *)self;
  DWORD length = 0;
  BYTE *bytes = NULL;
  sink->wrong |= sink->ends > 0 || INSSBuffer_GetBufferAndLength(header, &bytes, &length) != S_OK || length == 0;
  sink->headers++;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE sink_real_time(IWMWriterSink *self, WINBOOL *answer) {
  (void)self;
  *answer = FALSE;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE sink_allocate(IWMWriterSink *self, DWORD size, INSSBuffer **unit) {
  Sink *sink = (Sink *)self;
  sink->asked = size;
  if (sink->allocator != NULL) {
    return IWMSBufferAllocator_AllocateBuffer(sink->allocator, size, unit);
  }
  sink->unit.references++;
  *unit = &sink->unit.base;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE sink_unit(IWMWriterSink *self, INSSBuffer *unit) {
  Sink *sink = (Sink *)self;
  DWORD length = 0;
  DWORD i;
  BYTE *bytes = NULL;
  sink->wrong |= sink->headers == 0 || sink->ends > 0;
  sink->wrong |= INSSBuffer_GetBufferAndLength(unit, &bytes, &length) != S_OK || length != sink->asked;
  for (i = 0; i < length; i++) {
    sink->counts[bytes[i]]++;
  }
  pthread_mutex_lock(&sink->mutex);
  sink->units++;
  sink->held = 1;
  pthread_cond_broadcast(&sink->changed);
  while (sink->hold) {
    pthread_cond_wait(&sink->changed, &sink->mutex);
  }
  pthread_mutex_unlock(&sink->mutex);
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE sink_end(IWMWriterSink *self) {
  Sink *sink = (Sink *)self;
  sink->wrong |= sink->headers == 0;
  sink->ends++;
  return S_OK;
}

static const IWMWriterSinkVtbl SINK = {sink_query, sink_add, sink_release, sink_header, sink_real_time, sink_allocate,
    sink_unit, sink_end};

static void sink_init(Sink *sink, IWMSBufferAllocator *units) {
  memset(sink, 0, sizeof *sink);
  sink->base.lpVtbl = &SINK;
  sink->references = 1;
  sink->allocator = units;
  sink->unit.base.lpVtbl = &FOREIGN;
  sink->unit.references = 1;
  sink->unit.size = sizeof sink->unit.bytes;
  pthread_mutex_init(&sink->mutex, NULL);
  pthread_cond_init(&sink->changed, NULL);
}

static void sink_let_go(Sink *sink) {
  pthread_mutex_lock(&sink->mutex);
  sink->hold = 0;
  pthread_cond_broadcast(&sink->changed);
  pthread_mutex_unlock(&sink->mutex);
}

static void add_stream(IWMProfile *profile, const GUID *major, WORD number) {
  IWMStreamConfig *stream = NULL;
  IWMStreamConfig2 *wide = NULL;
  IWMMediaProps *props = NULL;
  VIDEOINFOHEADER video;
  WAVEFORMATEX sound;
  WM_MEDIA_TYPE type;
  memset(&video, 0, sizeof video);
  memset(&sound, 0, sizeof sound);
  memset(&type, 0, sizeof type);
  video.AvgTimePerFrame = TICKS / 25;
  video.bmiHeader.biSize = sizeof video.bmiHeader;
  video.bmiHeader.biWidth = WIDTH;
  video.bmiHeader.biHeight = HEIGHT;
  sound.wFormatTag = WAVE_FORMAT_PCM;
  sound.nChannels = 1;
  sound.nSamplesPerSec = RATE;
  sound.nAvgBytesPerSec = RATE * 2;
  sound.nBlockAlign = 2;
  sound.wBitsPerSample = 16;
  type.majortype = *major;
  if (IsEqualGUID(major, &WMMEDIATYPE_Video)) {
    type.subtype = WMMEDIASUBTYPE_WMV2;
    type.formattype = WMFORMAT_VideoInfo;
    type.cbFormat = sizeof video;
    type.pbFormat = (BYTE *)&video;
  } else {
    type.subtype = WMMEDIASUBTYPE_PCM;
    type.formattype = WMFORMAT_WaveFormatEx;
    type.cbFormat = sizeof sound;
    type.pbFormat = (BYTE *)&sound;
  }
  CODE(S_OK, IWMProfile_CreateNewStream(profile, major, &stream));
  if (stream == NULL) {
    return;
  }
  CODE(S_OK, IWMStreamConfig_SetStreamNumber(stream, number));
  CODE(S_OK, IWMStreamConfig_SetBitrate(stream, 128000));
  CODE(S_OK, IWMStreamConfig_QueryInterface(stream, &IID_IWMMediaProps, (void **)&props));
  CODE(S_OK, IWMMediaProps_SetMediaType(props, &type));
  CODE(S_OK, IWMStreamConfig_QueryInterface(stream, &IID_IWMStreamConfig2, (void **)&wide));
  CODE(S_OK, IWMStreamConfig2_AddDataUnitExtension(wide, DECLARED, 4, NULL, 0));
  CODE(S_OK, IWMProfile_AddStream(profile, stream));
  IWMStreamConfig2_Release(wide);
  IWMMediaProps_Release(props);
  IWMStreamConfig_Release(stream);
}

/* A profile with a stream of sound, and with one of pictures before it if that is wanted. */
static IWMProfile *profile_of(int pictures) {
  IWMProfile *profile = NULL;
  CODE(S_OK, ISampanRuntime_CreateProfile(runtime, &profile));
  if (profile != NULL) {
    if (pictures) {
      add_stream(profile, &WMMEDIATYPE_Video, 1);
    }
    add_stream(profile, &WMMEDIATYPE_Audio, 2);
  }
  return profile;
}

typedef struct Writer {
  IWMWriter *base;
  IWMWriterAdvanced3 *advanced;
} Writer;

static Writer writer_of(uint32_t samples, IWMWriterSink *sink, int pictures) {
  Writer writer = {NULL, NULL};
  IWMProfile *profile = profile_of(pictures);
  SampanWriterOptions options;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.name = "conformance";
  options.sample_count = samples;
  CODE(S_OK, ISampanRuntime_CreateWriter(runtime, &options, &writer.base));
  CODE(S_OK, IWMWriter_QueryInterface(writer.base, &IID_IWMWriterAdvanced3, (void **)&writer.advanced));
  CODE(S_OK, IWMWriter_SetProfile(writer.base, profile));
  if (sink != NULL) {
    CODE(S_OK, IWMWriterAdvanced3_AddSink(writer.advanced, sink));
  }
  IWMProfile_Release(profile);
  return writer;
}

static void writer_release(Writer writer) {
  IWMWriterAdvanced3_Release(writer.advanced);
  SAME(0, IWMWriter_Release(writer.base));
}

static INSSBuffer *sample_of(Writer writer, DWORD size, int value) {
  INSSBuffer *sample = NULL;
  BYTE *bytes;
  CODE(S_OK, IWMWriter_AllocateSample(writer.base, size, &sample));
  if (sample != NULL) {
    CODE(S_OK, INSSBuffer_GetBuffer(sample, &bytes));
    memset(bytes, value, size);
    CODE(S_OK, INSSBuffer_SetLength(sample, size));
  }
  return sample;
}

static HRESULT write_sound(Writer writer, DWORD input, QWORD time, DWORD size, int value) {
  INSSBuffer *sample = sample_of(writer, size, value);
  HRESULT hr = IWMWriter_WriteSample(writer.base, input, time, 0, sample);
  INSSBuffer_Release(sample);
  return hr;
}

static void states(IWMSBufferAllocator *units) {
  static Sink sink;
  INSSBuffer *sample = (INSSBuffer *)&sink;
  INSSBuffer *own = NULL;
  IWMProfile *profile = profile_of(0);
  Writer writer;
  sink_init(&sink, units);
  writer = writer_of(4, &sink.base, 0);

  begin(40);
  CODE(NS_E_INVALID_REQUEST, IWMWriter_AllocateSample(writer.base, 100, &sample));
  POINTER(NULL, sample);
  end();

  begin(43);
  CODE(S_OK, IWMSBufferAllocator_AllocateBuffer(units, 100, &own));
  CODE(S_OK, INSSBuffer_SetLength(own, 100));
  CODE(NS_E_INVALID_REQUEST, IWMWriter_WriteSample(writer.base, 0, 0, 0, own));
  CODE(S_OK, INSSBuffer_SetLength(own, 50)); /* it is the caller's as before */
  CODE(NS_E_INVALID_REQUEST, IWMWriter_EndWriting(writer.base));
  end();

  begin(46);
  CODE(S_OK, IWMWriter_Flush(writer.base));
  end();

  begin(41);
  CODE(S_OK, IWMWriter_BeginWriting(writer.base));
  sample = sample_of(writer, 100, 1);
  SAME(1, sample != NULL);
  end();

  begin(44);
  CODE(E_INVALIDARG, IWMWriter_WriteSample(writer.base, 1, 0, 0, sample));
  CODE(E_INVALIDARG, IWMWriter_WriteSample(writer.base, 0xFFFFFFFF, 0, 0, sample));
  CODE(S_OK, IWMWriter_WriteSample(writer.base, 0, 0, 0, sample));
  CODE(NS_E_INVALID_REQUEST, IWMWriter_WriteSample(writer.base, 0, TICKS, 0, sample)); /* a second time */
  INSSBuffer_Release(sample);
  end();

  begin(45);
  CODE(NS_E_INVALID_REQUEST, IWMWriter_SetProfile(writer.base, profile));
  CODE(NS_E_INVALID_REQUEST, IWMWriter_SetOutputFilename(writer.base, SAMPAN_TEXT("/tmp/never.wmv")));
  CODE(NS_E_INVALID_REQUEST, IWMWriter_SetInputProps(writer.base, 0, NULL));
  CODE(NS_E_INVALID_REQUEST, IWMWriter_BeginWriting(writer.base));
  CODE(NS_E_INVALID_REQUEST, IWMWriterAdvanced3_AddSink(writer.advanced, &sink.base));
  CODE(NS_E_INVALID_REQUEST, IWMWriterAdvanced3_RemoveSink(writer.advanced, NULL));
  SAME(2, sink.references);
  CODE(S_OK, IWMWriter_Flush(writer.base));
  end();

  begin(42);
  CODE(S_OK, IWMWriter_EndWriting(writer.base));
  sample = (INSSBuffer *)&sink;
  CODE(NS_E_INVALID_REQUEST, IWMWriter_AllocateSample(writer.base, 100, &sample));
  POINTER(NULL, sample);
  CODE(NS_E_INVALID_REQUEST, IWMWriter_WriteSample(writer.base, 0, 2 * TICKS, 0, own));
  CODE(NS_E_INVALID_REQUEST, IWMWriter_EndWriting(writer.base));
  /* It may begin again. */
  sink.ends = 0;
  CODE(S_OK, IWMWriter_BeginWriting(writer.base));
  CODE(S_OK, write_sound(writer, 0, 0, 100, 1));
  CODE(S_OK, IWMWriter_EndWriting(writer.base));
  end();

  INSSBuffer_Release(own);
  IWMProfile_Release(profile);
  writer_release(writer);
  begin(0);
  SAME(1, sink.references);
}

static void written(IWMSBufferAllocator *units) {
  static Sink sink;
  static Foreign foreign;
  IMFVideoSampleAllocatorCallback *pool = callback_of(units);
  LONG whole = free_count(pool);
  INSSBuffer *samples[4];
  BYTE *addresses[4];
  INSSBuffer *another = NULL;
  Writer writer;
  int i;

  begin(47);
  sink_init(&sink, units);
  writer = writer_of(8, &sink.base, 0);
  CODE(S_OK, IWMWriter_BeginWriting(writer.base));
  for (i = 0; i < 20; i++) {
    INSSBuffer *sample = NULL;
    while (IWMWriter_AllocateSample(writer.base, 4000, &sample) == MF_E_SAMPLEALLOCATOR_EMPTY) {
    }
    CODE(S_OK, INSSBuffer_GetBuffer(sample, &addresses[0]));
    memset(addresses[0], 0xA0 + i, 4000);
    CODE(S_OK, INSSBuffer_SetLength(sample, 4000));
    CODE(S_OK, IWMWriter_WriteSample(writer.base, 0, (QWORD)i * TICKS / 4, 0, sample));
    INSSBuffer_Release(sample);
  }
  CODE(S_OK, IWMWriter_EndWriting(writer.base));
  for (i = 0; i < 20; i++) {
    SAME(1, sink.counts[0xA0 + i] >= 4000);
  }
  end();

  begin(57);
  SAME(1, sink.headers >= 1);
  SAME(1, sink.units >= 20);
  SAME(1, sink.ends);
  SAME(0, sink.wrong);
  end();

  begin(59);
  SAME(whole, free_count(pool));
  writer_release(writer);
  SAME(1, sink.references);
  end();

  begin(58);
  sink_init(&sink, NULL);
  writer = writer_of(8, &sink.base, 0);
  CODE(S_OK, IWMWriter_BeginWriting(writer.base));
  CODE(S_OK, write_sound(writer, 0, 0, 4000, 7));
  CODE(S_OK, IWMWriter_EndWriting(writer.base));
  SAME(1, sink.units > 0);
  SAME(1, sink.asked < sink.unit.size);
  SAME(1, sink.unit.references);
  SAME(1, sink.counts[7] >= 4000);
  sink.unit.size = 10; /* too small: the writing fails */
  sink.ends = 0;
  CODE(S_OK, IWMWriter_BeginWriting(writer.base));
  CODE(S_OK, write_sound(writer, 0, 0, 4000, 7));
  CODE(E_INVALIDARG, IWMWriter_EndWriting(writer.base));
  SAME(1, sink.unit.references);
  writer_release(writer);
  end();

  begin(30);
  sink_init(&sink, units);
  memset(&foreign, 0, sizeof foreign);
  foreign.base.lpVtbl = &FOREIGN;
  foreign.references = 1;
  foreign.size = sizeof foreign.bytes;
  foreign.length = 4000;
  memset(foreign.bytes, 0xEE, 4000);
  writer = writer_of(8, &sink.base, 0);
  CODE(S_OK, IWMWriter_BeginWriting(writer.base));
  CODE(S_OK, IWMWriter_WriteSample(writer.base, 0, 0, 0, &foreign.base));
  memset(foreign.bytes, 0, sizeof foreign.bytes);
  CODE(S_OK, IWMWriter_EndWriting(writer.base));
  SAME(1, foreign.references);
  SAME(1, sink.counts[0xEE] >= 4000);
  writer_release(writer);
  end();

  begin(48);
  sink_init(&sink, units);
  sink.hold = 1;
  writer = writer_of(4, &sink.base, 0);
  CODE(S_OK, IWMWriter_SetInputProps(writer.base, 0, NULL)); /* nothing is encoded: the muxer reads the samples */
  CODE(S_OK, IWMWriter_BeginWriting(writer.base));
  for (i = 0; i < 4; i++) {
    samples[i] = sample_of(writer, 8000, i);
    CODE(S_OK, INSSBuffer_GetBuffer(samples[i], &addresses[i]));
    SAME(1, i == 0 || addresses[i] != addresses[i - 1]);
  }
  for (i = 0; i < 4; i++) {
    CODE(S_OK,
        IWMWriterAdvanced3_WriteStreamSample(writer.advanced, 2, (QWORD)i * TICKS, 0, 0, WM_SF_CLEANPOINT,
            samples[i]));
    INSSBuffer_Release(samples[i]);
  }
  pthread_mutex_lock(&sink.mutex);
  while (!sink.held) {
    pthread_cond_wait(&sink.changed, &sink.mutex);
  }
  pthread_mutex_unlock(&sink.mutex);
  /* What is not written yet is not given out again: three of four at least are on their way. */
  i = 0;
  while (i < 4 && IWMWriter_AllocateSample(writer.base, 8000, &another) == S_OK) {
    BYTE *address = NULL;
    CODE(S_OK, INSSBuffer_GetBuffer(another, &address));
    POINTER(addresses[0], address);
    samples[i++] = another;
  }
  SAME(1, i <= 1);
  CODE(MF_E_SAMPLEALLOCATOR_EMPTY, IWMWriter_AllocateSample(writer.base, 8000, &another));
  while (i > 0) {
    i--;
    INSSBuffer_Release(samples[i]);
  }
  sink_let_go(&sink);
  CODE(S_OK, IWMWriter_EndWriting(writer.base));
  SAME(0, sink.wrong);
  SAME(1, sink.counts[3] >= 8000);
  writer_release(writer);
  end();

  IMFVideoSampleAllocatorCallback_Release(pool);
}

static void times(IWMSBufferAllocator *units) {
  static Sink sink;
  INSSBuffer *sample;
  INSSBuffer3 *wide = NULL;
  WM_WRITER_STATISTICS statistics;
  WM_WRITER_STATISTICS_EX more;
  DWORD window = 0;
  Writer writer;
  sink_init(&sink, units);
  writer = writer_of(8, &sink.base, 1);

  begin(50);
  CODE(S_OK, IWMWriterAdvanced3_GetSyncTolerance(writer.advanced, &window));
  SAME(3000, window);
  CODE(S_OK, IWMWriterAdvanced3_SetSyncTolerance(writer.advanced, 5000));
  CODE(S_OK, IWMWriterAdvanced3_GetSyncTolerance(writer.advanced, &window));
  SAME(5000, window);
  CODE(S_OK, IWMWriterAdvanced3_SetSyncTolerance(writer.advanced, 3000));
  end();

  begin(49);
  CODE(S_OK, IWMWriter_BeginWriting(writer.base));
  CODE(S_OK, write_sound(writer, 1, 0, 100, 1));
  sample = sample_of(writer, PICTURE, 0x80);
  CODE(NS_E_LATE_OPERATION, IWMWriter_WriteSample(writer.base, 0, 3 * TICKS + 10000, 0, sample));
  CODE(S_OK, IWMWriter_WriteSample(writer.base, 0, 3 * TICKS, 0, sample));
  INSSBuffer_Release(sample);
  CODE(NS_E_INVALID_DATA, write_sound(writer, 1, 0, 100, 1)); /* not later than the one before */
  end();

  begin(56);
  CODE(E_POINTER, IWMWriterAdvanced3_GetStatistics(writer.advanced, 1, NULL));
  CODE(E_POINTER, IWMWriterAdvanced3_GetStatisticsEx(writer.advanced, 1, NULL));
  CODE(S_OK, IWMWriterAdvanced3_GetStatistics(writer.advanced, 1, &statistics));
  SAME(1, statistics.qwSampleCount);
  SAME(PICTURE, statistics.qwByteCount);
  CODE(S_OK, IWMWriterAdvanced3_GetStatistics(writer.advanced, 0, &statistics));
  SAME(2, statistics.qwSampleCount);
  CODE(NS_E_INVALID_STREAM, IWMWriterAdvanced3_GetStatistics(writer.advanced, 3, &statistics));
  CODE(S_OK, IWMWriterAdvanced3_GetStatisticsEx(writer.advanced, 0, &more));
  CODE(S_OK, IWMWriter_EndWriting(writer.base));
  end();
  writer_release(writer);

  begin(51);
  sink_init(&sink, units);
  writer = writer_of(8, &sink.base, 0);
  CODE(S_OK, IWMWriter_BeginWriting(writer.base));
  CODE(S_OK, write_sound(writer, 0, 0, 100, 1));
  CODE(S_OK, write_sound(writer, 0, 10 * (QWORD)TICKS, 100, 1));
  CODE(S_OK, IWMWriter_EndWriting(writer.base));
  CODE(S_OK, IWMWriterAdvanced3_SetLiveSource(writer.advanced, TRUE));
  sink.ends = 0;
  CODE(S_OK, IWMWriter_BeginWriting(writer.base));
  CODE(S_OK, write_sound(writer, 0, 0, 100, 1));
  CODE(NS_E_TOO_MUCH_DATA, write_sound(writer, 0, 10 * (QWORD)TICKS, 100, 1));
  CODE(S_OK, write_sound(writer, 0, TICKS / 100, 100, 1));
  CODE(S_OK, IWMWriter_EndWriting(writer.base));
  CODE(S_OK, IWMWriterAdvanced3_SetLiveSource(writer.advanced, FALSE));
  end();

  begin(52);
  sink.ends = 0;
  CODE(S_OK, IWMWriter_BeginWriting(writer.base));
  sample = sample_of(writer, 100, 1);
  CODE(S_OK, INSSBuffer_QueryInterface(sample, &IID_INSSBuffer3, (void **)&wide));
  CODE(S_OK, INSSBuffer3_SetProperty(wide, DECLARED, "12345", 5));
  CODE(NS_E_DATA_UNIT_EXTENSION_TOO_LARGE, IWMWriter_WriteSample(writer.base, 0, 0, 0, sample));
  CODE(S_OK, INSSBuffer3_SetProperty(wide, DECLARED, "1234", 4));
  CODE(S_OK, IWMWriter_WriteSample(writer.base, 0, 0, 0, sample));
  INSSBuffer3_Release(wide);
  INSSBuffer_Release(sample);
  CODE(S_OK, IWMWriter_EndWriting(writer.base));
  writer_release(writer);
  end();
}

static void sinks(IWMSBufferAllocator *units, const WCHAR *file) {
  static Sink one;
  static Sink other;
  static const GUID *const ADVANCED[] = {&IID_IWMWriterAdvanced, &IID_IWMWriterAdvanced2, &IID_IWMWriterAdvanced3};
  IWMWriterSink *found = NULL;
  IUnknown *unknown_file = NULL;
  void *out = &one;
  DWORD count = 77;
  Writer writer;
  int i;
  sink_init(&one, units);
  sink_init(&other, units);
  writer = writer_of(4, &one.base, 0);

  begin(53);
  CODE(S_OK, IWMWriter_SetOutputFilename(writer.base, file));
  CODE(S_OK, IWMWriterAdvanced3_GetSinkCount(writer.advanced, &count));
  SAME(2, count);
  CODE(S_OK, IWMWriterAdvanced3_GetSink(writer.advanced, 0, &found));
  SAME(0, found == &one.base);
  CODE(S_OK, IWMWriterSink_QueryInterface(found, &IID_IUnknown, (void **)&unknown_file));
  IUnknown_Release(unknown_file);
  SAME(1, IWMWriterSink_Release(found)); /* the writer's */
  CODE(S_OK, IWMWriterAdvanced3_GetSink(writer.advanced, 1, &found));
  POINTER(&one.base, found);
  SAME(3, one.references);
  IWMWriterSink_Release(found);
  CODE(NS_E_FILE_OPEN_FAILED, IWMWriter_SetOutputFilename(writer.base, SAMPAN_TEXT("/no/such/folder/file.wmv")));
  end();

  begin(55);
  found = &one.base;
  CODE(E_INVALIDARG, IWMWriterAdvanced3_GetSink(writer.advanced, 2, &found));
  POINTER(NULL, found);
  CODE(E_INVALIDARG, IWMWriterAdvanced3_GetSink(writer.advanced, 0xFFFFFFFF, &found));
  CODE(E_INVALIDARG, IWMWriterAdvanced3_GetSink(writer.advanced, 0, NULL));
  end();

  begin(54);
  CODE(E_INVALIDARG, IWMWriterAdvanced3_AddSink(writer.advanced, NULL));
  CODE(S_FALSE, IWMWriterAdvanced3_RemoveSink(writer.advanced, &other.base));
  CODE(S_OK, IWMWriterAdvanced3_AddSink(writer.advanced, &other.base));
  SAME(2, other.references);
  CODE(S_OK, IWMWriterAdvanced3_RemoveSink(writer.advanced, &other.base));
  SAME(1, other.references);
  CODE(S_OK, IWMWriterAdvanced3_RemoveSink(writer.advanced, NULL));
  CODE(S_OK, IWMWriterAdvanced3_GetSinkCount(writer.advanced, &count));
  SAME(0, count);
  SAME(1, one.references);
  CODE(NS_E_NOT_CONFIGURED, IWMWriter_BeginWriting(writer.base));
  end();

  begin(60);
  CODE(E_NOINTERFACE, IWMWriter_QueryInterface(writer.base, &IID_IWMWriterSink, &out));
  POINTER(NULL, out);
  for (i = 0; i < 3; i++) {
    CODE(S_OK, IWMWriter_QueryInterface(writer.base, ADVANCED[i], &out));
    POINTER(writer.advanced, out);
    IWMWriterAdvanced3_Release(writer.advanced);
  }
  CODE(S_OK, IWMWriterAdvanced3_QueryInterface(writer.advanced, &IID_IWMWriter, &out));
  POINTER(writer.base, out);
  IWMWriter_Release(writer.base);
  end();
  writer_release(writer);
}

/* The statements that need a writer, and somebody who encodes. file: where a file may be made. */
int writer_conformance(ISampanRuntime *given, const WCHAR *file, const char *path);

int writer_conformance(ISampanRuntime *given, const WCHAR *file, const char *path) {
  IWMSBufferAllocator *units;
  report = path == NULL ? stdout : fopen(path, "w");
  if (report == NULL) {
    return -1;
  }
  failures = 0;
  runtime = given;
  begin(0);
  units = allocator_of(65536, 4);
  states(units);
  written(units);
  times(units);
  sinks(units, file);
  begin(0);
  SAME(0, IWMSBufferAllocator_Release(units));
  if (report != stdout) {
    fclose(report);
  }
  return failures + failed;
}
