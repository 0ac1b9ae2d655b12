/* Draws 50 pictures and lets the writer encode them into a Windows Media file. Each is written where it was drawn. */
#include "sampan.h"

#include <string.h>

enum { WIDTH = 320, HEIGHT = 240, RATE = 25, PICTURES = 50, TICKS = 10000000 };

int producer(ISampanRuntime *runtime, const WCHAR *path);
HRESULT produce(ISampanRuntime *runtime, IWMWriter *writer);

#define TRY(call) if (FAILED(hr = (call))) goto end

/* Describes the one stream: what it is in the file. The input takes I420 pictures of that size unless it is told. */
static HRESULT describe(IWMProfile *profile) {
  IWMStreamConfig *stream = NULL;
  IWMMediaProps *props = NULL;
  VIDEOINFOHEADER video = {0};
  WM_MEDIA_TYPE type = {0};
  HRESULT hr;
  video.AvgTimePerFrame = TICKS / RATE;
  video.bmiHeader.biSize = sizeof video.bmiHeader;
  video.bmiHeader.biWidth = WIDTH;
  video.bmiHeader.biHeight = HEIGHT;
  type.majortype = WMMEDIATYPE_Video;
  type.subtype = WMMEDIASUBTYPE_WMV2;
  type.formattype = WMFORMAT_VideoInfo;
  type.cbFormat = sizeof video;
  type.pbFormat = (BYTE *)&video;
  TRY(IWMProfile_CreateNewStream(profile, &WMMEDIATYPE_Video, &stream));
  TRY(IWMStreamConfig_SetBitrate(stream, 1000000));
  TRY(IWMStreamConfig_QueryInterface(stream, &IID_IWMMediaProps, (void **)&props));
  TRY(IWMMediaProps_SetMediaType(props, &type));
  TRY(IWMProfile_AddStream(profile, stream));
end:
  if (props != NULL) IWMMediaProps_Release(props);
  if (stream != NULL) IWMStreamConfig_Release(stream);
  return hr;
}

/* To whatever sinks the writer has. */
HRESULT produce(ISampanRuntime *runtime, IWMWriter *writer) {
  IWMProfile *profile = NULL;
  HRESULT hr;
  int i;
  TRY(ISampanRuntime_CreateProfile(runtime, &profile));
  TRY(describe(profile));
  TRY(IWMWriter_SetProfile(writer, profile));
  TRY(IWMWriter_BeginWriting(writer));
  for (i = 0; i < PICTURES; i++) {
    const DWORD size = WIDTH * HEIGHT * 3 / 2;
    INSSBuffer *sample;
    BYTE *memory;
    TRY(IWMWriter_AllocateSample(writer, size, &sample));
    INSSBuffer_GetBuffer(sample, &memory);
    memset(memory, 16 + 4 * i, WIDTH * HEIGHT); /* brighter and brighter */
    memset(memory + WIDTH * HEIGHT, 128, size - WIDTH * HEIGHT);
    INSSBuffer_SetLength(sample, size);
    hr = IWMWriter_WriteSample(writer, 0, (QWORD)i * TICKS / RATE, 0, sample);
    INSSBuffer_Release(sample); /* at once: the writer has its own reference */
    if (FAILED(hr)) goto end;
  }
  hr = IWMWriter_EndWriting(writer);
end:
  if (profile != NULL) IWMProfile_Release(profile);
  return hr;
}

int producer(ISampanRuntime *runtime, const WCHAR *path) {
  SampanWriterOptions options = {0};
  IWMWriter *writer = NULL;
  HRESULT hr;
  options.size = sizeof options;
  options.wait_ms = 1000; /* AllocateSample waits until the encoder has given one back */
  TRY(ISampanRuntime_CreateWriter(runtime, &options, &writer));
  TRY(IWMWriter_SetOutputFilename(writer, path));
  hr = produce(runtime, writer);
end:
  if (writer != NULL) IWMWriter_Release(writer);
  return hr;
}
