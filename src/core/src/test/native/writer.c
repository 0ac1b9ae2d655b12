/*
 * What native code may do to writers, profiles and sinks, rightly or wrongly. Each function returns 0, or the line of
 * what did not hold. WriterBorderTest runs them in a process of its own, where FFmpeg encodes.
 */
#define _POSIX_C_SOURCE 200809L

#include "sampan.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REQUIRE(condition)   \
  do {                       \
    if (!(condition)) {      \
      return __LINE__;       \
    }                        \
  } while (0)

#define REQUIRE_CODE(expected, call) REQUIRE((call) == (HRESULT)(expected))

enum { RATE = 8000, TICKS = 10000000, BYTES = 1600, THREADS = 64, EACH = 20 };

int profiles(ISampanRuntime *runtime, const WCHAR *file);
int writer_nulls(ISampanRuntime *runtime, const WCHAR *file);
int writer_forged(ISampanRuntime *runtime, const WCHAR *file);
int written_twice(ISampanRuntime *runtime, const WCHAR *file);
int many_writers(ISampanRuntime *runtime, const WCHAR *file);
int end_with_samples_out(ISampanRuntime *runtime, const WCHAR *file);
int released_while_writing(ISampanRuntime *runtime, const WCHAR *file);
int released_by_its_sink(ISampanRuntime *runtime, const WCHAR *file);
int sink_calls_everything(ISampanRuntime *runtime, const WCHAR *file);
int sink_fails(ISampanRuntime *runtime, const WCHAR *file);
int real_time_sink(ISampanRuntime *runtime, const WCHAR *file);
int file_sink(ISampanRuntime *runtime, const WCHAR *file);
int drops(ISampanRuntime *runtime, const WCHAR *file);
int given_allocator(ISampanRuntime *runtime, const WCHAR *file);

static int error_has(ISampanRuntime *runtime, HRESULT code, const char *part) {
  char text[2000];
  uint32_t size = sizeof text;
  HRESULT last = S_OK;
  return ISampanRuntime_GetLastErrorInfo(runtime, &last, text, &size) == S_OK && last == code &&
         strstr(text, part) != NULL;
}

