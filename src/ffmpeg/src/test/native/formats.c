/*
 * Writes 25 pictures and a second of sound in a format that an input takes. The upper half of each picture is bright,
 * the lower one dark, and the left half is redder than the right. NativeFormatsTest decodes the file.
 */
#include "sampan.h"

#include <string.h>

enum { WIDTH = 64, HEIGHT = 48, PICTURES = 25, TICKS = 10000000, RATE = 44100, BLOCK = RATE / PICTURES };

/* picture: the number of an input format, or -1 for none; top_down: rows of RGB go down. sound: likewise, -2: PCM that
   goes into the file as it is. */
int write_format(ISampanRuntime *runtime, const WCHAR *file, int64_t picture, int64_t top_down, int64_t sound);

#define TRY(call)      \
  do {                 \
    hr = (call);       \
    if (FAILED(hr)) {  \
      return hr;       \
    }                  \
  } while (0)

static HRESULT add(IWMProfile *profile, const GUID *major, const GUID *subtype, const void *block, ULONG size,
    DWORD bit_rate) {
  IWMStreamConfig *stream = NULL;
  IWMMediaProps *props = NULL;
  WM_MEDIA_TYPE type;
  HRESULT hr;
  memset(&type, 0, sizeof type);
  type.majortype = *major;
  type.subtype = *subtype;
  type.formattype = IsEqualGUID(major, &WMMEDIATYPE_Video) ? WMFORMAT_VideoInfo : WMFORMAT_WaveFormatEx;
  type.cbFormat = size;
  type.pbFormat = (BYTE *)block;
  TRY(IWMProfile_CreateNewStream(profile, major, &stream));
  TRY(IWMStreamConfig_SetBitrate(stream, bit_rate));
  TRY(IWMStreamConfig_QueryInterface(stream, &IID_IWMMediaProps, (void **)&props));
  TRY(IWMMediaProps_SetMediaType(props, &type));
  TRY(IWMProfile_AddStream(profile, stream));
  IWMMediaProps_Release(props);
  IWMStreamConfig_Release(stream);
  return S_OK;
}

/* Luma and chroma of a pixel. */
static BYTE luma(int y) { return y < HEIGHT / 2 ? 180 : 60; }

static BYTE red(int x) { return x < WIDTH / 2 ? 160 : 128; }

static void draw(BYTE *to, const GUID *subtype, int down) {
  int x;
  int y;
  for (y = 0; y < HEIGHT; y++) {
    for (x = 0; x < WIDTH; x++) {
      const int row = down ? y : HEIGHT - 1 - y;
      const BYTE high = (BYTE)(luma(y) + (red(x) - 128));
      if (IsEqualGUID(subtype, &WMMEDIASUBTYPE_RGB24)) {
        BYTE *pixel = to + (row * WIDTH + x) * 3;
        pixel[0] = pixel[1] = luma(y);
        pixel[2] = high;
      } else if (IsEqualGUID(subtype, &WMMEDIASUBTYPE_RGB32)) {
        BYTE *pixel = to + (row * WIDTH + x) * 4;
        pixel[0] = pixel[1] = luma(y);
        pixel[2] = high;
      } else if (IsEqualGUID(subtype, &WMMEDIASUBTYPE_YUY2)) {
        to[(y * WIDTH + x) * 2] = luma(y);
        to[(y * WIDTH + x) * 2 + 1] = x % 2 == 0 ? 128 : red(x);
      } else if (IsEqualGUID(subtype, &WMMEDIASUBTYPE_UYVY)) {
        to[(y * WIDTH + x) * 2] = x % 2 == 0 ? 128 : red(x);
        to[(y * WIDTH + x) * 2 + 1] = luma(y);
      } else {
        const int chroma = WIDTH * HEIGHT / 4;
        const int v_first = IsEqualGUID(subtype, &WMMEDIASUBTYPE_YV12);
        BYTE *planes = to + WIDTH * HEIGHT;
        to[y * WIDTH + x] = luma(y);
        planes[(v_first ? chroma : 0) + y / 2 * (WIDTH / 2) + x / 2] = 128;
        planes[(v_first ? 0 : chroma) + y / 2 * (WIDTH / 2) + x / 2] = red(x);
      }
    }
  }
}

/* A square wave of 441 Hz, of half the loudness. */
static void play(BYTE *to, const WAVEFORMATEX *format, int from) {
  int i;
  int channel;
  for (i = 0; i < BLOCK; i++) {
    const int up = (from + i) / 50 % 2 == 0;
    for (channel = 0; channel < 2; channel++) {
      BYTE *at = to + i * format->nBlockAlign + channel * format->nBlockAlign / 2;
      if (format->wFormatTag == WAVE_FORMAT_IEEE_FLOAT) {
        const float value = up ? 0.5f : -0.5f;
        memcpy(at, &value, sizeof value);
      } else if (format->wBitsPerSample == 8) {
        *at = up ? 192 : 64;
      } else if (format->wBitsPerSample == 16) {
        const int16_t value = up ? 16384 : -16384;
        memcpy(at, &value, sizeof value);
      } else {
        const int32_t value = up ? 0x40000000 : -0x40000000;
        memcpy(at, &value, sizeof value);
      }
    }
  }
}

