/* A sink of a writer: the file's bytes come here as a header and data units, and go into a file of our own. */
#include "sampan.h"

#include <stdio.h>

typedef struct FileSink {
  IWMWriterSink base; /* first: a pointer to it is a pointer to the sink */
  ULONG references;   /* the writer calls one method at a time */
  IWMSBufferAllocator *allocator;
  FILE *file;
} FileSink;

int sink(ISampanRuntime *runtime, const char *path);
HRESULT produce(ISampanRuntime *runtime, IWMWriter *writer); /* of producer.c */

static HRESULT STDMETHODCALLTYPE query(IWMWriterSink *self, REFIID iid, void **out) {
  int known = IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IWMWriterSink);
  *out = known ? self : NULL;
  ((FileSink *)self)->references += known;
  return known ? S_OK : E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE add_ref(IWMWriterSink *self) { return ++((FileSink *)self)->references; }

static ULONG STDMETHODCALLTYPE release(IWMWriterSink *self) {
  FileSink *sink = (FileSink *)self;
  if (--sink->references == 0) {
    IWMSBufferAllocator_Release(sink->allocator);
    if (sink->file != NULL) fclose(sink->file);
    sink->file = NULL;
  }
  return sink->references;
}

static HRESULT append(FILE *file, INSSBuffer *buffer) {
  BYTE *memory;
  DWORD length;
  HRESULT hr = INSSBuffer_GetBufferAndLength(buffer, &memory, &length);
  if (FAILED(hr)) return hr;
  return fwrite(memory, 1, length, file) == length ? S_OK : NS_E_FILE_WRITE;
}

/* The first time, and in the end once more, with the duration: then it takes the place of the first. */
static HRESULT STDMETHODCALLTYPE on_header(IWMWriterSink *self, INSSBuffer *header) {
  FileSink *sink = (FileSink *)self;
  return fseek(sink->file, 0, SEEK_SET) == 0 ? append(sink->file, header) : NS_E_FILE_WRITE;
}

static HRESULT STDMETHODCALLTYPE is_real_time(IWMWriterSink *self, WINBOOL *answer) {
  (void)self;
  *answer = FALSE; /* as fast as they come */
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE allocate(IWMWriterSink *self, DWORD size, INSSBuffer **unit) {
  return IWMSBufferAllocator_AllocateBuffer(((FileSink *)self)->allocator, size, unit);
}

static HRESULT STDMETHODCALLTYPE on_data_unit(IWMWriterSink *self, INSSBuffer *unit) {
  return append(((FileSink *)self)->file, unit); /* borrowed; AddRef to keep it */
}

static HRESULT STDMETHODCALLTYPE on_end(IWMWriterSink *self) {
  return fflush(((FileSink *)self)->file) == 0 ? S_OK : NS_E_FILE_WRITE;
}

static const IWMWriterSinkVtbl METHODS = {query, add_ref, release, on_header, is_real_time, allocate, on_data_unit,
    on_end};

int sink(ISampanRuntime *runtime, const char *path) {
  FileSink sink = {{&METHODS}, 1, NULL, NULL};
  SampanAllocatorOptions units = {0};
  SampanWriterOptions options = {0};
  IWMWriterAdvanced *advanced = NULL;
  IWMWriter *writer = NULL;
  HRESULT hr;
  units.size = sizeof units;
  units.name = "data units";
  units.sample_size = 64 * 1024;
  units.count = 2;
  options.size = sizeof options;
  options.wait_ms = 1000;
  if (FAILED(hr = ISampanRuntime_CreateAllocator(runtime, &units, &sink.allocator))) return hr;
  sink.file = fopen(path, "wb");
  if (sink.file == NULL) hr = NS_E_FILE_OPEN_FAILED;
  if (SUCCEEDED(hr)) hr = ISampanRuntime_CreateWriter(runtime, &options, &writer);
  if (SUCCEEDED(hr)) hr = IWMWriter_QueryInterface(writer, &IID_IWMWriterAdvanced, (void **)&advanced);
  if (SUCCEEDED(hr)) hr = IWMWriterAdvanced_AddSink(advanced, &sink.base);
  if (SUCCEEDED(hr)) hr = produce(runtime, writer);
  if (advanced != NULL) IWMWriterAdvanced_Release(advanced);
  if (writer != NULL) IWMWriter_Release(writer); /* the writer's reference to the sink ends here */
  return release(&sink.base) == 0 ? hr : E_FAIL;
}