static long long now_ms(void) {
  struct timespec time;
  timespec_get(&time, TIME_UTC);
  return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void pause_ms(long ms) {
  struct timespec time;
  time.tv_sec = ms / 1000;
  time.tv_nsec = ms % 1000 * 1000000;
  nanosleep(&time, NULL);
}

static uint32_t writers(ISampanRuntime *runtime) {
  SampanRuntimeStatistics statistics;
  memset(&statistics, 0, sizeof statistics);
  statistics.size = sizeof statistics;
  return ISampanRuntime_GetStatistics(runtime, &statistics) == S_OK ? statistics.writers : 77;
}

static WM_MEDIA_TYPE type_of(WAVEFORMATEX *sound) {
  WM_MEDIA_TYPE type;
  memset(&type, 0, sizeof type);
  memset(sound, 0, sizeof *sound);
  sound->wFormatTag = WAVE_FORMAT_PCM;
  sound->nChannels = 1;
  sound->nSamplesPerSec = RATE;
  sound->nAvgBytesPerSec = RATE * 2;
  sound->nBlockAlign = 2;
  sound->wBitsPerSample = 16;
  type.majortype = WMMEDIATYPE_Audio;
  type.subtype = WMMEDIASUBTYPE_PCM;
  type.formattype = WMFORMAT_WaveFormatEx;
  type.cbFormat = sizeof *sound;
  type.pbFormat = (BYTE *)sound;
  return type;
}

static IWMStreamConfig *stream_of(IWMProfile *profile) {
  IWMStreamConfig *stream = NULL;
  IWMMediaProps *props = NULL;
  WAVEFORMATEX sound;
  WM_MEDIA_TYPE type = type_of(&sound);
  if (IWMProfile_CreateNewStream(profile, &WMMEDIATYPE_Audio, &stream) == S_OK &&
      IWMStreamConfig_QueryInterface(stream, &IID_IWMMediaProps, (void **)&props) == S_OK) {
    IWMMediaProps_SetMediaType(props, &type);
    IWMMediaProps_Release(props);
    IWMStreamConfig_SetBitrate(stream, 128000);
  }
  return stream;
}

static IWMProfile *profile_of(ISampanRuntime *runtime) {
  IWMProfile *profile = NULL;
  if (ISampanRuntime_CreateProfile(runtime, &profile) == S_OK) {
    IWMStreamConfig *stream = stream_of(profile);
    IWMProfile_AddStream(profile, stream);
    IWMStreamConfig_Release(stream);
  }
  return profile;
}

/* A writer of one stream of sound. */
static IWMWriter *writer_of(ISampanRuntime *runtime, IWMWriterSink *sink) {
  IWMWriter *writer = NULL;
  IWMWriterAdvanced *advanced = NULL;
  IWMProfile *profile = profile_of(runtime);
  SampanWriterOptions options;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.wait_ms = 10000;
  if (ISampanRuntime_CreateWriter(runtime, &options, &writer) != S_OK) {
    return NULL;
  }
  IWMWriter_SetProfile(writer, profile);
  IWMProfile_Release(profile);
  if (sink != NULL && IWMWriter_QueryInterface(writer, &IID_IWMWriterAdvanced, (void **)&advanced) == S_OK) {
    IWMWriterAdvanced_AddSink(advanced, sink);
    IWMWriterAdvanced_Release(advanced);
  }
  return writer;
}

static HRESULT write_sound(IWMWriter *writer, QWORD time) {
  INSSBuffer *sample = NULL;
  BYTE *bytes;
  HRESULT hr = IWMWriter_AllocateSample(writer, BYTES, &sample);
  if (SUCCEEDED(hr)) {
    INSSBuffer_GetBuffer(sample, &bytes);
    memset(bytes, 3, BYTES);
    INSSBuffer_SetLength(sample, BYTES);
    hr = IWMWriter_WriteSample(writer, 0, time, 0, sample);
    INSSBuffer_Release(sample);
  }
  return hr;
}

/* ---- A sink ----------------------------------------------------------------------------------------------------- */

typedef struct Sink {
  IWMWriterSink base;
  atomic_uint references;
  IWMSBufferAllocator *units;
  IWMWriter *writer;
  void (*inside)(struct Sink *);
  WINBOOL real_time;
  HRESULT on_header;
  HRESULT on_unit;
  HRESULT on_end;
  int headers;
  int calls;
  int ends;
  HRESULT seen;
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
  (void)header;
  ((Sink *)self)->headers++;
  return ((Sink *)self)->on_header;
}

static HRESULT STDMETHODCALLTYPE sink_real_time(IWMWriterSink *self, WINBOOL *answer) {
  *answer = ((Sink *)self)->real_time;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE sink_allocate(IWMWriterSink *self, DWORD size, INSSBuffer **unit) {
  return IWMSBufferAllocator_AllocateBuffer(((Sink *)self)->units, size, unit);
}

static HRESULT STDMETHODCALLTYPE sink_unit(IWMWriterSink *self, INSSBuffer *unit) {
  Sink *sink = (Sink *)self;
  (void)unit;
  if (sink->calls++ == 0 && sink->inside != NULL) {
    sink->inside(sink);
  }
  return sink->on_unit;
}

static HRESULT STDMETHODCALLTYPE sink_end(IWMWriterSink *self) {
  ((Sink *)self)->ends++;
  return ((Sink *)self)->on_end;
}

static const IWMWriterSinkVtbl SINK = {sink_query, sink_add, sink_release, sink_header, sink_real_time, sink_allocate,
    sink_unit, sink_end};

static void sink_init(ISampanRuntime *runtime, Sink *sink) {
  SampanAllocatorOptions options;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.name = "units";
  options.sample_size = 65536;
  options.count = 2;
  memset(sink, 0, sizeof *sink);
  sink->base.lpVtbl = &SINK;
  sink->references = 1;
  ISampanRuntime_CreateAllocator(runtime, &options, &sink->units);
}

/* ---- Profiles --------------------------------------------------------------------------------------------------- */

static size_t length_of(const WCHAR *text) {
  size_t length = 0;
  while (text[length] != 0) {
    length++;
  }
  return length;
}

int profiles(ISampanRuntime *runtime, const WCHAR *file) {
  static const WCHAR NAME[] = SAMPAN_TEXT("main stream");
  IWMProfile *profile = NULL;
  IWMProfile *empty = NULL;
  IWMStreamConfig *stream;
  IWMStreamConfig *copy = NULL;
  IWMMediaProps *props = NULL;
  IWMWriter *writer = NULL;
  IWMInputMediaProps *input = NULL;
  WM_MEDIA_TYPE *type;
  VIDEOINFOHEADER video;
  WAVEFORMATEX sound;
  WM_MEDIA_TYPE given;
  WMT_VERSION version;
  WCHAR text[64];
  WORD count = 0;
  WORD number = 0;
  DWORD size = 0;
  DWORD streams = 77;
  DWORD formats = 0;
  BYTE memory[1000];
  (void)file;
  REQUIRE_CODE(S_OK, ISampanRuntime_CreateProfile(runtime, &profile));
  REQUIRE_CODE(S_OK, IWMProfile_GetVersion(profile, &version));
  REQUIRE(version == WMT_VER_9_0);
  REQUIRE_CODE(S_OK, IWMProfile_SetName(profile, NAME));
  size = 5;
  REQUIRE_CODE(NS_E_SDK_BUFFERTOOSMALL, IWMProfile_GetName(profile, text, &size));
  REQUIRE(size == 12);
  REQUIRE_CODE(S_OK, IWMProfile_GetName(profile, text, &size));
  REQUIRE(memcmp(text, NAME, sizeof NAME) == 0);
  stream = stream_of(profile);
  REQUIRE(stream != NULL);
  REQUIRE_CODE(S_OK, IWMStreamConfig_SetStreamName(stream, NAME));
  REQUIRE_CODE(S_OK, IWMStreamConfig_SetConnectionName(stream, NAME));
  REQUIRE_CODE(S_OK, IWMStreamConfig_GetStreamName(stream, NULL, &count));
  REQUIRE(count == length_of(NAME) + 1);
  REQUIRE_CODE(NS_E_INVALID_STREAM, IWMStreamConfig_SetStreamNumber(stream, 0));
  REQUIRE_CODE(NS_E_INVALID_STREAM, IWMStreamConfig_SetStreamNumber(stream, 64));
  REQUIRE_CODE(S_OK, IWMStreamConfig_SetStreamNumber(stream, 5));
  REQUIRE_CODE(S_OK, IWMProfile_AddStream(profile, stream));
  REQUIRE_CODE(ASF_E_STREAMNUMBERINUSE, IWMProfile_AddStream(profile, stream));
  REQUIRE_CODE(S_OK, IWMStreamConfig_SetBitrate(stream, 64000)); /* of this copy only */
  REQUIRE_CODE(S_OK, IWMProfile_GetStreamByNumber(profile, 5, &copy));
  REQUIRE_CODE(S_OK, IWMStreamConfig_GetBitrate(copy, &size));
  REQUIRE(size == 128000);
  REQUIRE(IWMStreamConfig_Release(copy) == 0);
  REQUIRE_CODE(S_OK, IWMProfile_ReconfigStream(profile, stream));
  REQUIRE_CODE(S_OK, IWMProfile_GetStream(profile, 0, &copy));
  REQUIRE_CODE(S_OK, IWMStreamConfig_GetBitrate(copy, &size));
  REQUIRE(size == 64000);
  REQUIRE_CODE(S_OK, IWMStreamConfig_GetStreamNumber(copy, &number));
  REQUIRE(number == 5);
  REQUIRE(IWMStreamConfig_Release(copy) == 0);
  REQUIRE_CODE(E_INVALIDARG, IWMProfile_GetStream(profile, 1, &copy));
  REQUIRE(copy == NULL);
  REQUIRE_CODE(NS_E_INVALID_STREAM, IWMProfile_GetStreamByNumber(profile, 6, &copy));
  REQUIRE_CODE(NS_E_INVALID_STREAM, IWMProfile_RemoveStreamByNumber(profile, 6));
  REQUIRE_CODE(E_INVALIDARG, IWMProfile_CreateNewStream(profile, &IID_IUnknown, &copy));
  REQUIRE_CODE(S_OK, IWMProfile_GetMutualExclusionCount(profile, &size));
  REQUIRE(size == 0);
  REQUIRE_CODE(E_NOTIMPL, IWMProfile_CreateNewMutualExclusion(profile, (IWMMutualExclusion **)&copy));

  /* Types. */
  REQUIRE_CODE(S_OK, IWMStreamConfig_QueryInterface(stream, &IID_IWMMediaProps, (void **)&props));
  size = 0;
  REQUIRE_CODE(S_OK, IWMMediaProps_GetMediaType(props, NULL, &size));
  REQUIRE(size == sizeof(WM_MEDIA_TYPE) + sizeof(WAVEFORMATEX));
  type = (WM_MEDIA_TYPE *)(void *)memory;
  size--;
  REQUIRE_CODE(NS_E_SDK_BUFFERTOOSMALL, IWMMediaProps_GetMediaType(props, type, &size));
  REQUIRE_CODE(S_OK, IWMMediaProps_GetMediaType(props, type, &size));
  REQUIRE(IsEqualGUID(&type->majortype, &WMMEDIATYPE_Audio) && type->pbFormat == memory + sizeof *type);
  memcpy(&sound, type->pbFormat, sizeof sound);
  REQUIRE(sound.nSamplesPerSec == RATE && sound.nBlockAlign == 2);
  given = type_of(&sound);
  given.cbFormat = 17;
  REQUIRE_CODE(NS_E_INVALID_INPUT_FORMAT, IWMMediaProps_SetMediaType(props, &given));
  given = type_of(&sound);
  sound.cbSize = 1000;
  REQUIRE_CODE(NS_E_INVALID_INPUT_FORMAT, IWMMediaProps_SetMediaType(props, &given));
  given = type_of(&sound);
  given.cbFormat = 0xFFFFFFFF;
  REQUIRE_CODE(NS_E_INVALID_INPUT_FORMAT, IWMMediaProps_SetMediaType(props, &given));
  given = type_of(&sound);
  given.pbFormat = NULL;
  REQUIRE_CODE(E_POINTER, IWMMediaProps_SetMediaType(props, &given));
  given = type_of(&sound);
  given.majortype = WMMEDIATYPE_Video;
  REQUIRE_CODE(NS_E_INVALID_INPUT_FORMAT, IWMMediaProps_SetMediaType(props, &given));
  REQUIRE(IWMMediaProps_Release(props) == 1);

  /* Inputs. */
  REQUIRE_CODE(S_OK, ISampanRuntime_CreateWriter(runtime, NULL, &writer));
  REQUIRE_CODE(S_OK, ISampanRuntime_CreateProfile(runtime, &empty));
  REQUIRE_CODE(NS_E_INVALIDPROFILE, IWMWriter_SetProfile(writer, empty));
  REQUIRE_CODE(S_OK, IWMProfile_CreateNewStream(empty, &WMMEDIATYPE_Video, &copy));
  REQUIRE_CODE(S_OK, IWMProfile_AddStream(empty, copy));
  REQUIRE_CODE(NS_E_INVALID_STREAM, IWMWriter_SetProfile(writer, empty)); /* nobody has described it */
  REQUIRE(IWMStreamConfig_Release(copy) == 0);
  REQUIRE_CODE(S_OK, IWMWriter_GetInputCount(writer, &streams));
  REQUIRE(streams == 0);
  REQUIRE_CODE(NS_E_NOT_CONFIGURED, IWMWriter_BeginWriting(writer));
  REQUIRE_CODE(S_OK, IWMWriter_SetProfile(writer, profile));
  REQUIRE_CODE(S_OK, IWMProfile_RemoveStream(profile, stream)); /* the writer has a copy */
  REQUIRE_CODE(S_OK, IWMWriter_GetInputCount(writer, &streams));
  REQUIRE(streams == 1);
  REQUIRE_CODE(E_UNEXPECTED, IWMWriter_SetProfileByID(writer, &IID_IUnknown));
  REQUIRE_CODE(S_OK, IWMWriter_GetInputFormatCount(writer, 0, &formats));
  REQUIRE(formats == 4);
  REQUIRE_CODE(S_OK, IWMWriter_GetInputFormat(writer, 0, 3, &input));
  size = sizeof memory;
  REQUIRE_CODE(S_OK, IWMInputMediaProps_GetMediaType(input, type, &size));
  memcpy(&sound, type->pbFormat, sizeof sound);
  REQUIRE(sound.wFormatTag == WAVE_FORMAT_IEEE_FLOAT && sound.wBitsPerSample == 32);
  count = 64;
  REQUIRE_CODE(S_OK, IWMInputMediaProps_GetConnectionName(input, text, &count));
  REQUIRE(memcmp(text, NAME, sizeof NAME) == 0);
  REQUIRE_CODE(S_OK, IWMWriter_SetInputProps(writer, 0, input));
  REQUIRE(IWMInputMediaProps_Release(input) == 0);
  REQUIRE_CODE(S_OK, IWMWriter_GetInputProps(writer, 0, &input));
  sound.nSamplesPerSec = 44100;
  type->pbFormat = (BYTE *)&sound;
  REQUIRE_CODE(S_OK, IWMInputMediaProps_SetMediaType(input, type));
  REQUIRE_CODE(NS_E_INVALID_INPUT_FORMAT, IWMWriter_SetInputProps(writer, 0, input));
  REQUIRE(error_has(runtime, NS_E_INVALID_INPUT_FORMAT, "44100"));
  REQUIRE(IWMInputMediaProps_Release(input) == 0);
  REQUIRE_CODE(E_INVALIDARG, IWMWriter_GetInputFormat(writer, 0, 4, &input));
  REQUIRE_CODE(E_INVALIDARG, IWMWriter_GetInputProps(writer, 1, &input));
  memset(&video, 0, sizeof video);
  REQUIRE(IWMWriter_Release(writer) == 0);
  REQUIRE(IWMStreamConfig_Release(stream) == 0);
  REQUIRE(IWMProfile_Release(empty) == 0);
  REQUIRE(IWMProfile_Release(profile) == 0);
  return 0;
}

/* ---- Wrong arguments -------------------------------------------------------------------------------------------- */

int writer_nulls(ISampanRuntime *runtime, const WCHAR *file) {
  IWMWriter *writer = writer_of(runtime, NULL);
  IWMProfile *profile = profile_of(runtime);
  IWMStreamConfig2 *stream = NULL;
  IWMWriterAdvanced3 *advanced = NULL;
  IWMMediaProps *props = NULL;
  WCHAR text[8];
  WORD word = 8;
  DWORD number = 8;
  (void)file;
  REQUIRE_CODE(S_OK, IWMProfile_CreateNewStream(profile, &WMMEDIATYPE_Audio, (IWMStreamConfig **)&stream));
  REQUIRE_CODE(S_OK, IWMStreamConfig2_QueryInterface(stream, &IID_IWMMediaProps, (void **)&props));
  REQUIRE_CODE(S_OK, IWMWriter_QueryInterface(writer, &IID_IWMWriterAdvanced3, (void **)&advanced));
  REQUIRE_CODE(E_POINTER, ISampanRuntime_CreateWriter(runtime, NULL, NULL));
  REQUIRE_CODE(E_POINTER, ISampanRuntime_CreateProfile(runtime, NULL));
  REQUIRE_CODE(E_POINTER, IWMProfile_GetVersion(profile, NULL));
  REQUIRE_CODE(E_POINTER, IWMProfile_GetName(profile, text, NULL));
  REQUIRE_CODE(E_POINTER, IWMProfile_SetName(profile, NULL));
  REQUIRE_CODE(E_POINTER, IWMProfile_GetDescription(profile, text, NULL));
  REQUIRE_CODE(E_POINTER, IWMProfile_SetDescription(profile, NULL));
  REQUIRE_CODE(E_POINTER, IWMProfile_GetStreamCount(profile, NULL));
  REQUIRE_CODE(E_POINTER, IWMProfile_GetStream(profile, 0, NULL));
  REQUIRE_CODE(E_POINTER, IWMProfile_GetStreamByNumber(profile, 1, NULL));
  REQUIRE_CODE(E_POINTER, IWMProfile_RemoveStream(profile, NULL));
  REQUIRE_CODE(E_POINTER, IWMProfile_AddStream(profile, NULL));
  REQUIRE_CODE(E_POINTER, IWMProfile_ReconfigStream(profile, NULL));
  REQUIRE_CODE(E_POINTER, IWMProfile_CreateNewStream(profile, &WMMEDIATYPE_Audio, NULL));
  REQUIRE_CODE(E_POINTER, IWMProfile_GetMutualExclusionCount(profile, NULL));
  REQUIRE_CODE(E_NOTIMPL, IWMProfile_GetMutualExclusion(profile, 0, NULL));
  REQUIRE_CODE(E_NOTIMPL, IWMProfile_AddMutualExclusion(profile, NULL));
  REQUIRE_CODE(E_NOTIMPL, IWMProfile_RemoveMutualExclusion(profile, NULL));
  REQUIRE_CODE(E_POINTER, IWMStreamConfig2_GetStreamType(stream, NULL));
  REQUIRE_CODE(E_POINTER, IWMStreamConfig2_GetStreamNumber(stream, NULL));
  REQUIRE_CODE(E_POINTER, IWMStreamConfig2_GetStreamName(stream, text, NULL));
  REQUIRE_CODE(E_POINTER, IWMStreamConfig2_SetStreamName(stream, NULL));
  REQUIRE_CODE(E_POINTER, IWMStreamConfig2_GetConnectionName(stream, text, NULL));
  REQUIRE_CODE(E_POINTER, IWMStreamConfig2_SetConnectionName(stream, NULL));
  REQUIRE_CODE(E_POINTER, IWMStreamConfig2_GetBitrate(stream, NULL));
  REQUIRE_CODE(E_POINTER, IWMStreamConfig2_GetBufferWindow(stream, NULL));
  REQUIRE_CODE(S_OK, IWMStreamConfig2_SetBufferWindow(stream, 1000));
  REQUIRE_CODE(E_POINTER, IWMStreamConfig2_GetTransportType(stream, NULL));
  REQUIRE_CODE(S_OK, IWMStreamConfig2_SetTransportType(stream, WMT_Transport_Type_Reliable));
  REQUIRE_CODE(E_INVALIDARG, IWMStreamConfig2_SetTransportType(stream, (WMT_TRANSPORT_TYPE)77));
  REQUIRE_CODE(E_POINTER, IWMStreamConfig2_AddDataUnitExtension(stream, IID_IUnknown, 1, NULL, 1));
  REQUIRE_CODE(E_POINTER, IWMStreamConfig2_GetDataUnitExtensionCount(stream, NULL));
  REQUIRE_CODE(E_POINTER, IWMStreamConfig2_GetDataUnitExtension(stream, 0, NULL, &word, NULL, &number));
  REQUIRE_CODE(S_OK, IWMStreamConfig2_AddDataUnitExtension(stream, IID_IUnknown, 1, (BYTE *)text, 4));
  {
    GUID key;
    BYTE info[4];
    number = 4;
    REQUIRE_CODE(S_OK, IWMStreamConfig2_GetDataUnitExtension(stream, 0, &key, &word, info, &number));
    REQUIRE(word == 1 && number == 4 && memcmp(info, text, 4) == 0 && IsEqualGUID(&key, &IID_IUnknown));
    REQUIRE_CODE(E_INVALIDARG, IWMStreamConfig2_GetDataUnitExtension(stream, 1, &key, &word, info, &number));
  }
  REQUIRE_CODE(S_OK, IWMStreamConfig2_RemoveAllDataUnitExtensions(stream));
  REQUIRE_CODE(S_OK, IWMStreamConfig2_GetDataUnitExtensionCount(stream, &word));
  REQUIRE(word == 0);
  REQUIRE_CODE(E_POINTER, IWMMediaProps_GetType(props, NULL));
  REQUIRE_CODE(E_POINTER, IWMMediaProps_GetMediaType(props, NULL, NULL));
  REQUIRE_CODE(E_POINTER, IWMMediaProps_SetMediaType(props, NULL));
  REQUIRE_CODE(E_POINTER, IWMWriter_SetProfile(writer, NULL));
  REQUIRE_CODE(E_POINTER, IWMWriter_SetOutputFilename(writer, NULL));
  REQUIRE_CODE(E_INVALIDARG, IWMWriter_GetInputCount(writer, NULL));
  REQUIRE_CODE(E_POINTER, IWMWriter_GetInputProps(writer, 0, NULL));
  REQUIRE_CODE(E_INVALIDARG, IWMWriter_GetInputFormatCount(writer, 0, NULL));
  REQUIRE_CODE(E_INVALIDARG, IWMWriter_GetInputFormat(writer, 0, 0, NULL));
  REQUIRE_CODE(E_POINTER, IWMWriter_AllocateSample(writer, 10, NULL));
  REQUIRE_CODE(NS_E_INVALID_REQUEST, IWMWriter_WriteSample(writer, 0, 0, 0, NULL));
  REQUIRE_CODE(E_POINTER, IWMWriterAdvanced3_GetSinkCount(advanced, NULL));
  REQUIRE_CODE(E_INVALIDARG, IWMWriterAdvanced3_GetSink(advanced, 0, NULL));
  REQUIRE_CODE(E_INVALIDARG, IWMWriterAdvanced3_AddSink(advanced, NULL));
  REQUIRE_CODE(NS_E_INVALID_REQUEST, IWMWriterAdvanced3_WriteStreamSample(advanced, 1, 0, 0, 0, 0, NULL));
  REQUIRE_CODE(E_POINTER, IWMWriterAdvanced3_IsRealTime(advanced, NULL));
  REQUIRE_CODE(E_POINTER, IWMWriterAdvanced3_GetWriterTime(advanced, NULL));
  REQUIRE_CODE(E_POINTER, IWMWriterAdvanced3_GetStatistics(advanced, 0, NULL));
  REQUIRE_CODE(E_POINTER, IWMWriterAdvanced3_GetSyncTolerance(advanced, NULL));
  REQUIRE_CODE(E_NOTIMPL, IWMWriterAdvanced3_GetInputSetting(advanced, 0, NULL, NULL, NULL, NULL));
  REQUIRE_CODE(E_NOTIMPL, IWMWriterAdvanced3_SetInputSetting(advanced, 0, NULL, WMT_TYPE_DWORD, NULL, 0));
  REQUIRE_CODE(E_POINTER, IWMWriterAdvanced3_GetStatisticsEx(advanced, 0, NULL));
  REQUIRE(IWMMediaProps_Release(props) == 1);
  REQUIRE(IWMStreamConfig2_Release(stream) == 0);
  REQUIRE(IWMProfile_Release(profile) == 0);
  REQUIRE(IWMWriterAdvanced3_Release(advanced) == 1);
  REQUIRE(IWMWriter_Release(writer) == 0);
  return 0;
}

int writer_forged(ISampanRuntime *runtime, const WCHAR *file) {
  IWMWriter *writer = writer_of(runtime, NULL);
  IWMProfile *profile = profile_of(runtime);
  IWMWriterAdvanced *advanced = NULL;
  const IWMWriterVtbl *methods = writer->lpVtbl;
  const IWMProfileVtbl *of_profile = profile->lpVtbl;
  IWMProfile *wrong = (IWMProfile *)(void *)writer;
  char *forged[5];
  void *out = &out;
  DWORD number;
  int i;
  (void)file;
  REQUIRE_CODE(S_OK, IWMWriter_QueryInterface(writer, &IID_IWMWriterAdvanced, (void **)&advanced));
  REQUIRE_CODE(E_INVALIDARG, IWMWriter_SetProfile(writer, wrong)); /* an object of ours, but no profile */
  REQUIRE_CODE(E_INVALIDARG, IWMWriterAdvanced_AddSink(advanced, (IWMWriterSink *)(void *)writer));
  REQUIRE_CODE(E_INVALIDARG, IWMWriter_SetInputProps(writer, 0, (IWMInputMediaProps *)(void *)profile));
  REQUIRE_CODE(E_HANDLE, of_profile->GetStreamCount(wrong, &number)); /* the methods of one with the other */
  REQUIRE_CODE(E_HANDLE, methods->BeginWriting((IWMWriter *)(void *)profile));
  forged[0] = NULL;
  forged[1] = (char *)&number;
  forged[2] = (char *)writer + 1;
  forged[3] = (char *)writer + 16;
  forged[4] = (char *)writer + (1 << 20);
  for (i = 0; i < 5; i++) {
    IWMWriter *self = (IWMWriter *)(void *)forged[i];
    REQUIRE(methods->AddRef(self) == 0);
    REQUIRE(methods->Release(self) == 0);
    REQUIRE_CODE(E_HANDLE, methods->QueryInterface(self, &IID_IUnknown, &out));
    REQUIRE_CODE(E_HANDLE, methods->SetProfile(self, profile));
    REQUIRE_CODE(E_HANDLE, methods->BeginWriting(self));
    REQUIRE_CODE(E_HANDLE, methods->EndWriting(self));
    REQUIRE_CODE(E_HANDLE, methods->AllocateSample(self, 10, (INSSBuffer **)&out));
    REQUIRE_CODE(E_HANDLE, methods->WriteSample(self, 0, 0, 0, NULL));
    REQUIRE_CODE(E_HANDLE, methods->Flush(self));
  }
  REQUIRE(IWMWriterAdvanced_Release(advanced) == 1);
  REQUIRE(IWMWriter_Release(writer) == 0);
  REQUIRE(IWMWriter_Release(writer) == 0);
  REQUIRE_CODE(E_HANDLE, methods->Flush(writer));
  REQUIRE_CODE(E_HANDLE, IWMWriterAdvanced_GetSinkCount(advanced, &number));
  REQUIRE(IWMProfile_Release(profile) == 0);
  REQUIRE(writers(runtime) == 0);
  return 0;
}

int written_twice(ISampanRuntime *runtime, const WCHAR *file) {
  Sink sink;
  IWMWriter *writer;
  INSSBuffer *sample = NULL;
  INSSBuffer *stale;
  BYTE *bytes;
  sink_init(runtime, &sink);
  writer = writer_of(runtime, &sink.base);
  (void)file;
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(writer));
  REQUIRE_CODE(S_OK, IWMWriter_AllocateSample(writer, BYTES, &sample));
  REQUIRE_CODE(E_INVALIDARG, IWMWriter_WriteSample(writer, 0, 0, 0, sample)); /* empty */
  REQUIRE_CODE(E_POINTER, IWMWriter_WriteSample(writer, 0, 0, 0, NULL));
  REQUIRE_CODE(E_INVALIDARG, IWMWriter_AllocateSample(writer, 0, &stale));
  REQUIRE_CODE(E_INVALIDARG, IWMWriter_AllocateSample(writer, 0xFFFFFFFF, &stale));
  INSSBuffer_GetBuffer(sample, &bytes);
  memset(bytes, 0, BYTES);
  INSSBuffer_SetLength(sample, 15);
  REQUIRE_CODE(NS_E_INVALID_DATA, IWMWriter_WriteSample(writer, 0, 0, 0, sample)); /* half a number */
  INSSBuffer_SetLength(sample, BYTES);
  REQUIRE_CODE(NS_E_INVALID_DATA, IWMWriter_WriteSample(writer, 0, (QWORD)-1, 0, sample));
  REQUIRE_CODE(S_OK, IWMWriter_WriteSample(writer, 0, 0, 0, sample));
  REQUIRE_CODE(NS_E_INVALID_REQUEST, IWMWriter_WriteSample(writer, 0, TICKS, 0, sample));
  REQUIRE_CODE(NS_E_INVALID_REQUEST, INSSBuffer_SetLength(sample, 1));
  INSSBuffer_Release(sample);
  REQUIRE_CODE(S_OK, IWMWriter_AllocateSample(writer, BYTES, &stale));
  REQUIRE(INSSBuffer_Release(stale) == 0);
  REQUIRE_CODE(E_HANDLE, IWMWriter_WriteSample(writer, 0, 2 * TICKS, 0, stale));
  REQUIRE_CODE(E_HANDLE, IWMWriter_WriteSample(writer, 0, 2 * TICKS, 0, (INSSBuffer *)((char *)stale + 8)));
  REQUIRE_CODE(E_HANDLE, IWMWriter_WriteSample(writer, 0, 2 * TICKS, 0, (INSSBuffer *)(void *)writer));
  REQUIRE_CODE(S_OK, IWMWriter_EndWriting(writer));
  REQUIRE(IWMWriter_Release(writer) == 0);
  REQUIRE(sink.references == 1 && sink.ends == 1);
  REQUIRE(IWMSBufferAllocator_Release(sink.units) == 0);
  return 0;
}

/* ---- Threads ---------------------------------------------------------------------------------------------------- */

typedef struct Many {
  IWMWriter *writer;
  atomic_int clock;
  atomic_int taken;
  atomic_int late;
  atomic_int wrong;
} Many;

static void *write_many(void *argument) {
  Many *many = argument;
  int i;
  for (i = 0; i < EACH; i++) {
    QWORD time = (QWORD)(++many->clock) * TICKS / 10;
    HRESULT hr = write_sound(many->writer, time);
    if (hr == S_OK) {
      many->taken++;
    } else if (hr == NS_E_INVALID_DATA) {
      many->late++; /* another thread's was later */
    } else {
      many->wrong++;
    }
  }
  return NULL;
}

int many_writers(ISampanRuntime *runtime, const WCHAR *file) {
  Sink sink;
  Many many;
  pthread_t threads[THREADS];
  IWMWriterAdvanced *advanced = NULL;
  WM_WRITER_STATISTICS statistics;
  int i;
  (void)file;
  memset(&many, 0, sizeof many);
  sink_init(runtime, &sink);
  many.writer = writer_of(runtime, &sink.base);
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(many.writer));
  for (i = 0; i < THREADS; i++) {
    REQUIRE(pthread_create(&threads[i], NULL, write_many, &many) == 0);
  }
  for (i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
  }
  REQUIRE_CODE(S_OK, IWMWriter_EndWriting(many.writer));
  REQUIRE(many.wrong == 0);
  REQUIRE(many.taken > 0 && many.taken + many.late == THREADS * EACH);
  REQUIRE_CODE(S_OK, IWMWriter_QueryInterface(many.writer, &IID_IWMWriterAdvanced, (void **)&advanced));
  REQUIRE_CODE(S_OK, IWMWriterAdvanced_GetStatistics(advanced, 1, &statistics));
  REQUIRE(statistics.qwSampleCount == (QWORD)many.taken);
  IWMWriterAdvanced_Release(advanced);
  REQUIRE(IWMWriter_Release(many.writer) == 0);
  REQUIRE(sink.references == 1);
  REQUIRE(IWMSBufferAllocator_Release(sink.units) == 0);
  return 0;
}

