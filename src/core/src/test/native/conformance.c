/*
 * Statements of the interfaces' contract, by their numbers in the checklist, tried from C. One line for each:
 * "ok 12", or "not ok 12 expected ... got ...". What needs a writer is not here.
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