static HRESULT next(IWMWriter *writer, DWORD size, INSSBuffer **sample, BYTE **bytes) {
  HRESULT hr;
  TRY(IWMWriter_AllocateSample(writer, size, sample));
  TRY(INSSBuffer_SetLength(*sample, size));
  return INSSBuffer_GetBuffer(*sample, bytes);
}

int write_format(ISampanRuntime *runtime, const WCHAR *file, int64_t picture, int64_t top_down, int64_t sound) {
  SampanWriterOptions options;
  VIDEOINFOHEADER video;
  WAVEFORMATEX wave;
  WM_MEDIA_TYPE *type;
  GUID subtype = WMMEDIASUBTYPE_I420;
  union {
    BYTE bytes[512];
    WM_MEDIA_TYPE type;
  } memory;
  IWMInputMediaProps *props = NULL;
  IWMProfile *profile = NULL;
  IWMWriter *writer = NULL;
  IWMWriterAdvanced *advanced = NULL;
  INSSBuffer *sample;
  BYTE *bytes;
  DWORD size;
  DWORD picture_size = 0;
  DWORD input = 0;
  HRESULT hr;
  int i;
  memset(&options, 0, sizeof options);
  memset(&video, 0, sizeof video);
  memset(&wave, 0, sizeof wave);
  options.size = sizeof options;
  options.wait_ms = 5000;
  video.AvgTimePerFrame = TICKS / PICTURES;
  video.bmiHeader.biSize = sizeof video.bmiHeader;
  video.bmiHeader.biWidth = WIDTH;
  video.bmiHeader.biHeight = HEIGHT;
  wave.wFormatTag = WAVE_FORMAT_PCM;
  wave.nChannels = 2;
  wave.nSamplesPerSec = RATE;
  wave.nAvgBytesPerSec = RATE * 4;
  wave.nBlockAlign = 4;
  wave.wBitsPerSample = 16;
  TRY(ISampanRuntime_CreateProfile(runtime, &profile));
  if (picture >= 0) {
    TRY(add(profile, &WMMEDIATYPE_Video, &WMMEDIASUBTYPE_WMV2, &video, sizeof video, 1000000));
  }
  if (sound != -1) {
    TRY(add(profile, &WMMEDIATYPE_Audio, sound >= 0 ? &WMMEDIASUBTYPE_WMAudioV8 : &WMMEDIASUBTYPE_PCM, &wave,
        sizeof wave, 128000));
  }
  TRY(ISampanRuntime_CreateWriter(runtime, &options, &writer));
  TRY(IWMWriter_SetProfile(writer, profile));
  TRY(IWMWriter_SetOutputFilename(writer, file));
  TRY(IWMWriter_QueryInterface(writer, &IID_IWMWriterAdvanced, (void **)&advanced));
  type = &memory.type;
  if (picture >= 0) {
    size = sizeof memory;
    TRY(IWMWriter_GetInputFormat(writer, 0, (DWORD)picture, &props));
    TRY(IWMInputMediaProps_GetMediaType(props, type, &size));
    subtype = type->subtype;
    picture_size = type->lSampleSize;
    if (top_down) {
      memcpy(&video, type->pbFormat, sizeof video);
      video.bmiHeader.biHeight = -HEIGHT;
      memcpy(type->pbFormat, &video, sizeof video);
      TRY(IWMInputMediaProps_SetMediaType(props, type));
    }
    TRY(IWMWriter_SetInputProps(writer, 0, props));
    IWMInputMediaProps_Release(props);
    input = 1;
  }
  if (sound >= 0) {
    size = sizeof memory;
    TRY(IWMWriter_GetInputFormat(writer, input, (DWORD)sound, &props));
    TRY(IWMInputMediaProps_GetMediaType(props, type, &size));
    memcpy(&wave, type->pbFormat, sizeof wave);
    TRY(IWMWriter_SetInputProps(writer, input, props));
    IWMInputMediaProps_Release(props);
  } else if (sound == -2) {
    TRY(IWMWriter_SetInputProps(writer, input, NULL));
  }
  TRY(IWMWriter_BeginWriting(writer));
  for (i = 0; i < PICTURES; i++) {
    const QWORD time = (QWORD)i * TICKS / PICTURES;
    if (picture >= 0) {
      TRY(next(writer, picture_size, &sample, &bytes));
      draw(bytes, &subtype, top_down != 0);
      TRY(IWMWriter_WriteSample(writer, 0, time, 0, sample));
      INSSBuffer_Release(sample);
    }
    if (sound != -1) {
      TRY(next(writer, BLOCK * wave.nBlockAlign, &sample, &bytes));
      play(bytes, &wave, i * BLOCK);
      if (sound == -2) {
        TRY(IWMWriterAdvanced_WriteStreamSample(advanced, picture >= 0 ? 2 : 1, time, 0, 0, WM_SF_CLEANPOINT, sample));
      } else {
        TRY(IWMWriter_WriteSample(writer, input, time, 0, sample));
      }
      INSSBuffer_Release(sample);
    }
  }
  TRY(IWMWriter_EndWriting(writer));
  IWMWriterAdvanced_Release(advanced);
  IWMWriter_Release(writer);
  IWMProfile_Release(profile);
  return S_OK;
}