int end_with_samples_out(ISampanRuntime *runtime, const WCHAR *file) {
  Sink sink;
  IWMWriter *writer;
  INSSBuffer *kept = NULL;
  INSSBuffer *fresh = NULL;
  BYTE *bytes;
  DWORD length;
  (void)file;
  sink_init(runtime, &sink);
  writer = writer_of(runtime, &sink.base);
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(writer));
  REQUIRE_CODE(S_OK, IWMWriter_AllocateSample(writer, BYTES, &kept));
  REQUIRE_CODE(S_OK, IWMWriter_AllocateSample(writer, BYTES, &fresh));
  INSSBuffer_GetBuffer(kept, &bytes);
  memset(bytes, 9, BYTES);
  INSSBuffer_SetLength(kept, BYTES);
  REQUIRE_CODE(S_OK, IWMWriter_WriteSample(writer, 0, 0, 0, kept));
  REQUIRE_CODE(S_OK, IWMWriter_EndWriting(writer));
  REQUIRE(IWMWriter_Release(writer) == 0);
  REQUIRE(bytes[0] == 9 && bytes[BYTES - 1] == 9);
  REQUIRE_CODE(S_OK, INSSBuffer_GetLength(kept, &length));
  REQUIRE(length == BYTES);
  REQUIRE(INSSBuffer_Release(kept) == 0);
  INSSBuffer_GetBuffer(fresh, &bytes);
  memset(bytes, 1, BYTES);
  REQUIRE(INSSBuffer_Release(fresh) == 0);
  REQUIRE(sink.references == 1);
  REQUIRE(IWMSBufferAllocator_Release(sink.units) == 0);
  return 0;
}

/* Giving up goes on after the last Release; how long until the sink is let go of. */
static int let_go(Sink *sink) {
  long long start = now_ms();
  while (sink->references > 1 && now_ms() - start < 10000) {
    pause_ms(5);
  }
  return sink->references == 1;
}

int released_while_writing(ISampanRuntime *runtime, const WCHAR *file) {
  int round;
  for (round = 0; round < 5; round++) {
    Sink sink;
    IWMWriter *writer;
    int i;
    FILE *made;
    char name[1000];
    sink_init(runtime, &sink);
    writer = writer_of(runtime, &sink.base);
    REQUIRE_CODE(S_OK, IWMWriter_SetOutputFilename(writer, file));
    REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(writer));
    for (i = 0; i < round * 3; i++) {
      REQUIRE_CODE(S_OK, write_sound(writer, (QWORD)i * TICKS));
    }
    REQUIRE(IWMWriter_Release(writer) == 0);
    REQUIRE_CODE(E_HANDLE, IWMWriter_EndWriting(writer));
    REQUIRE(let_go(&sink));
    REQUIRE(sink.ends == 1);
    for (i = 0; file[i] != 0 && i < 999; i++) {
      name[i] = (char)file[i];
    }
    name[i] = 0;
    made = fopen(name, "rb"); /* what was given up leaves no file */
    REQUIRE(made == NULL);
    REQUIRE(IWMSBufferAllocator_Release(sink.units) == 0);
  }
  REQUIRE(writers(runtime) == 0);
  return 0;
}

static void release_writer(Sink *sink) { sink->seen = (HRESULT)IWMWriter_Release(sink->writer); }

int released_by_its_sink(ISampanRuntime *runtime, const WCHAR *file) {
  Sink sink;
  long long start = now_ms();
  int i;
  (void)file;
  sink_init(runtime, &sink);
  sink.seen = 77;
  sink.inside = release_writer;
  sink.writer = writer_of(runtime, &sink.base);
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(sink.writer));
  for (i = 0; sink.seen == 77 && i < 1000; i++) {
    HRESULT hr = write_sound(sink.writer, (QWORD)i * TICKS);
    REQUIRE(hr == S_OK || hr == E_HANDLE || hr == NS_E_INVALID_REQUEST || hr == MF_E_NOT_INITIALIZED ||
            hr == MF_E_SAMPLEALLOCATOR_CANCELED);
  }
  while (sink.seen == 77 && now_ms() - start < 10000) {
    pause_ms(5);
  }
  REQUIRE(sink.seen == 0);
  REQUIRE(let_go(&sink));
  REQUIRE(IWMSBufferAllocator_Release(sink.units) == 0);
  return 0;
}

/* ---- Sinks ------------------------------------------------------------------------------------------------------ */

static void call_everything(Sink *sink) {
  IWMWriterAdvanced3 *advanced = NULL;
  WM_WRITER_STATISTICS statistics;
  IWMWriterSink *found = NULL;
  WINBOOL real = TRUE;
  QWORD time;
  DWORD number;
  int good = IWMWriter_QueryInterface(sink->writer, &IID_IWMWriterAdvanced3, (void **)&advanced) == S_OK;
  good &= IWMWriter_EndWriting(sink->writer) == NS_E_INVALID_REQUEST; /* it would wait for itself */
  good &= IWMWriter_BeginWriting(sink->writer) == NS_E_INVALID_REQUEST;
  good &= IWMWriter_Flush(sink->writer) == S_OK;
  good &= IWMWriterAdvanced3_RemoveSink(advanced, NULL) == NS_E_INVALID_REQUEST;
  good &= IWMWriterAdvanced3_GetSink(advanced, 0, &found) == S_OK && found == &sink->base;
  good &= IWMWriterAdvanced3_GetSinkCount(advanced, &number) == S_OK && number == 1;
  good &= IWMWriterAdvanced3_IsRealTime(advanced, &real) == S_OK && !real;
  good &= IWMWriterAdvanced3_GetWriterTime(advanced, &time) == S_OK;
  good &= IWMWriterAdvanced3_GetStatistics(advanced, 0, &statistics) == S_OK;
  IWMWriterSink_Release(found);
  IWMWriterAdvanced3_Release(advanced);
  sink->seen = good ? S_OK : E_FAIL;
}

int sink_calls_everything(ISampanRuntime *runtime, const WCHAR *file) {
  Sink sink;
  int i;
  (void)file;
  sink_init(runtime, &sink);
  sink.inside = call_everything;
  sink.seen = E_ABORT;
  sink.writer = writer_of(runtime, &sink.base);
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(sink.writer));
  for (i = 0; i < 20; i++) {
    REQUIRE_CODE(S_OK, write_sound(sink.writer, (QWORD)i * TICKS));
  }
  REQUIRE_CODE(S_OK, IWMWriter_EndWriting(sink.writer));
  REQUIRE_CODE(S_OK, sink.seen);
  REQUIRE(sink.calls > 0 && sink.ends == 1 && sink.headers == 2);
  REQUIRE(IWMWriter_Release(sink.writer) == 0);
  REQUIRE(sink.references == 1);
  REQUIRE(IWMSBufferAllocator_Release(sink.units) == 0);
  return 0;
}

int sink_fails(ISampanRuntime *runtime, const WCHAR *file) {
  Sink sink;
  IWMWriter *writer;
  HRESULT hr = S_OK;
  int i;
  sink_init(runtime, &sink);
  writer = writer_of(runtime, &sink.base);
  REQUIRE_CODE(S_OK, IWMWriter_SetOutputFilename(writer, file));
  sink.on_header = E_OUTOFMEMORY;
  REQUIRE_CODE(E_OUTOFMEMORY, IWMWriter_BeginWriting(writer));
  REQUIRE(error_has(runtime, E_OUTOFMEMORY, "OnHeader"));
  REQUIRE(sink.headers == 1 && sink.ends == 1);
  sink.on_header = S_OK;
  sink.on_unit = NS_E_FILE_WRITE;
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(writer));
  for (i = 0; i < 100 && hr == S_OK; i++) {
    hr = write_sound(writer, (QWORD)i * TICKS);
  }
  REQUIRE(hr == S_OK || hr == NS_E_FILE_WRITE);
  REQUIRE_CODE(NS_E_FILE_WRITE, IWMWriter_EndWriting(writer));
  REQUIRE(error_has(runtime, NS_E_FILE_WRITE, "OnDataUnit"));
  REQUIRE(sink.ends == 2);
  sink.on_unit = S_OK;
  sink.on_end = E_ABORT;
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(writer));
  REQUIRE_CODE(S_OK, write_sound(writer, 0));
  REQUIRE_CODE(E_ABORT, IWMWriter_EndWriting(writer));
  REQUIRE(IWMWriter_Release(writer) == 0);
  REQUIRE(sink.references == 1);
  REQUIRE(IWMSBufferAllocator_Release(sink.units) == 0);
  return 0;
}

int real_time_sink(ISampanRuntime *runtime, const WCHAR *file) {
  Sink sink;
  IWMWriter *writer;
  IWMWriterAdvanced *advanced = NULL;
  WINBOOL real = FALSE;
  long long start;
  int i;
  (void)file;
  sink_init(runtime, &sink);
  sink.real_time = TRUE;
  writer = writer_of(runtime, &sink.base);
  REQUIRE_CODE(S_OK, IWMWriter_QueryInterface(writer, &IID_IWMWriterAdvanced, (void **)&advanced));
  REQUIRE_CODE(S_OK, IWMWriterAdvanced_IsRealTime(advanced, &real));
  REQUIRE(real);
  IWMWriterAdvanced_Release(advanced);
  start = now_ms();
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(writer));
  for (i = 0; i <= 10; i++) {
    REQUIRE_CODE(S_OK, write_sound(writer, (QWORD)i * TICKS / 10)); /* a second of sound */
  }
  REQUIRE_CODE(S_OK, IWMWriter_EndWriting(writer));
  REQUIRE(now_ms() - start >= 500);
  REQUIRE(IWMWriter_Release(writer) == 0);
  REQUIRE(IWMSBufferAllocator_Release(sink.units) == 0);
  return 0;
}

/* A file as a sink, called by native code instead of a writer. */
int file_sink(ISampanRuntime *runtime, const WCHAR *file) {
  IWMWriter *writer = writer_of(runtime, NULL);
  IWMWriterAdvanced *advanced = NULL;
  IWMWriterSink *sink = NULL;
  INSSBuffer *unit = NULL;
  INSSBuffer *header = NULL;
  BYTE *bytes;
  WINBOOL real = TRUE;
  char name[1000];
  char content[100];
  FILE *made;
  int i;
  REQUIRE_CODE(S_OK, IWMWriter_QueryInterface(writer, &IID_IWMWriterAdvanced, (void **)&advanced));
  REQUIRE_CODE(S_OK, IWMWriter_SetOutputFilename(writer, file));
  REQUIRE_CODE(S_OK, IWMWriterAdvanced_GetSink(advanced, 0, &sink));
  IWMWriterAdvanced_Release(advanced);
  REQUIRE(IWMWriter_Release(writer) == 0); /* the sink lives on */
  REQUIRE_CODE(S_OK, IWMWriterSink_IsRealTime(sink, &real));
  REQUIRE(!real);
  REQUIRE_CODE(E_POINTER, IWMWriterSink_IsRealTime(sink, NULL));
  REQUIRE_CODE(E_POINTER, IWMWriterSink_OnHeader(sink, NULL));
  REQUIRE_CODE(E_POINTER, IWMWriterSink_OnDataUnit(sink, NULL));
  REQUIRE_CODE(E_POINTER, IWMWriterSink_AllocateDataUnit(sink, 10, NULL));
  REQUIRE_CODE(E_INVALIDARG, IWMWriterSink_AllocateDataUnit(sink, 0, &unit));
  REQUIRE_CODE(S_OK, IWMWriterSink_AllocateDataUnit(sink, 6, &unit));
  REQUIRE_CODE(S_OK, IWMWriterSink_AllocateDataUnit(sink, 100000, &header));
  INSSBuffer_GetBuffer(unit, &bytes);
  memcpy(bytes, "-data-", 6);
  INSSBuffer_SetLength(unit, 6);
  REQUIRE_CODE(NS_E_INVALID_REQUEST, IWMWriterSink_OnDataUnit(sink, unit)); /* before the header */
  REQUIRE_CODE(NS_E_INVALID_REQUEST, IWMWriterSink_OnEndWriting(sink));
  INSSBuffer_GetBuffer(header, &bytes);
  memcpy(bytes, "first", 5);
  INSSBuffer_SetLength(header, 5);
  REQUIRE_CODE(S_OK, IWMWriterSink_OnHeader(sink, header));
  REQUIRE_CODE(S_OK, IWMWriterSink_OnDataUnit(sink, unit));
  REQUIRE_CODE(S_OK, IWMWriterSink_OnDataUnit(sink, unit));
  memcpy(bytes, "later", 5);
  REQUIRE_CODE(S_OK, IWMWriterSink_OnHeader(sink, header));
  INSSBuffer_SetLength(header, 4);
  REQUIRE_CODE(NS_E_INVALID_DATA, IWMWriterSink_OnHeader(sink, header));
  REQUIRE_CODE(S_OK, IWMWriterSink_OnEndWriting(sink));
  REQUIRE(INSSBuffer_Release(unit) == 0);
  REQUIRE(INSSBuffer_Release(header) == 0);
  REQUIRE(IWMWriterSink_Release(sink) == 0);
  for (i = 0; file[i] != 0 && i < 999; i++) {
    name[i] = (char)file[i];
  }
  name[i] = 0;
  made = fopen(name, "rb");
  REQUIRE(made != NULL);
  memset(content, 0, sizeof content);
  i = (int)fread(content, 1, sizeof content - 1, made);
  fclose(made);
  remove(name);
  REQUIRE(i == 17 && strcmp(content, "later-data--data-") == 0);
  return 0;
}

/* The muxer is held up by the sink until a sample was dropped. */
static void until_dropped(Sink *sink) {
  long long start = now_ms();
  IWMWriterAdvanced *advanced = NULL;
  WM_WRITER_STATISTICS statistics;
  memset(&statistics, 0, sizeof statistics);
  IWMWriter_QueryInterface(sink->writer, &IID_IWMWriterAdvanced, (void **)&advanced);
  while (statistics.qwDroppedSampleCount == 0 && now_ms() - start < 10000) {
    IWMWriterAdvanced_GetStatistics(advanced, 1, &statistics);
    pause_ms(1);
  }
  IWMWriterAdvanced_Release(advanced);
  sink->seen = statistics.qwDroppedSampleCount > 0 ? S_OK : E_FAIL;
}

int drops(ISampanRuntime *runtime, const WCHAR *file) {
  Sink sink;
  IWMWriterAdvanced3 *advanced = NULL;
  WM_WRITER_STATISTICS_EX more;
  int i;
  (void)file;
  sink_init(runtime, &sink);
  sink.inside = until_dropped;
  sink.seen = E_ABORT;
  sink.writer = writer_of(runtime, &sink.base);
  REQUIRE_CODE(S_OK, IWMWriter_QueryInterface(sink.writer, &IID_IWMWriterAdvanced3, (void **)&advanced));
  REQUIRE_CODE(S_OK, IWMWriterAdvanced3_SetNonBlocking(advanced));
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(sink.writer));
  for (i = 0; i < 100000 && sink.seen == E_ABORT; i++) {
    REQUIRE_CODE(S_OK, write_sound(sink.writer, (QWORD)(i + 1) * 10000));
  }
  REQUIRE_CODE(S_OK, IWMWriter_EndWriting(sink.writer));
  REQUIRE_CODE(S_OK, sink.seen);
  REQUIRE_CODE(S_OK, IWMWriterAdvanced3_GetStatisticsEx(advanced, 1, &more));
  REQUIRE(more.dwTotalSampleDropsInQueue > 0);
  IWMWriterAdvanced3_Release(advanced);
  REQUIRE(IWMWriter_Release(sink.writer) == 0);
  REQUIRE(IWMSBufferAllocator_Release(sink.units) == 0);
  return 0;
}

/* Samples come from an allocator that the writer was given, and keeps. */
int given_allocator(ISampanRuntime *runtime, const WCHAR *file) {
  Sink sink;
  SampanAllocatorOptions of_allocator;
  SampanWriterOptions options;
  SampanAllocatorStatistics statistics;
  IWMSBufferAllocator *allocator = NULL;
  IWMWriterAdvanced *advanced = NULL;
  IWMWriter *writer = NULL;
  IWMProfile *profile = profile_of(runtime);
  INSSBuffer *sample = NULL;
  INSSBuffer *none = NULL;
  (void)file;
  sink_init(runtime, &sink);
  memset(&of_allocator, 0, sizeof of_allocator);
  memset(&options, 0, sizeof options);
  memset(&statistics, 0, sizeof statistics);
  of_allocator.size = sizeof of_allocator;
  of_allocator.name = "given";
  of_allocator.sample_size = BYTES;
  of_allocator.count = 1;
  REQUIRE_CODE(S_OK, ISampanRuntime_CreateAllocator(runtime, &of_allocator, &allocator));
  options.size = sizeof options - 1;
  REQUIRE_CODE(E_INVALIDARG, ISampanRuntime_CreateWriter(runtime, &options, &writer));
  options.size = sizeof options;
  options.flags = 1;
  REQUIRE_CODE(E_INVALIDARG, ISampanRuntime_CreateWriter(runtime, &options, &writer));
  options.flags = 0;
  options.name = "";
  REQUIRE_CODE(E_INVALIDARG, ISampanRuntime_CreateWriter(runtime, &options, &writer));
  options.name = "with samples";
  options.allocator = (IWMSBufferAllocator *)(void *)profile;
  REQUIRE_CODE(E_INVALIDARG, ISampanRuntime_CreateWriter(runtime, &options, &writer));
  REQUIRE(writer == NULL && writers(runtime) == 0);
  options.allocator = allocator;
  REQUIRE_CODE(S_OK, ISampanRuntime_CreateWriter(runtime, &options, &writer));
  REQUIRE(writers(runtime) == 1);
  statistics.size = sizeof statistics;
  REQUIRE_CODE(S_OK, IWMWriter_QueryInterface(writer, &IID_IWMWriterAdvanced, (void **)&advanced));
  REQUIRE_CODE(S_OK, IWMWriterAdvanced_AddSink(advanced, &sink.base));
  REQUIRE_CODE(S_OK, IWMWriter_SetProfile(writer, profile));
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(writer));
  REQUIRE_CODE(S_OK, IWMWriter_AllocateSample(writer, BYTES, &sample));
  REQUIRE_CODE(S_OK, ISampanRuntime_GetAllocatorStatistics(runtime, allocator, &statistics));
  REQUIRE(statistics.out == 1);
  REQUIRE(IWMSBufferAllocator_Release(allocator) == 1); /* the writer's */
  REQUIRE_CODE(E_INVALIDARG, IWMWriter_AllocateSample(writer, BYTES + 1, &none));
  REQUIRE_CODE(MF_E_SAMPLEALLOCATOR_EMPTY, IWMWriter_AllocateSample(writer, BYTES, &none)); /* it does not wait */
  REQUIRE(error_has(runtime, MF_E_SAMPLEALLOCATOR_EMPTY, "given"));
  REQUIRE_CODE(S_OK, INSSBuffer_SetLength(sample, BYTES));
  REQUIRE_CODE(S_OK, IWMWriter_WriteSample(writer, 0, 0, 0, sample));
  REQUIRE_CODE(S_OK, IWMWriter_EndWriting(writer));
  REQUIRE(IWMWriterAdvanced_Release(advanced) == 1);
  REQUIRE(IWMWriter_Release(writer) == 0);
  REQUIRE(INSSBuffer_Release(sample) == 0);
  REQUIRE_CODE(E_HANDLE, IWMSBufferAllocator_AllocateBuffer(allocator, 1, &none));
  REQUIRE(IWMProfile_Release(profile) == 0);
  REQUIRE(sink.references == 1);
  REQUIRE(IWMSBufferAllocator_Release(sink.units) == 0);
  return 0;
}
