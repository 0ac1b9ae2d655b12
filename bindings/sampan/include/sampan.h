/*
 * Sampan lends page-aligned memory to whoever fills it, takes it away when it is handed over, lets any number of
 * holders keep it, and tells whoever asked when it is back. This is its interface for native code: that of Windows
 * Media and Media Foundation, with the same tables, identifiers and codes, and ISampanRuntime, which makes the
 * objects.
 *
 * Life of a sample
 *   IWMSBufferAllocator or IWMWriter::AllocateSample gives a buffer. Fill it, SetLength, IWMWriter::WriteSample. From
 *   then on nobody may write to it. The memory comes back with the last reference, whoever has that. Then the release
 *   handler or NotifyRelease runs, once, after the free count has gone up. Use a new buffer for the next sample.
 *
 * Ownership
 *   Every interface pointer that comes out of a call (written through an out pointer) is the caller's: one reference,
 *   to be ended with one Release. Where a call fails, its interface pointer out is NULL; other values out are
 *   unchanged. Every interface pointer that goes into a call is borrowed; whoever keeps it calls AddRef. WriteSample
 *   keeps, so the caller may Release at once. Memory behind GetBuffer is the sample's, and ends with the reference it
 *   was got from. Strings and structures that go in are copied before the call returns. A handle (64 bits) names a
 *   sample. It owns nothing by itself; AddRefHandle and ReleaseHandle count as AddRef and Release do. A stale or
 *   forged handle is always refused (E_HANDLE). A stale interface pointer to a buffer is refused as long as its
 *   object has not been used again (E_HANDLE; its AddRef and Release return 0).
 *
 * Threads
 *   Every method of every object may be called from any thread, also one the JVM has never seen, and released on
 *   another thread than it was allocated on. The bytes of a sample are not synchronised. Handlers run on the thread
 *   that ends the last reference, with no lock of Sampan's held; they may allocate, release, write and replace
 *   themselves, and several may run at once. A native allocation never waits unless its allocator was created with a
 *   wait limit.
 *
 * Errors
 *   Beside what is said at a method: E_POINTER for a null pointer that must not be null, E_HANDLE for an object that
 *   was released, E_FAIL for an error inside Java, E_OUTOFMEMORY, and MF_E_SHUTDOWN for every object once the runtime
 *   was stopped or the JVM has ended; AddRef and Release return 0 then. ISampanRuntime::GetLastErrorInfo has the
 *   text.
 *
 * C and C++
 *   In C a method is called by a macro, INSSBuffer_GetLength(buffer, &length), or through buffer->lpVtbl. In C++ an
 *   interface is an abstract class, buffer->GetLength(&length), and sampan::iid<INSSBuffer>() is its identifier. The
 *   slots are those of C: the Itanium C++ ABI (Linux, macOS) lays virtual functions out in the order of their
 *   declaration, with the object as first argument, and so does Microsoft's. For that reason the classes have no
 *   virtual destructor: do not delete an interface, Release it. Objects made by Sampan carry no C++ type information:
 *   dynamic_cast, typeid and -fsanitize=vptr cannot be used on them. Define CINTERFACE to have the C declarations in
 *   C++ too.
 *
 * Systems
 *   On Windows the system's headers are included and only what they lack is declared here. There the identifiers
 *   IID_... of the system are in libraries (strmiids, mfuuid, wmvcore, uuid) unless INITGUID is defined before.
 *   Elsewhere everything is here, and nothing must be linked but for sampan_start, sampan_stop and sampan_last_error.
 *   LONG, DWORD, ULONG and BOOL have 32 bits and WCHAR has 16 on every system. Other headers that define Windows'
 *   names (X11/Xmd.h, CFPlugInCOM.h) do not go together with this one in one source file.
 */
#ifndef SAMPAN_H
#define SAMPAN_H

#include <stddef.h>
#include <stdint.h>

/* ---- The types and macros of Windows ---------------------------------------------------------------------------- */

#ifdef _WIN32

#if (!defined(__cplusplus) || defined(CINTERFACE)) && !defined(COBJMACROS)
#define COBJMACROS
#endif
#include <windows.h>

#include <ole2.h>

#include <mmreg.h>

#include <strmif.h>

#include <amvideo.h>
#include <mferror.h>
#include <mfidl.h>
#include <nserror.h>
#include <uuids.h>
#include <wmsdkidl.h>

/* A string of WCHAR: SAMPAN_TEXT("out.wmv"). */
#define SAMPAN_TEXT(text) L##text

#else

#if defined(__cplusplus) && __cplusplus < 201103L
#error "sampan.h needs C++11 or later"
#endif

#ifndef STDMETHODCALLTYPE
#define STDMETHODCALLTYPE
#endif

typedef int32_t HRESULT;
typedef int32_t LONG;
typedef uint32_t ULONG;
typedef uint32_t DWORD;
typedef uint16_t WORD;
typedef uint8_t BYTE;
typedef uint64_t QWORD;
typedef int64_t LONGLONG;
typedef int64_t REFERENCE_TIME;
/* BOOL, by a name that Objective-C leaves alone. */
typedef int32_t WINBOOL;
#ifndef __OBJC__
typedef WINBOOL BOOL;
#endif
/* UTF-16, never the system's wchar_t. */
#ifdef __cplusplus
typedef char16_t WCHAR;
#else
typedef uint_least16_t WCHAR;
#endif
typedef const WCHAR *LPCWSTR;

#ifndef FALSE
#define FALSE 0
#endif
#ifndef TRUE
#define TRUE 1
#endif

#define SAMPAN_TEXT(text) u##text

typedef struct GUID {
  uint32_t Data1;
  uint16_t Data2;
  uint16_t Data3;
  uint8_t Data4[8];
} GUID;
typedef GUID IID;

#ifdef __cplusplus
#define REFGUID const GUID &
#define REFIID const IID &
#else
#define REFGUID const GUID *
#define REFIID const IID *
#endif

/* Whether two GUIDs are equal. As on Windows, C passes pointers and C++ references. */
static inline int IsEqualGUID(REFGUID one, REFGUID other) {
#ifdef __cplusplus
  const uint8_t *left = reinterpret_cast<const uint8_t *>(&one);
  const uint8_t *right = reinterpret_cast<const uint8_t *>(&other);
#else
  const uint8_t *left = (const uint8_t *)one;
  const uint8_t *right = (const uint8_t *)other;
#endif
  size_t at = 0;
  while (at < sizeof(GUID) && left[at] == right[at]) {
    at++;
  }
  return at == sizeof(GUID);
}
#define IsEqualIID(one, other) IsEqualGUID(one, other)

#ifdef __cplusplus
inline bool operator==(const GUID &one, const GUID &other) { return IsEqualGUID(one, other) != 0; }
inline bool operator!=(const GUID &one, const GUID &other) { return IsEqualGUID(one, other) == 0; }
#endif

#define SUCCEEDED(hr) ((HRESULT)(hr) >= 0)
#define FAILED(hr) ((HRESULT)(hr) < 0)

/* What describes a picture. A positive biHeight says that rows of RGB go from the bottom up, a negative one down. */
typedef struct RECT {
  LONG left;
  LONG top;
  LONG right;
  LONG bottom;
} RECT;

typedef struct BITMAPINFOHEADER {
  DWORD biSize; /* sizeof(BITMAPINFOHEADER), 40 */
  LONG biWidth;
  LONG biHeight;
  WORD biPlanes; /* 1 */
  WORD biBitCount;
  DWORD biCompression; /* a FOURCC, 0 for RGB */
  DWORD biSizeImage;
  LONG biXPelsPerMeter;
  LONG biYPelsPerMeter;
  DWORD biClrUsed;
  DWORD biClrImportant;
} BITMAPINFOHEADER;

/* The format block of video: WMFORMAT_VideoInfo. */
typedef struct VIDEOINFOHEADER {
  RECT rcSource;
  RECT rcTarget;
  DWORD dwBitRate;
  DWORD dwBitErrorRate;
  REFERENCE_TIME AvgTimePerFrame; /* in 100 ns */
  BITMAPINFOHEADER bmiHeader;
} VIDEOINFOHEADER;

/* The format block of audio: WMFORMAT_WaveFormatEx. 18 bytes, and cbSize more behind it. */
#pragma pack(push, 1)
typedef struct WAVEFORMATEX {
  WORD wFormatTag;
  WORD nChannels;
  DWORD nSamplesPerSec;
  DWORD nAvgBytesPerSec;
  WORD nBlockAlign;
  WORD wBitsPerSample;
  WORD cbSize;
} WAVEFORMATEX;
#pragma pack(pop)

#endif

#ifndef WAVE_FORMAT_PCM
#define WAVE_FORMAT_PCM 1
#endif
#ifndef WAVE_FORMAT_IEEE_FLOAT
#define WAVE_FORMAT_IEEE_FLOAT 3
#endif

/* What marks a name as possibly unused, as an identifier is in most source files. */
#if defined(__GNUC__)
#define SAMPAN_UNUSED __attribute__((unused))
#else
#define SAMPAN_UNUSED
#endif

/* SAMPAN_DEFINE_GUID(name, data1, data2, data3, eight bytes): a constant of this source file. */
#define SAMPAN_DEFINE_GUID(name, ...) SAMPAN_EXPAND(SAMPAN_DEFINE_GUID_(name, __VA_ARGS__))
#define SAMPAN_EXPAND(tokens) tokens
#define SAMPAN_DEFINE_GUID_(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
  SAMPAN_UNUSED static const GUID name = {l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}

/* ---- Codes ------------------------------------------------------------------------------------------------------ */

#define SAMPAN_HRESULT(code) ((HRESULT)(code))

/* Windows has the same, in winerror.h, mferror.h and nserror.h. */
#ifndef S_OK
#define S_OK SAMPAN_HRESULT(0)
#endif
#ifndef S_FALSE
#define S_FALSE SAMPAN_HRESULT(1)
#endif
#ifndef E_NOTIMPL
#define E_NOTIMPL SAMPAN_HRESULT(0x80004001)
#endif
#ifndef E_NOINTERFACE
#define E_NOINTERFACE SAMPAN_HRESULT(0x80004002)
#endif
#ifndef E_POINTER
#define E_POINTER SAMPAN_HRESULT(0x80004003)
#endif
#ifndef E_ABORT
#define E_ABORT SAMPAN_HRESULT(0x80004004)
#endif
#ifndef E_FAIL
#define E_FAIL SAMPAN_HRESULT(0x80004005)
#endif
#ifndef E_UNEXPECTED
#define E_UNEXPECTED SAMPAN_HRESULT(0x8000FFFF)
#endif
#ifndef E_HANDLE
#define E_HANDLE SAMPAN_HRESULT(0x80070006)
#endif
#ifndef E_OUTOFMEMORY
#define E_OUTOFMEMORY SAMPAN_HRESULT(0x8007000E)
#endif
#ifndef E_INVALIDARG
#define E_INVALIDARG SAMPAN_HRESULT(0x80070057)
#endif
#ifndef MF_E_INVALIDREQUEST
#define MF_E_INVALIDREQUEST SAMPAN_HRESULT(0xC00D36B2)
#endif
#ifndef MF_E_NOT_INITIALIZED
#define MF_E_NOT_INITIALIZED SAMPAN_HRESULT(0xC00D36B6)
#endif
#ifndef MF_E_SHUTDOWN
#define MF_E_SHUTDOWN SAMPAN_HRESULT(0xC00D3E85)
#endif
#ifndef MF_E_SAMPLEALLOCATOR_CANCELED
#define MF_E_SAMPLEALLOCATOR_CANCELED SAMPAN_HRESULT(0xC00D4A3D)
#endif
#ifndef MF_E_SAMPLEALLOCATOR_EMPTY
#define MF_E_SAMPLEALLOCATOR_EMPTY SAMPAN_HRESULT(0xC00D4A3E)
#endif
#ifndef NS_E_FILE_WRITE
#define NS_E_FILE_WRITE SAMPAN_HRESULT(0xC00D0018)
#endif
#ifndef NS_E_FILE_OPEN_FAILED
#define NS_E_FILE_OPEN_FAILED SAMPAN_HRESULT(0xC00D001D)
#endif
#ifndef NS_E_INVALID_REQUEST
#define NS_E_INVALID_REQUEST SAMPAN_HRESULT(0xC00D002B)
#endif
#ifndef NS_E_LATE_OPERATION
#define NS_E_LATE_OPERATION SAMPAN_HRESULT(0xC00D002E)
#endif
#ifndef NS_E_INVALID_DATA
#define NS_E_INVALID_DATA SAMPAN_HRESULT(0xC00D002F)
#endif
#ifndef NS_E_INVALID_STREAM
#define NS_E_INVALID_STREAM SAMPAN_HRESULT(0xC00D003C)
#endif
#ifndef ASF_E_STREAMNUMBERINUSE
#define ASF_E_STREAMNUMBERINUSE SAMPAN_HRESULT(0xC00D0806)
#endif
#ifndef NS_E_INVALID_INPUT_FORMAT
#define NS_E_INVALID_INPUT_FORMAT SAMPAN_HRESULT(0xC00D0BB8)
#endif
#ifndef NS_E_INVALID_OUTPUT_FORMAT
#define NS_E_INVALID_OUTPUT_FORMAT SAMPAN_HRESULT(0xC00D0BBB)
#endif
#ifndef NS_E_NOT_CONFIGURED
#define NS_E_NOT_CONFIGURED SAMPAN_HRESULT(0xC00D0BBC)
#endif
#ifndef NS_E_AUDIO_CODEC_NOT_INSTALLED
#define NS_E_AUDIO_CODEC_NOT_INSTALLED SAMPAN_HRESULT(0xC00D0BC2)
#endif
#ifndef NS_E_AUDIO_CODEC_ERROR
#define NS_E_AUDIO_CODEC_ERROR SAMPAN_HRESULT(0xC00D0BC3)
#endif
#ifndef NS_E_VIDEO_CODEC_NOT_INSTALLED
#define NS_E_VIDEO_CODEC_NOT_INSTALLED SAMPAN_HRESULT(0xC00D0BC4)
#endif
#ifndef NS_E_VIDEO_CODEC_ERROR
#define NS_E_VIDEO_CODEC_ERROR SAMPAN_HRESULT(0xC00D0BC5)
#endif
#ifndef NS_E_INVALIDPROFILE
#define NS_E_INVALIDPROFILE SAMPAN_HRESULT(0xC00D0BC6)
#endif
#ifndef NS_E_TOO_MUCH_DATA
#define NS_E_TOO_MUCH_DATA SAMPAN_HRESULT(0xC00D0BCC)
#endif
#ifndef NS_E_UNSUPPORTED_PROPERTY
#define NS_E_UNSUPPORTED_PROPERTY SAMPAN_HRESULT(0xC00D0BCD)
#endif
#ifndef NS_E_NO_MORE_SAMPLES
#define NS_E_NO_MORE_SAMPLES SAMPAN_HRESULT(0xC00D0BCF)
#endif
#ifndef NS_E_SDK_BUFFERTOOSMALL
#define NS_E_SDK_BUFFERTOOSMALL SAMPAN_HRESULT(0xC00D0BD4)
#endif
#ifndef NS_E_INVALID_NUM_PASSES
#define NS_E_INVALID_NUM_PASSES SAMPAN_HRESULT(0xC00D0BD5)
#endif
#ifndef NS_E_DATA_UNIT_EXTENSION_TOO_LARGE
#define NS_E_DATA_UNIT_EXTENSION_TOO_LARGE SAMPAN_HRESULT(0xC00D0BD9)
#endif
/* sampan_start: no libjvm where the options, JAVA_HOME and java on the path lead. */
#define SAMPAN_E_JVM_NOT_FOUND SAMPAN_HRESULT(0x80040201)
/* sampan_start: the JVM is older than Java 22. */
#define SAMPAN_E_JVM_TOO_OLD SAMPAN_HRESULT(0x80040202)
/* sampan_start: the JVM does not start, for example because of an option. */
#define SAMPAN_E_JVM_FAILED SAMPAN_HRESULT(0x80040203)
/* sampan_start: the JVM runs, but Sampan's Java is not on its class or module path, or is of another version. */
#define SAMPAN_E_RUNTIME_NOT_FOUND SAMPAN_HRESULT(0x80040204)
/* sampan_stop: samples are out. */
#define SAMPAN_E_SAMPLES_HELD SAMPAN_HRESULT(0x80040205)

/* ---- Identifiers ------------------------------------------------------------------------------------------------ */

/* As they are written into a structure. The constants IID_... are at the end. */
#define SAMPAN_IID_IUnknown 0x00000000, 0x0000, 0x0000, 0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46
#define SAMPAN_IID_INSSBuffer 0xe1cd3524, 0x03d7, 0x11d2, 0x9e, 0xed, 0x00, 0x60, 0x97, 0xd2, 0xd7, 0xcf
#define SAMPAN_IID_INSSBuffer2 0x4f528693, 0x1035, 0x43fe, 0xb4, 0x28, 0x75, 0x75, 0x61, 0xad, 0x3a, 0x68
#define SAMPAN_IID_INSSBuffer3 0xc87ceaaf, 0x75be, 0x4bc4, 0x84, 0xeb, 0xac, 0x27, 0x98, 0x50, 0x76, 0x72
#define SAMPAN_IID_INSSBuffer4 0xb6b8fd5a, 0x32e2, 0x49d4, 0xa9, 0x10, 0xc2, 0x6c, 0xc8, 0x54, 0x65, 0xed
#define SAMPAN_IID_IWMSBufferAllocator 0x61103ca4, 0x2033, 0x11d2, 0x9e, 0xf1, 0x00, 0x60, 0x97, 0xd2, 0xd7, 0xcf
#define SAMPAN_IID_IMFVideoSampleAllocatorNotify \
  0xa792cdbe, 0xc374, 0x4e89, 0x83, 0x35, 0x27, 0x8e, 0x7b, 0x99, 0x56, 0xa4
#define SAMPAN_IID_IMFVideoSampleAllocatorNotifyEx \
  0x3978aa1a, 0x6d5b, 0x4b7f, 0xa3, 0x40, 0x90, 0x89, 0x91, 0x89, 0xae, 0x34
#define SAMPAN_IID_IMFVideoSampleAllocatorCallback \
  0x992388b4, 0x3372, 0x4f67, 0x8b, 0x6f, 0xc8, 0x4c, 0x07, 0x1f, 0x47, 0x51
#define SAMPAN_IID_IWMMediaProps 0x96406bce, 0x2b2b, 0x11d3, 0xb3, 0x6b, 0x00, 0xc0, 0x4f, 0x61, 0x08, 0xff
#define SAMPAN_IID_IWMInputMediaProps 0x96406bd5, 0x2b2b, 0x11d3, 0xb3, 0x6b, 0x00, 0xc0, 0x4f, 0x61, 0x08, 0xff
#define SAMPAN_IID_IWMStreamConfig 0x96406bdc, 0x2b2b, 0x11d3, 0xb3, 0x6b, 0x00, 0xc0, 0x4f, 0x61, 0x08, 0xff
#define SAMPAN_IID_IWMStreamConfig2 0x7688d8cb, 0xfc0d, 0x43bd, 0x94, 0x59, 0x5a, 0x8d, 0xec, 0x20, 0x0c, 0xfa
#define SAMPAN_IID_IWMProfile 0x96406bdb, 0x2b2b, 0x11d3, 0xb3, 0x6b, 0x00, 0xc0, 0x4f, 0x61, 0x08, 0xff
#define SAMPAN_IID_IWMWriterSink 0x96406be4, 0x2b2b, 0x11d3, 0xb3, 0x6b, 0x00, 0xc0, 0x4f, 0x61, 0x08, 0xff
#define SAMPAN_IID_IWMWriter 0x96406bd4, 0x2b2b, 0x11d3, 0xb3, 0x6b, 0x00, 0xc0, 0x4f, 0x61, 0x08, 0xff
#define SAMPAN_IID_IWMWriterAdvanced 0x96406be3, 0x2b2b, 0x11d3, 0xb3, 0x6b, 0x00, 0xc0, 0x4f, 0x61, 0x08, 0xff
#define SAMPAN_IID_IWMWriterAdvanced2 0x962dc1ec, 0xc046, 0x4db8, 0x9c, 0xc7, 0x26, 0xce, 0xae, 0x50, 0x08, 0x17
#define SAMPAN_IID_IWMWriterAdvanced3 0x2cd6492d, 0x7c37, 0x4e76, 0x9d, 0x3b, 0x59, 0x26, 0x11, 0x83, 0xa2, 0x2e
#define SAMPAN_IID_ISampanRuntime 0x049bc661, 0x096e, 0x4bb3, 0x8c, 0xb5, 0xd5, 0xaf, 0xc6, 0x24, 0x6d, 0xd0

/* What a WM_MEDIA_TYPE is made of: major types, subtypes, format blocks. */
#define SAMPAN_GUID_WMMEDIATYPE_Video 0x73646976, 0x0000, 0x0010, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71
#define SAMPAN_GUID_WMMEDIATYPE_Audio 0x73647561, 0x0000, 0x0010, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71
#define SAMPAN_GUID_WMMEDIASUBTYPE_Base 0x00000000, 0x0000, 0x0010, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71
#define SAMPAN_GUID_WMMEDIASUBTYPE_RGB24 0xe436eb7d, 0x524f, 0x11ce, 0x9f, 0x53, 0x00, 0x20, 0xaf, 0x0b, 0xa7, 0x70
#define SAMPAN_GUID_WMMEDIASUBTYPE_RGB32 0xe436eb7e, 0x524f, 0x11ce, 0x9f, 0x53, 0x00, 0x20, 0xaf, 0x0b, 0xa7, 0x70
#define SAMPAN_GUID_WMMEDIASUBTYPE_I420 0x30323449, 0x0000, 0x0010, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71
#define SAMPAN_GUID_WMMEDIASUBTYPE_IYUV 0x56555949, 0x0000, 0x0010, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71
#define SAMPAN_GUID_WMMEDIASUBTYPE_YV12 0x32315659, 0x0000, 0x0010, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71
#define SAMPAN_GUID_WMMEDIASUBTYPE_YUY2 0x32595559, 0x0000, 0x0010, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71
#define SAMPAN_GUID_WMMEDIASUBTYPE_UYVY 0x59565955, 0x0000, 0x0010, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71
#define SAMPAN_GUID_WMMEDIASUBTYPE_WMV1 0x31564d57, 0x0000, 0x0010, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71
#define SAMPAN_GUID_WMMEDIASUBTYPE_WMV2 0x32564d57, 0x0000, 0x0010, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71
#define SAMPAN_GUID_WMMEDIASUBTYPE_WMV3 0x33564d57, 0x0000, 0x0010, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71
#define SAMPAN_GUID_WMMEDIASUBTYPE_PCM 0x00000001, 0x0000, 0x0010, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71
#define SAMPAN_GUID_WMMEDIASUBTYPE_WMAudioV8 0x00000161, 0x0000, 0x0010, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71
#define SAMPAN_GUID_WMMEDIASUBTYPE_WMAudioV9 0x00000162, 0x0000, 0x0010, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71
#define SAMPAN_GUID_WMFORMAT_VideoInfo 0x05589f80, 0xc356, 0x11ce, 0xbf, 0x01, 0x00, 0xaa, 0x00, 0x55, 0x59, 0x5a
#define SAMPAN_GUID_WMFORMAT_WaveFormatEx 0x05589f81, 0xc356, 0x11ce, 0xbf, 0x01, 0x00, 0xaa, 0x00, 0x55, 0x59, 0x5a

/* Properties of samples, and their sizes in bytes. */
#define SAMPAN_GUID_WM_SampleExtensionGUID_Timecode \
  0x399595ec, 0x8667, 0x4e2d, 0x8f, 0xdb, 0x98, 0x81, 0x4c, 0xe7, 0x6c, 0x1e
#define SAMPAN_GUID_WM_SampleExtensionGUID_ContentType \
  0xd590dc20, 0x07bc, 0x436c, 0x9c, 0xf7, 0xf3, 0xbb, 0xfb, 0xf1, 0xa4, 0xdc
#define SAMPAN_GUID_WM_SampleExtensionGUID_PixelAspectRatio \
  0x1b1ee554, 0xf9ea, 0x4bc8, 0x82, 0x1a, 0x37, 0x6b, 0x74, 0xe4, 0xc4, 0xb8
#define SAMPAN_GUID_WM_SampleExtensionGUID_SampleDuration \
  0xc6bd9450, 0x867f, 0x4907, 0x83, 0xa3, 0xc7, 0x79, 0x21, 0xb7, 0x33, 0xad
#define SAMPAN_GUID_WM_SampleExtensionGUID_ChromaLocation \
  0x4c5acca0, 0x9276, 0x4b2c, 0x9e, 0x4c, 0xa0, 0xed, 0xef, 0xdd, 0x21, 0x7e
#define SAMPAN_GUID_WM_SampleExtensionGUID_ColorSpaceInfo \
  0xf79ada56, 0x30eb, 0x4f2b, 0x9f, 0x7a, 0xf2, 0x4b, 0x13, 0x9a, 0x11, 0x57
#ifndef WM_SampleExtension_Timecode_Size
#define WM_SampleExtension_Timecode_Size 14
#endif
#ifndef WM_SampleExtension_ContentType_Size
#define WM_SampleExtension_ContentType_Size 1
#endif
#ifndef WM_SampleExtension_PixelAspectRatio_Size
#define WM_SampleExtension_PixelAspectRatio_Size 2 /* width in the low byte, height in the high */
#endif
#ifndef WM_SampleExtension_SampleDuration_Size
#define WM_SampleExtension_SampleDuration_Size 2 /* in milliseconds */
#endif
#ifndef WM_SampleExtension_ChromaLocation_Size
#define WM_SampleExtension_ChromaLocation_Size 1
#endif
#ifndef WM_SampleExtension_ColorSpaceInfo_Size
#define WM_SampleExtension_ColorSpaceInfo_Size 3
#endif

/* ---- How interfaces are declared: one list of methods for both languages ---------------------------------------- */

#if defined(__cplusplus) && defined(_MSC_VER)
#define SAMPAN_FORWARD(name, uuid_) typedef struct __declspec(uuid(uuid_)) name name;
#else
#define SAMPAN_FORWARD(name, uuid_) typedef struct name name;
#endif

#if defined(__cplusplus) && !defined(CINTERFACE)
#define SAMPAN_CLASSES 1
#ifdef _MSC_VER
#define SAMPAN_NOVTABLE __declspec(novtable)
#else
#define SAMPAN_NOVTABLE
#endif
#define SAMPAN_ROOT_INTERFACE(name) struct SAMPAN_NOVTABLE name
#define SAMPAN_INTERFACE(name, base) struct SAMPAN_NOVTABLE name : public base
#define SAMPAN_METHOD(type, name) virtual type STDMETHODCALLTYPE name
#define SAMPAN_THIS(name)
#define SAMPAN_THIS_(name)
#define SAMPAN_PURE = 0
#define SAMPAN_METHODS_OF_IUnknown(name)
#define SAMPAN_METHODS_OF_INSSBuffer(name)
#define SAMPAN_METHODS_OF_INSSBuffer2(name)
#define SAMPAN_METHODS_OF_INSSBuffer3(name)
#define SAMPAN_METHODS_OF_IWMWriterAdvanced(name)
#define SAMPAN_METHODS_OF_IWMWriterAdvanced2(name)
#define SAMPAN_METHODS_OF_IWMStreamConfig(name)
#define SAMPAN_METHODS_OF_IWMMediaProps(name)
#define SAMPAN_METHODS_OF_IMFVideoSampleAllocatorNotify(name)
#else
/* In C an object begins with a pointer to its table, and a table begins with the methods that are inherited. */
#define SAMPAN_ROOT_INTERFACE(name)      \
  typedef struct name##Vtbl name##Vtbl;  \
  struct name {                          \
    const struct name##Vtbl *lpVtbl;     \
  };                                     \
  struct name##Vtbl
#define SAMPAN_INTERFACE(name, base) SAMPAN_ROOT_INTERFACE(name)
#define SAMPAN_METHOD(type, name) type(STDMETHODCALLTYPE *name)
#define SAMPAN_THIS(name) name *This
#define SAMPAN_THIS_(name) name *This,
#define SAMPAN_PURE
#define SAMPAN_METHODS_OF_IUnknown(name) \
  SAMPAN_METHOD(HRESULT, QueryInterface)(SAMPAN_THIS_(name) REFIID riid, void **ppvObject) SAMPAN_PURE; \
  SAMPAN_METHOD(ULONG, AddRef)(SAMPAN_THIS(name)) SAMPAN_PURE; \
  SAMPAN_METHOD(ULONG, Release)(SAMPAN_THIS(name)) SAMPAN_PURE;
#define SAMPAN_METHODS_OF_INSSBuffer(name) \
  SAMPAN_METHOD(HRESULT, GetLength)(SAMPAN_THIS_(name) DWORD *pdwLength) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, SetLength)(SAMPAN_THIS_(name) DWORD dwLength) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, GetMaxLength)(SAMPAN_THIS_(name) DWORD *pdwLength) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, GetBuffer)(SAMPAN_THIS_(name) BYTE **ppdwBuffer) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, GetBufferAndLength)(SAMPAN_THIS_(name) BYTE **ppdwBuffer, DWORD *pdwLength) SAMPAN_PURE;
#define SAMPAN_METHODS_OF_INSSBuffer2(name) \
  SAMPAN_METHOD(HRESULT, GetSampleProperties)(SAMPAN_THIS_(name) DWORD cbProperties, BYTE *pbProperties) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, SetSampleProperties)(SAMPAN_THIS_(name) DWORD cbProperties, BYTE *pbProperties) SAMPAN_PURE;
#define SAMPAN_METHODS_OF_INSSBuffer3(name) \
  SAMPAN_METHOD(HRESULT, SetProperty)(SAMPAN_THIS_(name) GUID guidBufferProperty, void *pvBufferProperty, \
      DWORD dwBufferPropertySize) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, GetProperty)(SAMPAN_THIS_(name) GUID guidBufferProperty, void *pvBufferProperty, \
      DWORD *pdwBufferPropertySize) SAMPAN_PURE;
#define SAMPAN_METHODS_OF_IWMWriterAdvanced(name) \
  SAMPAN_METHOD(HRESULT, GetSinkCount)(SAMPAN_THIS_(name) DWORD *pcSinks) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, GetSink)(SAMPAN_THIS_(name) DWORD dwSinkNum, IWMWriterSink **ppSink) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, AddSink)(SAMPAN_THIS_(name) IWMWriterSink *pSink) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, RemoveSink)(SAMPAN_THIS_(name) IWMWriterSink *pSink) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, WriteStreamSample)(SAMPAN_THIS_(name) WORD wStreamNum, QWORD cnsSampleTime, \
      DWORD msSampleSendTime, QWORD cnsSampleDuration, DWORD dwFlags, INSSBuffer *pSample) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, SetLiveSource)(SAMPAN_THIS_(name) WINBOOL fIsLiveSource) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, IsRealTime)(SAMPAN_THIS_(name) WINBOOL *pfRealTime) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, GetWriterTime)(SAMPAN_THIS_(name) QWORD *pCurrentTime) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, GetStatistics)(SAMPAN_THIS_(name) WORD wStreamNum, \
      WM_WRITER_STATISTICS *pStats) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, SetSyncTolerance)(SAMPAN_THIS_(name) DWORD msWindow) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, GetSyncTolerance)(SAMPAN_THIS_(name) DWORD *pmsWindow) SAMPAN_PURE;
#define SAMPAN_METHODS_OF_IWMWriterAdvanced2(name) \
  SAMPAN_METHOD(HRESULT, GetInputSetting)(SAMPAN_THIS_(name) DWORD dwInputNum, LPCWSTR pszName, \
      WMT_ATTR_DATATYPE *pType, BYTE *pValue, WORD *pcbLength) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, SetInputSetting)(SAMPAN_THIS_(name) DWORD dwInputNum, LPCWSTR pszName, \
      WMT_ATTR_DATATYPE Type, const BYTE *pValue, WORD cbLength) SAMPAN_PURE;
#define SAMPAN_METHODS_OF_IWMStreamConfig(name) \
  SAMPAN_METHOD(HRESULT, GetStreamType)(SAMPAN_THIS_(name) GUID *pguidStreamType) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, GetStreamNumber)(SAMPAN_THIS_(name) WORD *pwStreamNum) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, SetStreamNumber)(SAMPAN_THIS_(name) WORD wStreamNum) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, GetStreamName)(SAMPAN_THIS_(name) WCHAR *pwszStreamName, WORD *pcchStreamName) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, SetStreamName)(SAMPAN_THIS_(name) LPCWSTR pwszStreamName) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, GetConnectionName)(SAMPAN_THIS_(name) WCHAR *pwszInputName, \
      WORD *pcchInputName) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, SetConnectionName)(SAMPAN_THIS_(name) LPCWSTR pwszInputName) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, GetBitrate)(SAMPAN_THIS_(name) DWORD *pdwBitrate) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, SetBitrate)(SAMPAN_THIS_(name) DWORD pdwBitrate) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, GetBufferWindow)(SAMPAN_THIS_(name) DWORD *pmsBufferWindow) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, SetBufferWindow)(SAMPAN_THIS_(name) DWORD msBufferWindow) SAMPAN_PURE;
#define SAMPAN_METHODS_OF_IWMMediaProps(name) \
  SAMPAN_METHOD(HRESULT, GetType)(SAMPAN_THIS_(name) GUID *pguidType) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, GetMediaType)(SAMPAN_THIS_(name) WM_MEDIA_TYPE *pType, DWORD *pcbType) SAMPAN_PURE; \
  SAMPAN_METHOD(HRESULT, SetMediaType)(SAMPAN_THIS_(name) WM_MEDIA_TYPE *pType) SAMPAN_PURE;
#define SAMPAN_METHODS_OF_IMFVideoSampleAllocatorNotify(name) \
  SAMPAN_METHOD(HRESULT, NotifyRelease)(SAMPAN_THIS(name)) SAMPAN_PURE;
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* For those who ask for this warning: there is no virtual destructor, see above. */
#if defined(SAMPAN_CLASSES) && defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#endif

#ifndef _WIN32

typedef struct IUnknown IUnknown;
typedef struct INSSBuffer INSSBuffer;
typedef struct INSSBuffer2 INSSBuffer2;
typedef struct INSSBuffer3 INSSBuffer3;
typedef struct IWMMediaProps IWMMediaProps;
typedef struct IWMInputMediaProps IWMInputMediaProps;
typedef struct IWMStreamConfig IWMStreamConfig;
typedef struct IWMMutualExclusion IWMMutualExclusion;
typedef struct IWMProfile IWMProfile;
typedef struct IWMWriterSink IWMWriterSink;
typedef struct IWMWriter IWMWriter;
typedef struct IWMWriterAdvanced IWMWriterAdvanced;
typedef struct IWMWriterAdvanced2 IWMWriterAdvanced2;
typedef struct IWMWriterAdvanced3 IWMWriterAdvanced3;
typedef struct IMFVideoSampleAllocatorNotify IMFVideoSampleAllocatorNotify;
typedef struct IMFVideoSampleAllocatorNotifyEx IMFVideoSampleAllocatorNotifyEx;
typedef struct IMFVideoSampleAllocatorCallback IMFVideoSampleAllocatorCallback;
/* Opaque for now: ask it for what you need. */
typedef IUnknown IMFSample;

/* ---- IUnknown: every interface begins with it ------------------------------------------------------------------- */

SAMPAN_ROOT_INTERFACE(IUnknown) {
  /* Another interface of the same object, with a reference of its own. E_NOINTERFACE and NULL where the object does
     not have it. IUnknown asked for through any interface of an object gives the same pointer. */
  SAMPAN_METHOD(HRESULT, QueryInterface)(SAMPAN_THIS_(IUnknown) REFIID riid, void **ppvObject) SAMPAN_PURE;
  /* One reference more. Returns how many there are now; 0 where it was refused: the object is gone, or has too many. */
  SAMPAN_METHOD(ULONG, AddRef)(SAMPAN_THIS(IUnknown)) SAMPAN_PURE;
  /* One reference less. Returns how many are left; 0 too where it was refused: the object was gone already. */
  SAMPAN_METHOD(ULONG, Release)(SAMPAN_THIS(IUnknown)) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IUnknown_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IUnknown_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IUnknown_Release(This) (This)->lpVtbl->Release(This)
#endif

/* ---- Buffers ---------------------------------------------------------------------------------------------------- */

SAMPAN_INTERFACE(INSSBuffer, IUnknown) {
  SAMPAN_METHODS_OF_IUnknown(INSSBuffer)
  /* Bytes in use: 0 in a new buffer. */
  SAMPAN_METHOD(HRESULT, GetLength)(SAMPAN_THIS_(INSSBuffer) DWORD *pdwLength) SAMPAN_PURE;
  /* Says how many bytes are in use, before the buffer is written. E_INVALIDARG above the maximum: the length stays as
     it was. NS_E_INVALID_REQUEST after the hand-off. */
  SAMPAN_METHOD(HRESULT, SetLength)(SAMPAN_THIS_(INSSBuffer) DWORD dwLength) SAMPAN_PURE;
  /* The size that was asked for, also where the memory is larger. */
  SAMPAN_METHOD(HRESULT, GetMaxLength)(SAMPAN_THIS_(INSSBuffer) DWORD *pdwLength) SAMPAN_PURE;
  /* Where the memory starts: on a page. The address is the same as long as the buffer lives. */
  SAMPAN_METHOD(HRESULT, GetBuffer)(SAMPAN_THIS_(INSSBuffer) BYTE **ppdwBuffer) SAMPAN_PURE;
  /* Both. E_POINTER if either pointer is null. */
  SAMPAN_METHOD(HRESULT, GetBufferAndLength)(SAMPAN_THIS_(INSSBuffer) BYTE **ppdwBuffer, DWORD *pdwLength) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define INSSBuffer_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define INSSBuffer_AddRef(This) (This)->lpVtbl->AddRef(This)
#define INSSBuffer_Release(This) (This)->lpVtbl->Release(This)
#define INSSBuffer_GetLength(This, pdwLength) (This)->lpVtbl->GetLength(This, pdwLength)
#define INSSBuffer_SetLength(This, dwLength) (This)->lpVtbl->SetLength(This, dwLength)
#define INSSBuffer_GetMaxLength(This, pdwLength) (This)->lpVtbl->GetMaxLength(This, pdwLength)
#define INSSBuffer_GetBuffer(This, ppdwBuffer) (This)->lpVtbl->GetBuffer(This, ppdwBuffer)
#define INSSBuffer_GetBufferAndLength(This, ppdwBuffer, pdwLength) \
  (This)->lpVtbl->GetBufferAndLength(This, ppdwBuffer, pdwLength)
#endif

SAMPAN_INTERFACE(INSSBuffer2, INSSBuffer) {
  SAMPAN_METHODS_OF_IUnknown(INSSBuffer2)
  SAMPAN_METHODS_OF_INSSBuffer(INSSBuffer2)
  /* E_NOTIMPL, as in Windows Media. */
  SAMPAN_METHOD(HRESULT, GetSampleProperties)(SAMPAN_THIS_(INSSBuffer2) DWORD cbProperties,
      BYTE *pbProperties) SAMPAN_PURE;
  /* E_NOTIMPL, as in Windows Media. */
  SAMPAN_METHOD(HRESULT, SetSampleProperties)(SAMPAN_THIS_(INSSBuffer2) DWORD cbProperties,
      BYTE *pbProperties) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define INSSBuffer2_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define INSSBuffer2_AddRef(This) (This)->lpVtbl->AddRef(This)
#define INSSBuffer2_Release(This) (This)->lpVtbl->Release(This)
#define INSSBuffer2_GetLength(This, pdwLength) (This)->lpVtbl->GetLength(This, pdwLength)
#define INSSBuffer2_SetLength(This, dwLength) (This)->lpVtbl->SetLength(This, dwLength)
#define INSSBuffer2_GetMaxLength(This, pdwLength) (This)->lpVtbl->GetMaxLength(This, pdwLength)
#define INSSBuffer2_GetBuffer(This, ppdwBuffer) (This)->lpVtbl->GetBuffer(This, ppdwBuffer)
#define INSSBuffer2_GetBufferAndLength(This, ppdwBuffer, pdwLength) \
  (This)->lpVtbl->GetBufferAndLength(This, ppdwBuffer, pdwLength)
#define INSSBuffer2_GetSampleProperties(This, cbProperties, pbProperties) \
  (This)->lpVtbl->GetSampleProperties(This, cbProperties, pbProperties)
#define INSSBuffer2_SetSampleProperties(This, cbProperties, pbProperties) \
  (This)->lpVtbl->SetSampleProperties(This, cbProperties, pbProperties)
#endif

SAMPAN_INTERFACE(INSSBuffer3, INSSBuffer2) {
  SAMPAN_METHODS_OF_IUnknown(INSSBuffer3)
  SAMPAN_METHODS_OF_INSSBuffer(INSSBuffer3)
  SAMPAN_METHODS_OF_INSSBuffer2(INSSBuffer3)
  /* Stores a copy of the value, in place of one stored before. The GUID is passed by value. Properties are cleared
     when the sample comes back. A value larger than the profile declares is refused by WriteSample, not here. */
  SAMPAN_METHOD(HRESULT, SetProperty)(SAMPAN_THIS_(INSSBuffer3) GUID guidBufferProperty, void *pvBufferProperty,
      DWORD dwBufferPropertySize) SAMPAN_PURE;
  /* Copies the value out. pdwBufferPropertySize: bytes there are for it, and bytes that it has. Without
     pvBufferProperty only the latter. NS_E_UNSUPPORTED_PROPERTY: not set. NS_E_SDK_BUFFERTOOSMALL: the size needed is
     stored. */
  SAMPAN_METHOD(HRESULT, GetProperty)(SAMPAN_THIS_(INSSBuffer3) GUID guidBufferProperty, void *pvBufferProperty,
      DWORD *pdwBufferPropertySize) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define INSSBuffer3_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define INSSBuffer3_AddRef(This) (This)->lpVtbl->AddRef(This)
#define INSSBuffer3_Release(This) (This)->lpVtbl->Release(This)
#define INSSBuffer3_GetLength(This, pdwLength) (This)->lpVtbl->GetLength(This, pdwLength)
#define INSSBuffer3_SetLength(This, dwLength) (This)->lpVtbl->SetLength(This, dwLength)
#define INSSBuffer3_GetMaxLength(This, pdwLength) (This)->lpVtbl->GetMaxLength(This, pdwLength)
#define INSSBuffer3_GetBuffer(This, ppdwBuffer) (This)->lpVtbl->GetBuffer(This, ppdwBuffer)
#define INSSBuffer3_GetBufferAndLength(This, ppdwBuffer, pdwLength) \
  (This)->lpVtbl->GetBufferAndLength(This, ppdwBuffer, pdwLength)
#define INSSBuffer3_GetSampleProperties(This, cbProperties, pbProperties) \
  (This)->lpVtbl->GetSampleProperties(This, cbProperties, pbProperties)
#define INSSBuffer3_SetSampleProperties(This, cbProperties, pbProperties) \
  (This)->lpVtbl->SetSampleProperties(This, cbProperties, pbProperties)
#define INSSBuffer3_SetProperty(This, guidBufferProperty, pvBufferProperty, dwBufferPropertySize) \
  (This)->lpVtbl->SetProperty(This, guidBufferProperty, pvBufferProperty, dwBufferPropertySize)
#define INSSBuffer3_GetProperty(This, guidBufferProperty, pvBufferProperty, pdwBufferPropertySize) \
  (This)->lpVtbl->GetProperty(This, guidBufferProperty, pvBufferProperty, pdwBufferPropertySize)
#endif

#endif

#ifndef __INSSBuffer4_INTERFACE_DEFINED__
#define __INSSBuffer4_INTERFACE_DEFINED__
#define SAMPAN_DECLARES_INSSBuffer4 1
SAMPAN_FORWARD(INSSBuffer4, "b6b8fd5a-32e2-49d4-a910-c26cc85465ed")
SAMPAN_INTERFACE(INSSBuffer4, INSSBuffer3) {
  SAMPAN_METHODS_OF_IUnknown(INSSBuffer4)
  SAMPAN_METHODS_OF_INSSBuffer(INSSBuffer4)
  SAMPAN_METHODS_OF_INSSBuffer2(INSSBuffer4)
  SAMPAN_METHODS_OF_INSSBuffer3(INSSBuffer4)
  /* How many properties are set. */
  SAMPAN_METHOD(HRESULT, GetPropertyCount)(SAMPAN_THIS_(INSSBuffer4) DWORD *pcBufferProperties) SAMPAN_PURE;
  /* One of them, as GetProperty. E_INVALIDARG from the count on. */
  SAMPAN_METHOD(HRESULT, GetPropertyByIndex)(SAMPAN_THIS_(INSSBuffer4) DWORD dwBufferPropertyIndex,
      GUID *pguidBufferProperty, void *pvBufferProperty, DWORD *pdwBufferPropertySize) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define INSSBuffer4_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define INSSBuffer4_AddRef(This) (This)->lpVtbl->AddRef(This)
#define INSSBuffer4_Release(This) (This)->lpVtbl->Release(This)
#define INSSBuffer4_GetLength(This, pdwLength) (This)->lpVtbl->GetLength(This, pdwLength)
#define INSSBuffer4_SetLength(This, dwLength) (This)->lpVtbl->SetLength(This, dwLength)
#define INSSBuffer4_GetMaxLength(This, pdwLength) (This)->lpVtbl->GetMaxLength(This, pdwLength)
#define INSSBuffer4_GetBuffer(This, ppdwBuffer) (This)->lpVtbl->GetBuffer(This, ppdwBuffer)
#define INSSBuffer4_GetBufferAndLength(This, ppdwBuffer, pdwLength) \
  (This)->lpVtbl->GetBufferAndLength(This, ppdwBuffer, pdwLength)
#define INSSBuffer4_GetSampleProperties(This, cbProperties, pbProperties) \
  (This)->lpVtbl->GetSampleProperties(This, cbProperties, pbProperties)
#define INSSBuffer4_SetSampleProperties(This, cbProperties, pbProperties) \
  (This)->lpVtbl->SetSampleProperties(This, cbProperties, pbProperties)
#define INSSBuffer4_SetProperty(This, guidBufferProperty, pvBufferProperty, dwBufferPropertySize) \
  (This)->lpVtbl->SetProperty(This, guidBufferProperty, pvBufferProperty, dwBufferPropertySize)
#define INSSBuffer4_GetProperty(This, guidBufferProperty, pvBufferProperty, pdwBufferPropertySize) \
  (This)->lpVtbl->GetProperty(This, guidBufferProperty, pvBufferProperty, pdwBufferPropertySize)
#define INSSBuffer4_GetPropertyCount(This, pcBufferProperties) \
  (This)->lpVtbl->GetPropertyCount(This, pcBufferProperties)
#define INSSBuffer4_GetPropertyByIndex(This, dwBufferPropertyIndex, pguidBufferProperty, pvBufferProperty, \
    pdwBufferPropertySize) \
  (This)->lpVtbl->GetPropertyByIndex(This, dwBufferPropertyIndex, pguidBufferProperty, pvBufferProperty, \
      pdwBufferPropertySize)
#endif

#endif

/* ---- Allocators ------------------------------------------------------------------------------------------------- */

/* Made by ISampanRuntime::CreateAllocator. QueryInterface also gives IMFVideoSampleAllocatorCallback. Its last
   reference closes it; samples that are out stay valid, and are notified. */
#ifndef __IWMSBufferAllocator_INTERFACE_DEFINED__
#define __IWMSBufferAllocator_INTERFACE_DEFINED__
#define SAMPAN_DECLARES_IWMSBufferAllocator 1
SAMPAN_FORWARD(IWMSBufferAllocator, "61103ca4-2033-11d2-9ef1-006097d2d7cf")
SAMPAN_INTERFACE(IWMSBufferAllocator, IUnknown) {
  SAMPAN_METHODS_OF_IUnknown(IWMSBufferAllocator)
  /* A free buffer. E_INVALIDARG: 0 bytes, or more than the sample size. MF_E_SAMPLEALLOCATOR_EMPTY: none is free, and
     none came back within the wait limit. MF_E_NOT_INITIALIZED: closed. MF_E_SAMPLEALLOCATOR_CANCELED: closed while
     waiting. */
  SAMPAN_METHOD(HRESULT, AllocateBuffer)(SAMPAN_THIS_(IWMSBufferAllocator) DWORD dwMaxBufferSize,
      INSSBuffer **ppBuffer) SAMPAN_PURE;
  /* As AllocateBuffer. Every buffer of Sampan's starts on a page, and ends on one: reads may be rounded up. */
  SAMPAN_METHOD(HRESULT, AllocatePageSizeBuffer)(SAMPAN_THIS_(IWMSBufferAllocator) DWORD dwMaxBufferSize,
      INSSBuffer **ppBuffer) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IWMSBufferAllocator_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IWMSBufferAllocator_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IWMSBufferAllocator_Release(This) (This)->lpVtbl->Release(This)
#define IWMSBufferAllocator_AllocateBuffer(This, dwMaxBufferSize, ppBuffer) \
  (This)->lpVtbl->AllocateBuffer(This, dwMaxBufferSize, ppBuffer)
#define IWMSBufferAllocator_AllocatePageSizeBuffer(This, dwMaxBufferSize, ppBuffer) \
  (This)->lpVtbl->AllocatePageSizeBuffer(This, dwMaxBufferSize, ppBuffer)
#endif

#endif

#ifndef _WIN32

/* Implemented by native code. */
SAMPAN_INTERFACE(IMFVideoSampleAllocatorNotify, IUnknown) {
  SAMPAN_METHODS_OF_IUnknown(IMFVideoSampleAllocatorNotify)
  /* A sample is back, and counted as free. What this returns is not looked at. */
  SAMPAN_METHOD(HRESULT, NotifyRelease)(SAMPAN_THIS(IMFVideoSampleAllocatorNotify)) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IMFVideoSampleAllocatorNotify_QueryInterface(This, riid, ppvObject) \
  (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IMFVideoSampleAllocatorNotify_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IMFVideoSampleAllocatorNotify_Release(This) (This)->lpVtbl->Release(This)
#define IMFVideoSampleAllocatorNotify_NotifyRelease(This) (This)->lpVtbl->NotifyRelease(This)
#endif

/* Implemented by native code. SetCallback asks for it with QueryInterface. */
SAMPAN_INTERFACE(IMFVideoSampleAllocatorNotifyEx, IMFVideoSampleAllocatorNotify) {
  SAMPAN_METHODS_OF_IUnknown(IMFVideoSampleAllocatorNotifyEx)
  SAMPAN_METHODS_OF_IMFVideoSampleAllocatorNotify(IMFVideoSampleAllocatorNotifyEx)
  /* The allocator gives this sample up. Once per sample. */
  SAMPAN_METHOD(HRESULT, NotifyPrune)(SAMPAN_THIS_(IMFVideoSampleAllocatorNotifyEx) IMFSample *ppSample) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IMFVideoSampleAllocatorNotifyEx_QueryInterface(This, riid, ppvObject) \
  (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IMFVideoSampleAllocatorNotifyEx_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IMFVideoSampleAllocatorNotifyEx_Release(This) (This)->lpVtbl->Release(This)
#define IMFVideoSampleAllocatorNotifyEx_NotifyRelease(This) (This)->lpVtbl->NotifyRelease(This)
#define IMFVideoSampleAllocatorNotifyEx_NotifyPrune(This, ppSample) (This)->lpVtbl->NotifyPrune(This, ppSample)
#endif

SAMPAN_INTERFACE(IMFVideoSampleAllocatorCallback, IUnknown) {
  SAMPAN_METHODS_OF_IUnknown(IMFVideoSampleAllocatorCallback)
  /* Sets, replaces or, with NULL, removes the one handler, also one set by ISampanRuntime::SetReleaseHandler. When
     this returns the old one does not start again, and unless called inside a notification it is not running either.
     */
  SAMPAN_METHOD(HRESULT,
      SetCallback)(SAMPAN_THIS_(IMFVideoSampleAllocatorCallback) IMFVideoSampleAllocatorNotify *pNotify) SAMPAN_PURE;
  /* How many samples are free. 0 once the allocator is closed. */
  SAMPAN_METHOD(HRESULT, GetFreeSampleCount)(SAMPAN_THIS_(IMFVideoSampleAllocatorCallback) LONG *plSamples) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IMFVideoSampleAllocatorCallback_QueryInterface(This, riid, ppvObject) \
  (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IMFVideoSampleAllocatorCallback_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IMFVideoSampleAllocatorCallback_Release(This) (This)->lpVtbl->Release(This)
#define IMFVideoSampleAllocatorCallback_SetCallback(This, pNotify) (This)->lpVtbl->SetCallback(This, pNotify)
#define IMFVideoSampleAllocatorCallback_GetFreeSampleCount(This, plSamples) \
  (This)->lpVtbl->GetFreeSampleCount(This, plSamples)
#endif

/* ---- What streams are ------------------------------------------------------------------------------------------- */

/* The flags of IWMWriter::WriteSample. */
typedef enum WM_SF_TYPE {
  WM_SF_CLEANPOINT = 1,    /* a key frame */
  WM_SF_DISCONTINUITY = 2, /* something is missing before it */
  WM_SF_DATALOSS = 4       /* something is missing in it */
} WM_SF_TYPE;

typedef enum WMT_VERSION {
  WMT_VER_4_0 = 0x00040000,
  WMT_VER_7_0 = 0x00070000,
  WMT_VER_8_0 = 0x00080000,
  WMT_VER_9_0 = 0x00090000
} WMT_VERSION;

typedef enum WMT_ATTR_DATATYPE {
  WMT_TYPE_DWORD = 0,
  WMT_TYPE_STRING = 1,
  WMT_TYPE_BINARY = 2,
  WMT_TYPE_BOOL = 3,
  WMT_TYPE_QWORD = 4,
  WMT_TYPE_WORD = 5,
  WMT_TYPE_GUID = 6
} WMT_ATTR_DATATYPE;

typedef struct WM_MEDIA_TYPE {
  GUID majortype; /* WMMEDIATYPE_... */
  GUID subtype;   /* WMMEDIASUBTYPE_... */
  WINBOOL bFixedSizeSamples;
  WINBOOL bTemporalCompression;
  ULONG lSampleSize;
  GUID formattype; /* WMFORMAT_..., which says what pbFormat points to */
  IUnknown *pUnk;  /* NULL */
  ULONG cbFormat;
  BYTE *pbFormat;
} WM_MEDIA_TYPE;

typedef struct WM_WRITER_STATISTICS {
  QWORD qwSampleCount;
  QWORD qwByteCount;
  QWORD qwDroppedSampleCount;
  QWORD qwDroppedByteCount;
  DWORD dwCurrentBitrate;
  DWORD dwAverageBitrate;
  DWORD dwExpectedBitrate;
  DWORD dwCurrentSampleRate; /* rates are in thousandths of a sample per second */
  DWORD dwAverageSampleRate;
  DWORD dwExpectedSampleRate;
} WM_WRITER_STATISTICS;

typedef struct WM_WRITER_STATISTICS_EX {
  DWORD dwBitratePlusOverhead;
  DWORD dwCurrentSampleDropRateInQueue;
  DWORD dwCurrentSampleDropRateInCodec;
  DWORD dwCurrentSampleDropRateInMultiplexer;
  DWORD dwTotalSampleDropsInQueue;
  DWORD dwTotalSampleDropsInCodec;
  DWORD dwTotalSampleDropsInMultiplexer;
} WM_WRITER_STATISTICS_EX;

SAMPAN_INTERFACE(IWMMediaProps, IUnknown) {
  SAMPAN_METHODS_OF_IUnknown(IWMMediaProps)
  /* The major type: WMMEDIATYPE_Video or WMMEDIATYPE_Audio. */
  SAMPAN_METHOD(HRESULT, GetType)(SAMPAN_THIS_(IWMMediaProps) GUID *pguidType) SAMPAN_PURE;
  /* The whole type, with the format block behind it in the same memory. pcbType: bytes there are, and bytes it needs.
     Without pType only the latter. NS_E_SDK_BUFFERTOOSMALL: the size needed is stored. */
  SAMPAN_METHOD(HRESULT, GetMediaType)(SAMPAN_THIS_(IWMMediaProps) WM_MEDIA_TYPE *pType, DWORD *pcbType) SAMPAN_PURE;
  /* Changes this copy; a writer or a profile sees it when it is given to it again. NS_E_INVALID_INPUT_FORMAT: the
     format block does not fit its type. */
  SAMPAN_METHOD(HRESULT, SetMediaType)(SAMPAN_THIS_(IWMMediaProps) WM_MEDIA_TYPE *pType) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IWMMediaProps_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IWMMediaProps_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IWMMediaProps_Release(This) (This)->lpVtbl->Release(This)
#define IWMMediaProps_GetType(This, pguidType) (This)->lpVtbl->GetType(This, pguidType)
#define IWMMediaProps_GetMediaType(This, pType, pcbType) (This)->lpVtbl->GetMediaType(This, pType, pcbType)
#define IWMMediaProps_SetMediaType(This, pType) (This)->lpVtbl->SetMediaType(This, pType)
#endif

/* Names below are UTF-16 and end with 0. Their counts are in characters with that 0: how many there is room for, and
   how many there are. Without a string only the latter. NS_E_SDK_BUFFERTOOSMALL: the count needed is stored. */
SAMPAN_INTERFACE(IWMInputMediaProps, IWMMediaProps) {
  SAMPAN_METHODS_OF_IUnknown(IWMInputMediaProps)
  SAMPAN_METHODS_OF_IWMMediaProps(IWMInputMediaProps)
  /* The connection name of the input's stream. */
  SAMPAN_METHOD(HRESULT, GetConnectionName)(SAMPAN_THIS_(IWMInputMediaProps) WCHAR *pwszName,
      WORD *pcchName) SAMPAN_PURE;
  /* Empty: there are no groups. */
  SAMPAN_METHOD(HRESULT, GetGroupName)(SAMPAN_THIS_(IWMInputMediaProps) WCHAR *pwszName, WORD *pcchName) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IWMInputMediaProps_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IWMInputMediaProps_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IWMInputMediaProps_Release(This) (This)->lpVtbl->Release(This)
#define IWMInputMediaProps_GetType(This, pguidType) (This)->lpVtbl->GetType(This, pguidType)
#define IWMInputMediaProps_GetMediaType(This, pType, pcbType) (This)->lpVtbl->GetMediaType(This, pType, pcbType)
#define IWMInputMediaProps_SetMediaType(This, pType) (This)->lpVtbl->SetMediaType(This, pType)
#define IWMInputMediaProps_GetConnectionName(This, pwszName, pcchName) \
  (This)->lpVtbl->GetConnectionName(This, pwszName, pcchName)
#define IWMInputMediaProps_GetGroupName(This, pwszName, pcchName) (This)->lpVtbl->GetGroupName(This, pwszName, pcchName)
#endif

/* Made by IWMProfile::CreateNewStream. QueryInterface also gives IWMStreamConfig2 and IWMMediaProps. */
SAMPAN_INTERFACE(IWMStreamConfig, IUnknown) {
  SAMPAN_METHODS_OF_IUnknown(IWMStreamConfig)
  /* The major type. */
  SAMPAN_METHOD(HRESULT, GetStreamType)(SAMPAN_THIS_(IWMStreamConfig) GUID *pguidStreamType) SAMPAN_PURE;
  /* 1 to 63. */
  SAMPAN_METHOD(HRESULT, GetStreamNumber)(SAMPAN_THIS_(IWMStreamConfig) WORD *pwStreamNum) SAMPAN_PURE;
  /* NS_E_INVALID_STREAM: not 1 to 63. */
  SAMPAN_METHOD(HRESULT, SetStreamNumber)(SAMPAN_THIS_(IWMStreamConfig) WORD wStreamNum) SAMPAN_PURE;
  /* The stream's name. */
  SAMPAN_METHOD(HRESULT, GetStreamName)(SAMPAN_THIS_(IWMStreamConfig) WCHAR *pwszStreamName,
      WORD *pcchStreamName) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, SetStreamName)(SAMPAN_THIS_(IWMStreamConfig) LPCWSTR pwszStreamName) SAMPAN_PURE;
  /* The name of the input that feeds the stream. */
  SAMPAN_METHOD(HRESULT, GetConnectionName)(SAMPAN_THIS_(IWMStreamConfig) WCHAR *pwszInputName,
      WORD *pcchInputName) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, SetConnectionName)(SAMPAN_THIS_(IWMStreamConfig) LPCWSTR pwszInputName) SAMPAN_PURE;
  /* In bits per second. */
  SAMPAN_METHOD(HRESULT, GetBitrate)(SAMPAN_THIS_(IWMStreamConfig) DWORD *pdwBitrate) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, SetBitrate)(SAMPAN_THIS_(IWMStreamConfig) DWORD pdwBitrate) SAMPAN_PURE;
  /* In milliseconds. */
  SAMPAN_METHOD(HRESULT, GetBufferWindow)(SAMPAN_THIS_(IWMStreamConfig) DWORD *pmsBufferWindow) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, SetBufferWindow)(SAMPAN_THIS_(IWMStreamConfig) DWORD msBufferWindow) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IWMStreamConfig_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IWMStreamConfig_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IWMStreamConfig_Release(This) (This)->lpVtbl->Release(This)
#define IWMStreamConfig_GetStreamType(This, pguidStreamType) (This)->lpVtbl->GetStreamType(This, pguidStreamType)
#define IWMStreamConfig_GetStreamNumber(This, pwStreamNum) (This)->lpVtbl->GetStreamNumber(This, pwStreamNum)
#define IWMStreamConfig_SetStreamNumber(This, wStreamNum) (This)->lpVtbl->SetStreamNumber(This, wStreamNum)
#define IWMStreamConfig_GetStreamName(This, pwszStreamName, pcchStreamName) \
  (This)->lpVtbl->GetStreamName(This, pwszStreamName, pcchStreamName)
#define IWMStreamConfig_SetStreamName(This, pwszStreamName) (This)->lpVtbl->SetStreamName(This, pwszStreamName)
#define IWMStreamConfig_GetConnectionName(This, pwszInputName, pcchInputName) \
  (This)->lpVtbl->GetConnectionName(This, pwszInputName, pcchInputName)
#define IWMStreamConfig_SetConnectionName(This, pwszInputName) (This)->lpVtbl->SetConnectionName(This, pwszInputName)
#define IWMStreamConfig_GetBitrate(This, pdwBitrate) (This)->lpVtbl->GetBitrate(This, pdwBitrate)
#define IWMStreamConfig_SetBitrate(This, pdwBitrate) (This)->lpVtbl->SetBitrate(This, pdwBitrate)
#define IWMStreamConfig_GetBufferWindow(This, pmsBufferWindow) (This)->lpVtbl->GetBufferWindow(This, pmsBufferWindow)
#define IWMStreamConfig_SetBufferWindow(This, msBufferWindow) (This)->lpVtbl->SetBufferWindow(This, msBufferWindow)
#endif

#endif

#ifndef __IWMStreamConfig2_INTERFACE_DEFINED__
#define __IWMStreamConfig2_INTERFACE_DEFINED__
#define SAMPAN_DECLARES_IWMStreamConfig2 1
typedef enum WMT_TRANSPORT_TYPE {
  WMT_Transport_Type_Unreliable = 0,
  WMT_Transport_Type_Reliable = 1
} WMT_TRANSPORT_TYPE;
SAMPAN_FORWARD(IWMStreamConfig2, "7688d8cb-fc0d-43bd-9459-5a8dec200cfa")
SAMPAN_INTERFACE(IWMStreamConfig2, IWMStreamConfig) {
  SAMPAN_METHODS_OF_IUnknown(IWMStreamConfig2)
  SAMPAN_METHODS_OF_IWMStreamConfig(IWMStreamConfig2)
  /* Kept, and without effect in a file. */
  SAMPAN_METHOD(HRESULT,
      GetTransportType)(SAMPAN_THIS_(IWMStreamConfig2) WMT_TRANSPORT_TYPE *pnTransportType) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT,
      SetTransportType)(SAMPAN_THIS_(IWMStreamConfig2) WMT_TRANSPORT_TYPE nTransportType) SAMPAN_PURE;
  /* Declares a property of samples and the most bytes it has; 0xFFFF says that the size varies. A larger property on
     a sample makes WriteSample answer NS_E_DATA_UNIT_EXTENSION_TOO_LARGE. The GUID is passed by value. */
  SAMPAN_METHOD(HRESULT, AddDataUnitExtension)(SAMPAN_THIS_(IWMStreamConfig2) GUID guidExtensionSystemID,
      WORD cbExtensionDataSize, BYTE *pbExtensionSystemInfo, DWORD cbExtensionSystemInfo) SAMPAN_PURE;
  /* How many are declared. */
  SAMPAN_METHOD(HRESULT,
      GetDataUnitExtensionCount)(SAMPAN_THIS_(IWMStreamConfig2) WORD *pcDataUnitExtensions) SAMPAN_PURE;
  /* One of them. E_INVALIDARG from the count on. The information is got as other blocks of bytes are. */
  SAMPAN_METHOD(HRESULT, GetDataUnitExtension)(SAMPAN_THIS_(IWMStreamConfig2) WORD wDataUnitExtensionNumber,
      GUID *pguidExtensionSystemID, WORD *pcbExtensionDataSize, BYTE *pbExtensionSystemInfo,
      DWORD *pcbExtensionSystemInfo) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, RemoveAllDataUnitExtensions)(SAMPAN_THIS(IWMStreamConfig2)) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IWMStreamConfig2_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IWMStreamConfig2_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IWMStreamConfig2_Release(This) (This)->lpVtbl->Release(This)
#define IWMStreamConfig2_GetStreamType(This, pguidStreamType) (This)->lpVtbl->GetStreamType(This, pguidStreamType)
#define IWMStreamConfig2_GetStreamNumber(This, pwStreamNum) (This)->lpVtbl->GetStreamNumber(This, pwStreamNum)
#define IWMStreamConfig2_SetStreamNumber(This, wStreamNum) (This)->lpVtbl->SetStreamNumber(This, wStreamNum)
#define IWMStreamConfig2_GetStreamName(This, pwszStreamName, pcchStreamName) \
  (This)->lpVtbl->GetStreamName(This, pwszStreamName, pcchStreamName)
#define IWMStreamConfig2_SetStreamName(This, pwszStreamName) (This)->lpVtbl->SetStreamName(This, pwszStreamName)
#define IWMStreamConfig2_GetConnectionName(This, pwszInputName, pcchInputName) \
  (This)->lpVtbl->GetConnectionName(This, pwszInputName, pcchInputName)
#define IWMStreamConfig2_SetConnectionName(This, pwszInputName) (This)->lpVtbl->SetConnectionName(This, pwszInputName)
#define IWMStreamConfig2_GetBitrate(This, pdwBitrate) (This)->lpVtbl->GetBitrate(This, pdwBitrate)
#define IWMStreamConfig2_SetBitrate(This, pdwBitrate) (This)->lpVtbl->SetBitrate(This, pdwBitrate)
#define IWMStreamConfig2_GetBufferWindow(This, pmsBufferWindow) (This)->lpVtbl->GetBufferWindow(This, pmsBufferWindow)
#define IWMStreamConfig2_SetBufferWindow(This, msBufferWindow) (This)->lpVtbl->SetBufferWindow(This, msBufferWindow)
#define IWMStreamConfig2_GetTransportType(This, pnTransportType) (This)->lpVtbl->GetTransportType(This, pnTransportType)
#define IWMStreamConfig2_SetTransportType(This, nTransportType) (This)->lpVtbl->SetTransportType(This, nTransportType)
#define IWMStreamConfig2_AddDataUnitExtension(This, guidExtensionSystemID, cbExtensionDataSize, \
    pbExtensionSystemInfo, cbExtensionSystemInfo) \
  (This)->lpVtbl->AddDataUnitExtension(This, guidExtensionSystemID, cbExtensionDataSize, pbExtensionSystemInfo, \
      cbExtensionSystemInfo)
#define IWMStreamConfig2_GetDataUnitExtensionCount(This, pcDataUnitExtensions) \
  (This)->lpVtbl->GetDataUnitExtensionCount(This, pcDataUnitExtensions)
#define IWMStreamConfig2_GetDataUnitExtension(This, wDataUnitExtensionNumber, pguidExtensionSystemID, \
    pcbExtensionDataSize, pbExtensionSystemInfo, pcbExtensionSystemInfo) \
  (This)->lpVtbl->GetDataUnitExtension(This, wDataUnitExtensionNumber, pguidExtensionSystemID, \
      pcbExtensionDataSize, pbExtensionSystemInfo, pcbExtensionSystemInfo)
#define IWMStreamConfig2_RemoveAllDataUnitExtensions(This) (This)->lpVtbl->RemoveAllDataUnitExtensions(This)
#endif

#endif

#ifndef _WIN32

/* Made by ISampanRuntime::CreateProfile. IWMWriter::SetProfile takes a copy. */
SAMPAN_INTERFACE(IWMProfile, IUnknown) {
  SAMPAN_METHODS_OF_IUnknown(IWMProfile)
  /* WMT_VER_9_0. */
  SAMPAN_METHOD(HRESULT, GetVersion)(SAMPAN_THIS_(IWMProfile) WMT_VERSION *pdwVersion) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, GetName)(SAMPAN_THIS_(IWMProfile) WCHAR *pwszName, DWORD *pcchName) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, SetName)(SAMPAN_THIS_(IWMProfile) const WCHAR *pwszName) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, GetDescription)(SAMPAN_THIS_(IWMProfile) WCHAR *pwszDescription,
      DWORD *pcchDescription) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, SetDescription)(SAMPAN_THIS_(IWMProfile) const WCHAR *pwszDescription) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, GetStreamCount)(SAMPAN_THIS_(IWMProfile) DWORD *pcStreams) SAMPAN_PURE;
  /* A copy of a stream, by index from 0 or by stream number. E_INVALIDARG: there is no such index.
     NS_E_INVALID_STREAM: there is no such number. */
  SAMPAN_METHOD(HRESULT, GetStream)(SAMPAN_THIS_(IWMProfile) DWORD dwStreamIndex,
      IWMStreamConfig **ppConfig) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, GetStreamByNumber)(SAMPAN_THIS_(IWMProfile) WORD wStreamNum,
      IWMStreamConfig **ppConfig) SAMPAN_PURE;
  /* NS_E_INVALID_STREAM: the profile has no stream of that number. */
  SAMPAN_METHOD(HRESULT, RemoveStream)(SAMPAN_THIS_(IWMProfile) IWMStreamConfig *pConfig) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, RemoveStreamByNumber)(SAMPAN_THIS_(IWMProfile) WORD wStreamNum) SAMPAN_PURE;
  /* Adds a copy of the stream. ASF_E_STREAMNUMBERINUSE: its number is taken. */
  SAMPAN_METHOD(HRESULT, AddStream)(SAMPAN_THIS_(IWMProfile) IWMStreamConfig *pConfig) SAMPAN_PURE;
  /* Replaces the stream of the same number. */
  SAMPAN_METHOD(HRESULT, ReconfigStream)(SAMPAN_THIS_(IWMProfile) IWMStreamConfig *pConfig) SAMPAN_PURE;
  /* A stream to be set up and then added, WMMEDIATYPE_Video or WMMEDIATYPE_Audio. E_INVALIDARG: another type. */
  SAMPAN_METHOD(HRESULT, CreateNewStream)(SAMPAN_THIS_(IWMProfile) REFGUID guidStreamType,
      IWMStreamConfig **ppConfig) SAMPAN_PURE;
  /* 0: streams are not alternatives of each other here. The four below answer E_NOTIMPL. */
  SAMPAN_METHOD(HRESULT, GetMutualExclusionCount)(SAMPAN_THIS_(IWMProfile) DWORD *pcME) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, GetMutualExclusion)(SAMPAN_THIS_(IWMProfile) DWORD dwMEIndex,
      IWMMutualExclusion **ppME) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, RemoveMutualExclusion)(SAMPAN_THIS_(IWMProfile) IWMMutualExclusion *pME) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, AddMutualExclusion)(SAMPAN_THIS_(IWMProfile) IWMMutualExclusion *pME) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, CreateNewMutualExclusion)(SAMPAN_THIS_(IWMProfile) IWMMutualExclusion **ppME) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IWMProfile_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IWMProfile_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IWMProfile_Release(This) (This)->lpVtbl->Release(This)
#define IWMProfile_GetVersion(This, pdwVersion) (This)->lpVtbl->GetVersion(This, pdwVersion)
#define IWMProfile_GetName(This, pwszName, pcchName) (This)->lpVtbl->GetName(This, pwszName, pcchName)
#define IWMProfile_SetName(This, pwszName) (This)->lpVtbl->SetName(This, pwszName)
#define IWMProfile_GetDescription(This, pwszDescription, pcchDescription) \
  (This)->lpVtbl->GetDescription(This, pwszDescription, pcchDescription)
#define IWMProfile_SetDescription(This, pwszDescription) (This)->lpVtbl->SetDescription(This, pwszDescription)
#define IWMProfile_GetStreamCount(This, pcStreams) (This)->lpVtbl->GetStreamCount(This, pcStreams)
#define IWMProfile_GetStream(This, dwStreamIndex, ppConfig) (This)->lpVtbl->GetStream(This, dwStreamIndex, ppConfig)
#define IWMProfile_GetStreamByNumber(This, wStreamNum, ppConfig) \
  (This)->lpVtbl->GetStreamByNumber(This, wStreamNum, ppConfig)
#define IWMProfile_RemoveStream(This, pConfig) (This)->lpVtbl->RemoveStream(This, pConfig)
#define IWMProfile_RemoveStreamByNumber(This, wStreamNum) (This)->lpVtbl->RemoveStreamByNumber(This, wStreamNum)
#define IWMProfile_AddStream(This, pConfig) (This)->lpVtbl->AddStream(This, pConfig)
#define IWMProfile_ReconfigStream(This, pConfig) (This)->lpVtbl->ReconfigStream(This, pConfig)
#define IWMProfile_CreateNewStream(This, guidStreamType, ppConfig) \
  (This)->lpVtbl->CreateNewStream(This, guidStreamType, ppConfig)
#define IWMProfile_GetMutualExclusionCount(This, pcME) (This)->lpVtbl->GetMutualExclusionCount(This, pcME)
#define IWMProfile_GetMutualExclusion(This, dwMEIndex, ppME) (This)->lpVtbl->GetMutualExclusion(This, dwMEIndex, ppME)
#define IWMProfile_RemoveMutualExclusion(This, pME) (This)->lpVtbl->RemoveMutualExclusion(This, pME)
#define IWMProfile_AddMutualExclusion(This, pME) (This)->lpVtbl->AddMutualExclusion(This, pME)
#define IWMProfile_CreateNewMutualExclusion(This, ppME) (This)->lpVtbl->CreateNewMutualExclusion(This, ppME)
#endif

/* ---- The writer ------------------------------------------------------------------------------------------------- */

/* Implemented by native code and called by the writer, or by the runtime for native callers: a file. The writer calls
   OnHeader before every OnDataUnit and OnEndWriting last, one call at a time. A failure ends the writing; EndWriting
   returns it. What comes are the bytes of an ASF file: header, packets of one size, and for video pieces of an index,
   which are no larger. */
SAMPAN_INTERFACE(IWMWriterSink, IUnknown) {
  SAMPAN_METHODS_OF_IUnknown(IWMWriterSink)
  /* The file's header. It comes again before the end, as long as the first, to be written over it. The buffer is
     borrowed. */
  SAMPAN_METHOD(HRESULT, OnHeader)(SAMPAN_THIS_(IWMWriterSink) INSSBuffer *pHeader) SAMPAN_PURE;
  /* Whether data units are to come at the speed of their time stamps. */
  SAMPAN_METHOD(HRESULT, IsRealTime)(SAMPAN_THIS_(IWMWriterSink) WINBOOL *pfRealTime) SAMPAN_PURE;
  /* A buffer of at least cbDataUnit bytes, with a reference for the writer. */
  SAMPAN_METHOD(HRESULT, AllocateDataUnit)(SAMPAN_THIS_(IWMWriterSink) DWORD cbDataUnit,
      INSSBuffer **ppDataUnit) SAMPAN_PURE;
  /* A buffer that AllocateDataUnit gave, filled. It is borrowed: AddRef to keep it. */
  SAMPAN_METHOD(HRESULT, OnDataUnit)(SAMPAN_THIS_(IWMWriterSink) INSSBuffer *pDataUnit) SAMPAN_PURE;
  /* There is no more, also where writing has failed or was given up. */
  SAMPAN_METHOD(HRESULT, OnEndWriting)(SAMPAN_THIS(IWMWriterSink)) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IWMWriterSink_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IWMWriterSink_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IWMWriterSink_Release(This) (This)->lpVtbl->Release(This)
#define IWMWriterSink_OnHeader(This, pHeader) (This)->lpVtbl->OnHeader(This, pHeader)
#define IWMWriterSink_IsRealTime(This, pfRealTime) (This)->lpVtbl->IsRealTime(This, pfRealTime)
#define IWMWriterSink_AllocateDataUnit(This, cbDataUnit, ppDataUnit) \
  (This)->lpVtbl->AllocateDataUnit(This, cbDataUnit, ppDataUnit)
#define IWMWriterSink_OnDataUnit(This, pDataUnit) (This)->lpVtbl->OnDataUnit(This, pDataUnit)
#define IWMWriterSink_OnEndWriting(This) (This)->lpVtbl->OnEndWriting(This)
#endif

/* Made by ISampanRuntime::CreateWriter. QueryInterface also gives IWMWriterAdvanced, 2 and 3. Its last reference gives
   the writing up. In "not while writing" below the code is NS_E_INVALID_REQUEST, which stands for NS_E_INVALID_STATE
   too. */
SAMPAN_INTERFACE(IWMWriter, IUnknown) {
  SAMPAN_METHODS_OF_IUnknown(IWMWriter)
  /* E_UNEXPECTED: there are no system profiles. */
  SAMPAN_METHOD(HRESULT, SetProfileByID)(SAMPAN_THIS_(IWMWriter) REFGUID guidProfile) SAMPAN_PURE;
  /* Says which streams are written: one input per stream, in the profile's order. Takes a copy. Not while writing.
     NS_E_INVALIDPROFILE: no streams. NS_E_INVALID_STREAM: a stream is not complete. */
  SAMPAN_METHOD(HRESULT, SetProfile)(SAMPAN_THIS_(IWMWriter) IWMProfile *pProfile) SAMPAN_PURE;
  /* Adds a file as sink 0. Not while writing. NS_E_FILE_OPEN_FAILED: it cannot be made. */
  SAMPAN_METHOD(HRESULT, SetOutputFilename)(SAMPAN_THIS_(IWMWriter) const WCHAR *pwszFilename) SAMPAN_PURE;
  /* How many inputs there are: 0 before SetProfile. E_INVALIDARG for a null pointer. */
  SAMPAN_METHOD(HRESULT, GetInputCount)(SAMPAN_THIS_(IWMWriter) DWORD *pcInputs) SAMPAN_PURE;
  /* A copy of what the input is set to take. E_INVALIDARG: there is no such input. */
  SAMPAN_METHOD(HRESULT, GetInputProps)(SAMPAN_THIS_(IWMWriter) DWORD dwInputNum,
      IWMInputMediaProps **ppInput) SAMPAN_PURE;
  /* Says what the input takes; NULL: samples that are compressed already, by WriteStreamSample. Not while writing.
     E_INVALIDARG: there is no such input. NS_E_INVALID_INPUT_FORMAT: it cannot take that. */
  SAMPAN_METHOD(HRESULT, SetInputProps)(SAMPAN_THIS_(IWMWriter) DWORD dwInputNum,
      IWMInputMediaProps *pInput) SAMPAN_PURE;
  /* How many formats an input can be set to, and each of them. E_INVALIDARG: there is no such input or format, or a
     null pointer. */
  SAMPAN_METHOD(HRESULT, GetInputFormatCount)(SAMPAN_THIS_(IWMWriter) DWORD dwInputNumber,
      DWORD *pcFormats) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, GetInputFormat)(SAMPAN_THIS_(IWMWriter) DWORD dwInputNumber, DWORD dwFormatNumber,
      IWMInputMediaProps **pProps) SAMPAN_PURE;
  /* NS_E_NOT_CONFIGURED: no profile, or no sink. NS_E_INVALID_REQUEST: it is writing already.
     NS_E_VIDEO_CODEC_NOT_INSTALLED and its like: there is no encoder. May begin again after EndWriting. */
  SAMPAN_METHOD(HRESULT, BeginWriting)(SAMPAN_THIS(IWMWriter)) SAMPAN_PURE;
  /* Waits until everything is written, and ends the file. NS_E_INVALID_REQUEST: it is not writing. NS_E_FILE_WRITE,
     or what a sink answered, if something could not be written. */
  SAMPAN_METHOD(HRESULT, EndWriting)(SAMPAN_THIS(IWMWriter)) SAMPAN_PURE;
  /* A buffer for a sample, as IWMSBufferAllocator::AllocateBuffer. NS_E_INVALID_REQUEST: it is not writing. */
  SAMPAN_METHOD(HRESULT, AllocateSample)(SAMPAN_THIS_(IWMWriter) DWORD dwSampleSize, INSSBuffer **ppSample) SAMPAN_PURE;
  /* Hands the sample over: WM_SF_... flags, time in 100 ns. It may be any INSSBuffer, also one of the caller's own
     making. Where this fails the sample stays the caller's. NS_E_INVALID_REQUEST: it is not writing, or the sample
     was written before. E_INVALIDARG: no such input, an empty sample, or one of the caller's own making, which is
     copied, that is larger than those of the writer. NS_E_LATE_OPERATION: the streams' times differ by more than the
     tolerance. NS_E_INVALID_DATA: its time is not later than that of the one before, it is too short for a picture, or
     no whole number of blocks of sound. NS_E_TOO_MUCH_DATA: a live source that is too fast.
     NS_E_DATA_UNIT_EXTENSION_TOO_LARGE: a property is larger than declared. */
  SAMPAN_METHOD(HRESULT, WriteSample)(SAMPAN_THIS_(IWMWriter) DWORD dwInputNum, QWORD cnsSampleTime, DWORD dwFlags,
      INSSBuffer *pSample) SAMPAN_PURE;
  /* S_OK, and nothing else. */
  SAMPAN_METHOD(HRESULT, Flush)(SAMPAN_THIS(IWMWriter)) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IWMWriter_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IWMWriter_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IWMWriter_Release(This) (This)->lpVtbl->Release(This)
#define IWMWriter_SetProfileByID(This, guidProfile) (This)->lpVtbl->SetProfileByID(This, guidProfile)
#define IWMWriter_SetProfile(This, pProfile) (This)->lpVtbl->SetProfile(This, pProfile)
#define IWMWriter_SetOutputFilename(This, pwszFilename) (This)->lpVtbl->SetOutputFilename(This, pwszFilename)
#define IWMWriter_GetInputCount(This, pcInputs) (This)->lpVtbl->GetInputCount(This, pcInputs)
#define IWMWriter_GetInputProps(This, dwInputNum, ppInput) (This)->lpVtbl->GetInputProps(This, dwInputNum, ppInput)
#define IWMWriter_SetInputProps(This, dwInputNum, pInput) (This)->lpVtbl->SetInputProps(This, dwInputNum, pInput)
#define IWMWriter_GetInputFormatCount(This, dwInputNumber, pcFormats) \
  (This)->lpVtbl->GetInputFormatCount(This, dwInputNumber, pcFormats)
#define IWMWriter_GetInputFormat(This, dwInputNumber, dwFormatNumber, pProps) \
  (This)->lpVtbl->GetInputFormat(This, dwInputNumber, dwFormatNumber, pProps)
#define IWMWriter_BeginWriting(This) (This)->lpVtbl->BeginWriting(This)
#define IWMWriter_EndWriting(This) (This)->lpVtbl->EndWriting(This)
#define IWMWriter_AllocateSample(This, dwSampleSize, ppSample) \
  (This)->lpVtbl->AllocateSample(This, dwSampleSize, ppSample)
#define IWMWriter_WriteSample(This, dwInputNum, cnsSampleTime, dwFlags, pSample) \
  (This)->lpVtbl->WriteSample(This, dwInputNum, cnsSampleTime, dwFlags, pSample)
#define IWMWriter_Flush(This) (This)->lpVtbl->Flush(This)
#endif

SAMPAN_INTERFACE(IWMWriterAdvanced, IUnknown) {
  SAMPAN_METHODS_OF_IUnknown(IWMWriterAdvanced)
  SAMPAN_METHOD(HRESULT, GetSinkCount)(SAMPAN_THIS_(IWMWriterAdvanced) DWORD *pcSinks) SAMPAN_PURE;
  /* E_INVALIDARG: null, or no such sink. */
  SAMPAN_METHOD(HRESULT, GetSink)(SAMPAN_THIS_(IWMWriterAdvanced) DWORD dwSinkNum, IWMWriterSink **ppSink) SAMPAN_PURE;
  /* Keeps a reference. Not while writing. E_INVALIDARG: null. */
  SAMPAN_METHOD(HRESULT, AddSink)(SAMPAN_THIS_(IWMWriterAdvanced) IWMWriterSink *pSink) SAMPAN_PURE;
  /* NULL removes all. Not while writing. S_FALSE: it is not a sink of this writer. */
  SAMPAN_METHOD(HRESULT, RemoveSink)(SAMPAN_THIS_(IWMWriterAdvanced) IWMWriterSink *pSink) SAMPAN_PURE;
  /* As WriteSample, of a sample that is compressed already, by stream number. The caller marks key frames. The send
     time and the duration are not looked at. */
  SAMPAN_METHOD(HRESULT, WriteStreamSample)(SAMPAN_THIS_(IWMWriterAdvanced) WORD wStreamNum, QWORD cnsSampleTime,
      DWORD msSampleSendTime, QWORD cnsSampleDuration, DWORD dwFlags, INSSBuffer *pSample) SAMPAN_PURE;
  /* Whether samples come at the speed of their time stamps. FALSE at first. */
  SAMPAN_METHOD(HRESULT, SetLiveSource)(SAMPAN_THIS_(IWMWriterAdvanced) WINBOOL fIsLiveSource) SAMPAN_PURE;
  /* Whether a sink wants real time. */
  SAMPAN_METHOD(HRESULT, IsRealTime)(SAMPAN_THIS_(IWMWriterAdvanced) WINBOOL *pfRealTime) SAMPAN_PURE;
  /* The time of the last sample written, in 100 ns. */
  SAMPAN_METHOD(HRESULT, GetWriterTime)(SAMPAN_THIS_(IWMWriterAdvanced) QWORD *pCurrentTime) SAMPAN_PURE;
  /* Of a stream, or with 0 of all. NS_E_INVALID_STREAM: there is no such stream. */
  SAMPAN_METHOD(HRESULT, GetStatistics)(SAMPAN_THIS_(IWMWriterAdvanced) WORD wStreamNum,
      WM_WRITER_STATISTICS *pStats) SAMPAN_PURE;
  /* How far the times of streams may be apart, in ms. 3000 at first. */
  SAMPAN_METHOD(HRESULT, SetSyncTolerance)(SAMPAN_THIS_(IWMWriterAdvanced) DWORD msWindow) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, GetSyncTolerance)(SAMPAN_THIS_(IWMWriterAdvanced) DWORD *pmsWindow) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IWMWriterAdvanced_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IWMWriterAdvanced_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IWMWriterAdvanced_Release(This) (This)->lpVtbl->Release(This)
#define IWMWriterAdvanced_GetSinkCount(This, pcSinks) (This)->lpVtbl->GetSinkCount(This, pcSinks)
#define IWMWriterAdvanced_GetSink(This, dwSinkNum, ppSink) (This)->lpVtbl->GetSink(This, dwSinkNum, ppSink)
#define IWMWriterAdvanced_AddSink(This, pSink) (This)->lpVtbl->AddSink(This, pSink)
#define IWMWriterAdvanced_RemoveSink(This, pSink) (This)->lpVtbl->RemoveSink(This, pSink)
#define IWMWriterAdvanced_WriteStreamSample(This, wStreamNum, cnsSampleTime, msSampleSendTime, cnsSampleDuration, \
    dwFlags, pSample) \
  (This)->lpVtbl->WriteStreamSample(This, wStreamNum, cnsSampleTime, msSampleSendTime, cnsSampleDuration, dwFlags, \
      pSample)
#define IWMWriterAdvanced_SetLiveSource(This, fIsLiveSource) (This)->lpVtbl->SetLiveSource(This, fIsLiveSource)
#define IWMWriterAdvanced_IsRealTime(This, pfRealTime) (This)->lpVtbl->IsRealTime(This, pfRealTime)
#define IWMWriterAdvanced_GetWriterTime(This, pCurrentTime) (This)->lpVtbl->GetWriterTime(This, pCurrentTime)
#define IWMWriterAdvanced_GetStatistics(This, wStreamNum, pStats) \
  (This)->lpVtbl->GetStatistics(This, wStreamNum, pStats)
#define IWMWriterAdvanced_SetSyncTolerance(This, msWindow) (This)->lpVtbl->SetSyncTolerance(This, msWindow)
#define IWMWriterAdvanced_GetSyncTolerance(This, pmsWindow) (This)->lpVtbl->GetSyncTolerance(This, pmsWindow)
#endif

SAMPAN_INTERFACE(IWMWriterAdvanced2, IWMWriterAdvanced) {
  SAMPAN_METHODS_OF_IUnknown(IWMWriterAdvanced2)
  SAMPAN_METHODS_OF_IWMWriterAdvanced(IWMWriterAdvanced2)
  /* Both answer E_NOTIMPL: there are no settings. */
  SAMPAN_METHOD(HRESULT, GetInputSetting)(SAMPAN_THIS_(IWMWriterAdvanced2) DWORD dwInputNum, LPCWSTR pszName,
      WMT_ATTR_DATATYPE *pType, BYTE *pValue, WORD *pcbLength) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, SetInputSetting)(SAMPAN_THIS_(IWMWriterAdvanced2) DWORD dwInputNum, LPCWSTR pszName,
      WMT_ATTR_DATATYPE Type, const BYTE *pValue, WORD cbLength) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IWMWriterAdvanced2_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IWMWriterAdvanced2_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IWMWriterAdvanced2_Release(This) (This)->lpVtbl->Release(This)
#define IWMWriterAdvanced2_GetSinkCount(This, pcSinks) (This)->lpVtbl->GetSinkCount(This, pcSinks)
#define IWMWriterAdvanced2_GetSink(This, dwSinkNum, ppSink) (This)->lpVtbl->GetSink(This, dwSinkNum, ppSink)
#define IWMWriterAdvanced2_AddSink(This, pSink) (This)->lpVtbl->AddSink(This, pSink)
#define IWMWriterAdvanced2_RemoveSink(This, pSink) (This)->lpVtbl->RemoveSink(This, pSink)
#define IWMWriterAdvanced2_WriteStreamSample(This, wStreamNum, cnsSampleTime, msSampleSendTime, cnsSampleDuration, \
    dwFlags, pSample) \
  (This)->lpVtbl->WriteStreamSample(This, wStreamNum, cnsSampleTime, msSampleSendTime, cnsSampleDuration, dwFlags, \
      pSample)
#define IWMWriterAdvanced2_SetLiveSource(This, fIsLiveSource) (This)->lpVtbl->SetLiveSource(This, fIsLiveSource)
#define IWMWriterAdvanced2_IsRealTime(This, pfRealTime) (This)->lpVtbl->IsRealTime(This, pfRealTime)
#define IWMWriterAdvanced2_GetWriterTime(This, pCurrentTime) (This)->lpVtbl->GetWriterTime(This, pCurrentTime)
#define IWMWriterAdvanced2_GetStatistics(This, wStreamNum, pStats) \
  (This)->lpVtbl->GetStatistics(This, wStreamNum, pStats)
#define IWMWriterAdvanced2_SetSyncTolerance(This, msWindow) (This)->lpVtbl->SetSyncTolerance(This, msWindow)
#define IWMWriterAdvanced2_GetSyncTolerance(This, pmsWindow) (This)->lpVtbl->GetSyncTolerance(This, pmsWindow)
#define IWMWriterAdvanced2_GetInputSetting(This, dwInputNum, pszName, pType, pValue, pcbLength) \
  (This)->lpVtbl->GetInputSetting(This, dwInputNum, pszName, pType, pValue, pcbLength)
#define IWMWriterAdvanced2_SetInputSetting(This, dwInputNum, pszName, Type, pValue, cbLength) \
  (This)->lpVtbl->SetInputSetting(This, dwInputNum, pszName, Type, pValue, cbLength)
#endif

SAMPAN_INTERFACE(IWMWriterAdvanced3, IWMWriterAdvanced2) {
  SAMPAN_METHODS_OF_IUnknown(IWMWriterAdvanced3)
  SAMPAN_METHODS_OF_IWMWriterAdvanced(IWMWriterAdvanced3)
  SAMPAN_METHODS_OF_IWMWriterAdvanced2(IWMWriterAdvanced3)
  /* As GetStatistics. */
  SAMPAN_METHOD(HRESULT, GetStatisticsEx)(SAMPAN_THIS_(IWMWriterAdvanced3) WORD wStreamNum,
      WM_WRITER_STATISTICS_EX *pStats) SAMPAN_PURE;
  /* S_OK. From then on WriteSample drops a sample, and counts it, where it would have to wait. */
  SAMPAN_METHOD(HRESULT, SetNonBlocking)(SAMPAN_THIS(IWMWriterAdvanced3)) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define IWMWriterAdvanced3_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IWMWriterAdvanced3_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IWMWriterAdvanced3_Release(This) (This)->lpVtbl->Release(This)
#define IWMWriterAdvanced3_GetSinkCount(This, pcSinks) (This)->lpVtbl->GetSinkCount(This, pcSinks)
#define IWMWriterAdvanced3_GetSink(This, dwSinkNum, ppSink) (This)->lpVtbl->GetSink(This, dwSinkNum, ppSink)
#define IWMWriterAdvanced3_AddSink(This, pSink) (This)->lpVtbl->AddSink(This, pSink)
#define IWMWriterAdvanced3_RemoveSink(This, pSink) (This)->lpVtbl->RemoveSink(This, pSink)
#define IWMWriterAdvanced3_WriteStreamSample(This, wStreamNum, cnsSampleTime, msSampleSendTime, cnsSampleDuration, \
    dwFlags, pSample) \
  (This)->lpVtbl->WriteStreamSample(This, wStreamNum, cnsSampleTime, msSampleSendTime, cnsSampleDuration, dwFlags, \
      pSample)
#define IWMWriterAdvanced3_SetLiveSource(This, fIsLiveSource) (This)->lpVtbl->SetLiveSource(This, fIsLiveSource)
#define IWMWriterAdvanced3_IsRealTime(This, pfRealTime) (This)->lpVtbl->IsRealTime(This, pfRealTime)
#define IWMWriterAdvanced3_GetWriterTime(This, pCurrentTime) (This)->lpVtbl->GetWriterTime(This, pCurrentTime)
#define IWMWriterAdvanced3_GetStatistics(This, wStreamNum, pStats) \
  (This)->lpVtbl->GetStatistics(This, wStreamNum, pStats)
#define IWMWriterAdvanced3_SetSyncTolerance(This, msWindow) (This)->lpVtbl->SetSyncTolerance(This, msWindow)
#define IWMWriterAdvanced3_GetSyncTolerance(This, pmsWindow) (This)->lpVtbl->GetSyncTolerance(This, pmsWindow)
#define IWMWriterAdvanced3_GetInputSetting(This, dwInputNum, pszName, pType, pValue, pcbLength) \
  (This)->lpVtbl->GetInputSetting(This, dwInputNum, pszName, pType, pValue, pcbLength)
#define IWMWriterAdvanced3_SetInputSetting(This, dwInputNum, pszName, Type, pValue, cbLength) \
  (This)->lpVtbl->SetInputSetting(This, dwInputNum, pszName, Type, pValue, cbLength)
#define IWMWriterAdvanced3_GetStatisticsEx(This, wStreamNum, pStats) \
  (This)->lpVtbl->GetStatisticsEx(This, wStreamNum, pStats)
#define IWMWriterAdvanced3_SetNonBlocking(This) (This)->lpVtbl->SetNonBlocking(This)
#endif

#endif

/* ---- The runtime ------------------------------------------------------------------------------------------------ */

/*
 * The runtime may be newer or older than this header. GetVersion is the same in all versions: a program goes on if
 * the upper 16 bits of the number are those of SAMPAN_VERSION, and calls a method only if the table is large enough
 * to have it.
 *
 * Each structure begins with its size as the caller knows it, sizeof(structure). What is behind that size has its
 * default, and is not written. E_INVALIDARG if the size is below that of version 1.0, or an unknown flag is set.
 * Where options may be NULL all have their defaults. Strings are UTF-8.
 */
#define SAMPAN_VERSION 0x00010000u

/* SampanAllocatorOptions.flags */
#define SAMPAN_ZERO_ON_RETURN 1u /* bytes become 0 when a sample comes back */
#define SAMPAN_GUARD_PAGES 2u    /* a page before and after each sample that cannot be accessed */
#define SAMPAN_HUGE_PAGES 4u     /* huge pages where the system has them */
#define SAMPAN_TRACK 8u          /* remember where each sample was allocated, for reports */

/* wait_ms */
#define SAMPAN_WAIT_FOREVER 0xFFFFFFFFu

typedef struct SampanAllocatorOptions {
  uint32_t size;
  uint32_t flags;
  const char *name;     /* appears in messages; must not be empty */
  uint32_t sample_size; /* the most bytes a buffer can have, at least 1 */
  uint32_t count;       /* how many samples there are, at least 1 */
  uint32_t wait_ms;     /* how long an allocation waits for a sample to come back; 0 does not wait */
  uint32_t reserved;    /* 0 */
} SampanAllocatorOptions;

typedef struct SampanWriterOptions {
  uint32_t size;
  uint32_t flags;                 /* 0 */
  const char *name;               /* appears in messages; NULL for one that is made up */
  IWMSBufferAllocator *allocator; /* where AllocateSample takes from; NULL for one of the writer's own: */
  uint32_t sample_size;           /* its sample size; 0 for what the profile's largest sample needs */
  uint32_t sample_count;          /* its samples; 0 for 8 */
  uint32_t wait_ms;               /* its wait limit */
  uint32_t reserved;              /* 0 */
} SampanWriterOptions;

/* How a sample came back. */
#define SAMPAN_RELEASED 0u  /* its last holder let go */
#define SAMPAN_CANCELLED 1u /* it was never written */
#define SAMPAN_RECOVERED 2u /* its holder was lost */

typedef struct SampanRelease {
  uint32_t size;
  uint32_t reason;    /* SAMPAN_RELEASED, ... */
  uint64_t handle;    /* stale now */
  uint64_t length;    /* bytes that were in use */
  const char *holder; /* who let go last; valid until the handler returns */
  uint64_t held_ms;   /* from allocation to return, by a clock that ticks once a millisecond */
} SampanRelease;

/* Is told, once per return. The structure is valid until it returns. It must not throw or longjmp. */
typedef void (*SampanReleaseHandler)(void *context, const SampanRelease *release);

typedef struct SampanAllocatorStatistics {
  uint32_t size;
  uint32_t capacity;    /* samples there are */
  uint32_t free_count;  /* samples that are free */
  uint32_t out;         /* samples that are not */
  uint32_t high_water;  /* most samples that were out at once */
  uint32_t sample_size; /* bytes */
  uint32_t page_size;   /* bytes */
  uint32_t reserved;
  uint64_t allocated;   /* buffers given out */
  uint64_t returned;    /* samples that came back */
  uint64_t waits;       /* allocations that had to wait */
  uint64_t exhausted;   /* allocations that got nothing */
  uint64_t recovered;   /* samples whose holder was lost */
  uint64_t misuses;     /* releases, references and hand-offs that were refused */
} SampanAllocatorStatistics;

typedef struct SampanRuntimeStatistics {
  uint32_t size;
  uint32_t allocators;    /* that are open, of Java's making too */
  uint32_t writers;       /* of native making, that have references */
  uint32_t samples_out;   /* of all allocators, closed ones too */
  uint64_t mapped_bytes;  /* memory of all of them */
  uint64_t refused;       /* calls on stale or forged pointers and handles */
  uint64_t java_errors;   /* exceptions that became a code at the border */
  uint64_t notifications; /* runs of release handlers, in Java too */
} SampanRuntimeStatistics;

/* What the functions of sampan_inline.h need, which does some calls without a call. */
typedef struct SampanInline SampanInline;

SAMPAN_FORWARD(ISampanRuntime, "049bc661-096e-4bb3-8cb5-d5afc6246dd0")
SAMPAN_INTERFACE(ISampanRuntime, IUnknown) {
  SAMPAN_METHODS_OF_IUnknown(ISampanRuntime)
  /* The number of this interface, and the bytes of its table. */
  SAMPAN_METHOD(HRESULT, GetVersion)(SAMPAN_THIS_(ISampanRuntime) uint32_t *version, uint32_t *table_size) SAMPAN_PURE;
  /* Maps the memory and touches it. E_INVALIDARG: options out of range, guard pages where there are none.
     E_OUTOFMEMORY: the text of the error says how many bytes were asked for, and what the limit is. */
  SAMPAN_METHOD(HRESULT, CreateAllocator)(SAMPAN_THIS_(ISampanRuntime) const SampanAllocatorOptions *options,
      IWMSBufferAllocator **allocator) SAMPAN_PURE;
  /* options may be NULL. The writer keeps a reference to the allocator. E_INVALIDARG: the allocator is not Sampan's. */
  SAMPAN_METHOD(HRESULT, CreateWriter)(SAMPAN_THIS_(ISampanRuntime) const SampanWriterOptions *options,
      IWMWriter **writer) SAMPAN_PURE;
  /* An empty profile. */
  SAMPAN_METHOD(HRESULT, CreateProfile)(SAMPAN_THIS_(ISampanRuntime) IWMProfile **profile) SAMPAN_PURE;
  /* Code and text of the last call on this thread that failed; code may be NULL. size: bytes there are for the text
     and its 0, and bytes it has. Without text only the latter. NS_E_SDK_BUFFERTOOSMALL: the size needed is stored.
     S_FALSE, S_OK as the code and an empty text: none has failed. Does not change what it reports. */
  SAMPAN_METHOD(HRESULT, GetLastErrorInfo)(SAMPAN_THIS_(ISampanRuntime) HRESULT *code, char *text,
      uint32_t *size) SAMPAN_PURE;
  /* Sets, replaces or, with NULL, removes the one handler of an allocator, also one set by SetCallback. When this
     returns the old one does not start again, and unless called inside a notification it is not running either: then
     its context may go. E_INVALIDARG: the allocator is not one of Sampan's. */
  SAMPAN_METHOD(HRESULT, SetReleaseHandler)(SAMPAN_THIS_(ISampanRuntime) IWMSBufferAllocator *allocator,
      SampanReleaseHandler handler, void *context) SAMPAN_PURE;
  /* The handle of a buffer. It is good as long as the sample has a reference, whoever has it. E_INVALIDARG: the
     buffer is not one of Sampan's. E_HANDLE: it was released. */
  SAMPAN_METHOD(HRESULT, HandleFromBuffer)(SAMPAN_THIS_(ISampanRuntime) INSSBuffer *buffer,
      uint64_t *handle) SAMPAN_PURE;
  /* A buffer with a reference of its own. E_HANDLE: the handle is stale or forged. */
  SAMPAN_METHOD(HRESULT, BufferFromHandle)(SAMPAN_THIS_(ISampanRuntime) uint64_t handle,
      INSSBuffer4 **buffer) SAMPAN_PURE;
  /* One reference more or less. count may be NULL; it becomes what AddRef or Release would return. E_HANDLE: the
     handle is stale or forged; nothing changes. */
  SAMPAN_METHOD(HRESULT, AddRefHandle)(SAMPAN_THIS_(ISampanRuntime) uint64_t handle, uint32_t *count) SAMPAN_PURE;
  SAMPAN_METHOD(HRESULT, ReleaseHandle)(SAMPAN_THIS_(ISampanRuntime) uint64_t handle, uint32_t *count) SAMPAN_PURE;
  /* What an allocator has done so far. E_INVALIDARG: the allocator is not one of Sampan's, or the size is too small. */
  SAMPAN_METHOD(HRESULT, GetAllocatorStatistics)(SAMPAN_THIS_(ISampanRuntime) IWMSBufferAllocator *allocator,
      SampanAllocatorStatistics *statistics) SAMPAN_PURE;
  /* What the runtime has done so far. E_INVALIDARG: the size is too small. */
  SAMPAN_METHOD(HRESULT, GetStatistics)(SAMPAN_THIS_(ISampanRuntime) SampanRuntimeStatistics *statistics) SAMPAN_PURE;
  /* For sampan_inline_get of sampan_inline.h, which see. inlined: its size and version are set. allocator may be NULL.
     E_NOTIMPL: this runtime has another version. E_INVALIDARG: the allocator is not one of Sampan's. */
  SAMPAN_METHOD(HRESULT, GetInline)(SAMPAN_THIS_(ISampanRuntime) IWMSBufferAllocator *allocator,
      SampanInline *inlined) SAMPAN_PURE;
};

#ifndef SAMPAN_CLASSES
#define ISampanRuntime_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define ISampanRuntime_AddRef(This) (This)->lpVtbl->AddRef(This)
#define ISampanRuntime_Release(This) (This)->lpVtbl->Release(This)
#define ISampanRuntime_GetVersion(This, version, table_size) (This)->lpVtbl->GetVersion(This, version, table_size)
#define ISampanRuntime_CreateAllocator(This, options, allocator) \
  (This)->lpVtbl->CreateAllocator(This, options, allocator)
#define ISampanRuntime_CreateWriter(This, options, writer) (This)->lpVtbl->CreateWriter(This, options, writer)
#define ISampanRuntime_CreateProfile(This, profile) (This)->lpVtbl->CreateProfile(This, profile)
#define ISampanRuntime_GetLastErrorInfo(This, code, text, size) (This)->lpVtbl->GetLastErrorInfo(This, code, text, size)
#define ISampanRuntime_SetReleaseHandler(This, allocator, handler, context) \
  (This)->lpVtbl->SetReleaseHandler(This, allocator, handler, context)
#define ISampanRuntime_HandleFromBuffer(This, buffer, handle) (This)->lpVtbl->HandleFromBuffer(This, buffer, handle)
#define ISampanRuntime_BufferFromHandle(This, handle, buffer) (This)->lpVtbl->BufferFromHandle(This, handle, buffer)
#define ISampanRuntime_AddRefHandle(This, handle, count) (This)->lpVtbl->AddRefHandle(This, handle, count)
#define ISampanRuntime_ReleaseHandle(This, handle, count) (This)->lpVtbl->ReleaseHandle(This, handle, count)
#define ISampanRuntime_GetAllocatorStatistics(This, allocator, statistics) \
  (This)->lpVtbl->GetAllocatorStatistics(This, allocator, statistics)
#define ISampanRuntime_GetStatistics(This, statistics) (This)->lpVtbl->GetStatistics(This, statistics)
#define ISampanRuntime_GetInline(This, allocator, inlined) (This)->lpVtbl->GetInline(This, allocator, inlined)
#endif

#if defined(SAMPAN_CLASSES) && defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

/* ---- The library: a JVM for programs that have none ------------------------------------------------------------- */

/* A program that Java has loaded gets its ISampanRuntime from Java and needs nothing of this. */

#ifndef SAMPAN_API
#if defined(_WIN32) && defined(SAMPAN_BUILDING_LIBRARY)
#define SAMPAN_API __declspec(dllexport)
#elif defined(__GNUC__) && !defined(_WIN32)
#define SAMPAN_API __attribute__((visibility("default")))
#else
#define SAMPAN_API
#endif
#endif

typedef struct SampanStartOptions {
  uint32_t size;
  uint32_t flags;                 /* 0 */
  const char *libjvm;             /* the file libjvm.so, libjvm.dylib or jvm.dll; NULL: found through java_home */
  const char *java_home;          /* NULL: JAVA_HOME, then java on the path */
  const char *class_path;         /* where Sampan's jars are, if not on the module path; NULL: none */
  const char *module_path;        /* NULL: none */
  const char *const *jvm_options; /* as on the command line, for example -Xmx1g; NULL: none */
  uint32_t jvm_option_count;
  uint32_t reserved; /* 0 */
} SampanStartOptions;

/*
 * Starts a JVM in this process, or joins the one that runs in it, and gives the runtime, with a reference for the
 * caller. options may be NULL. A JVM is started once: later calls, also after sampan_stop, use it and do not look at
 * libjvm, java_home, the paths and the JVM's options. Any thread may call it; two calls at once are made one after
 * the other.
 *
 * S_OK; S_FALSE: the runtime was running, this is it. E_POINTER: runtime is NULL. E_INVALIDARG: the size is too
 * small, or a flag is unknown. SAMPAN_E_JVM_NOT_FOUND, SAMPAN_E_JVM_TOO_OLD, SAMPAN_E_JVM_FAILED,
 * SAMPAN_E_RUNTIME_NOT_FOUND: see there, and ask sampan_last_error.
 */
SAMPAN_API HRESULT sampan_start(const SampanStartOptions *options, ISampanRuntime **runtime);

/*
 * Ends the runtime, and on success the caller's reference to it. Allocators and writers that are still open are
 * closed. From then on every pointer to an object of Sampan's answers MF_E_SHUTDOWN, but for buffers, which were
 * released and answer E_HANDLE. The JVM goes on until the process ends, and sampan_start gives a new runtime.
 *
 * SAMPAN_E_SAMPLES_HELD: samples are out, nothing has changed; the text of the error says who holds them. E_POINTER:
 * runtime is NULL. E_HANDLE: this is no runtime. MF_E_SHUTDOWN: it was stopped before, or the JVM has ended.
 * NS_E_INVALID_REQUEST: called inside a notification.
 */
SAMPAN_API HRESULT sampan_stop(ISampanRuntime *runtime);

/* As ISampanRuntime::GetLastErrorInfo, also for sampan_start and sampan_stop, and where there is no runtime. */
SAMPAN_API HRESULT sampan_last_error(HRESULT *code, char *text, uint32_t *size);

#ifdef __cplusplus
}
#endif

/* ---- Identifiers as constants ----------------------------------------------------------------------------------- */

#ifdef _WIN32

/* What the system's headers have not declared. */
#ifdef SAMPAN_DECLARES_INSSBuffer4
SAMPAN_DEFINE_GUID(IID_INSSBuffer4, SAMPAN_IID_INSSBuffer4);
#endif
#ifdef SAMPAN_DECLARES_IWMSBufferAllocator
SAMPAN_DEFINE_GUID(IID_IWMSBufferAllocator, SAMPAN_IID_IWMSBufferAllocator);
#endif
#ifdef SAMPAN_DECLARES_IWMStreamConfig2
SAMPAN_DEFINE_GUID(IID_IWMStreamConfig2, SAMPAN_IID_IWMStreamConfig2);
#endif
SAMPAN_DEFINE_GUID(IID_ISampanRuntime, SAMPAN_IID_ISampanRuntime);

#ifdef __MINGW32__
SAMPAN_DEFINE_GUID(Sampan_WMMEDIASUBTYPE_WMAudioV8, SAMPAN_GUID_WMMEDIASUBTYPE_WMAudioV8);
#define WMMEDIASUBTYPE_WMAudioV8 Sampan_WMMEDIASUBTYPE_WMAudioV8
SAMPAN_DEFINE_GUID(Sampan_WMFORMAT_VideoInfo, SAMPAN_GUID_WMFORMAT_VideoInfo);
#define WMFORMAT_VideoInfo Sampan_WMFORMAT_VideoInfo
SAMPAN_DEFINE_GUID(Sampan_WMFORMAT_WaveFormatEx, SAMPAN_GUID_WMFORMAT_WaveFormatEx);
#define WMFORMAT_WaveFormatEx Sampan_WMFORMAT_WaveFormatEx
SAMPAN_DEFINE_GUID(Sampan_WM_SampleExtensionGUID_Timecode, SAMPAN_GUID_WM_SampleExtensionGUID_Timecode);
#define WM_SampleExtensionGUID_Timecode Sampan_WM_SampleExtensionGUID_Timecode
SAMPAN_DEFINE_GUID(Sampan_WM_SampleExtensionGUID_ContentType, SAMPAN_GUID_WM_SampleExtensionGUID_ContentType);
#define WM_SampleExtensionGUID_ContentType Sampan_WM_SampleExtensionGUID_ContentType
SAMPAN_DEFINE_GUID(Sampan_WM_SampleExtensionGUID_PixelAspectRatio, SAMPAN_GUID_WM_SampleExtensionGUID_PixelAspectRatio);
#define WM_SampleExtensionGUID_PixelAspectRatio Sampan_WM_SampleExtensionGUID_PixelAspectRatio
SAMPAN_DEFINE_GUID(Sampan_WM_SampleExtensionGUID_SampleDuration, SAMPAN_GUID_WM_SampleExtensionGUID_SampleDuration);
#define WM_SampleExtensionGUID_SampleDuration Sampan_WM_SampleExtensionGUID_SampleDuration
SAMPAN_DEFINE_GUID(Sampan_WM_SampleExtensionGUID_ChromaLocation, SAMPAN_GUID_WM_SampleExtensionGUID_ChromaLocation);
#define WM_SampleExtensionGUID_ChromaLocation Sampan_WM_SampleExtensionGUID_ChromaLocation
SAMPAN_DEFINE_GUID(Sampan_WM_SampleExtensionGUID_ColorSpaceInfo, SAMPAN_GUID_WM_SampleExtensionGUID_ColorSpaceInfo);
#define WM_SampleExtensionGUID_ColorSpaceInfo Sampan_WM_SampleExtensionGUID_ColorSpaceInfo
#endif

#else

SAMPAN_DEFINE_GUID(IID_IUnknown, SAMPAN_IID_IUnknown);
SAMPAN_DEFINE_GUID(IID_INSSBuffer, SAMPAN_IID_INSSBuffer);
SAMPAN_DEFINE_GUID(IID_INSSBuffer2, SAMPAN_IID_INSSBuffer2);
SAMPAN_DEFINE_GUID(IID_INSSBuffer3, SAMPAN_IID_INSSBuffer3);
SAMPAN_DEFINE_GUID(IID_INSSBuffer4, SAMPAN_IID_INSSBuffer4);
SAMPAN_DEFINE_GUID(IID_IWMSBufferAllocator, SAMPAN_IID_IWMSBufferAllocator);
SAMPAN_DEFINE_GUID(IID_IMFVideoSampleAllocatorNotify, SAMPAN_IID_IMFVideoSampleAllocatorNotify);
SAMPAN_DEFINE_GUID(IID_IMFVideoSampleAllocatorNotifyEx, SAMPAN_IID_IMFVideoSampleAllocatorNotifyEx);
SAMPAN_DEFINE_GUID(IID_IMFVideoSampleAllocatorCallback, SAMPAN_IID_IMFVideoSampleAllocatorCallback);
SAMPAN_DEFINE_GUID(IID_IWMMediaProps, SAMPAN_IID_IWMMediaProps);
SAMPAN_DEFINE_GUID(IID_IWMInputMediaProps, SAMPAN_IID_IWMInputMediaProps);
SAMPAN_DEFINE_GUID(IID_IWMStreamConfig, SAMPAN_IID_IWMStreamConfig);
SAMPAN_DEFINE_GUID(IID_IWMStreamConfig2, SAMPAN_IID_IWMStreamConfig2);
SAMPAN_DEFINE_GUID(IID_IWMProfile, SAMPAN_IID_IWMProfile);
SAMPAN_DEFINE_GUID(IID_IWMWriterSink, SAMPAN_IID_IWMWriterSink);
SAMPAN_DEFINE_GUID(IID_IWMWriter, SAMPAN_IID_IWMWriter);
SAMPAN_DEFINE_GUID(IID_IWMWriterAdvanced, SAMPAN_IID_IWMWriterAdvanced);
SAMPAN_DEFINE_GUID(IID_IWMWriterAdvanced2, SAMPAN_IID_IWMWriterAdvanced2);
SAMPAN_DEFINE_GUID(IID_IWMWriterAdvanced3, SAMPAN_IID_IWMWriterAdvanced3);
SAMPAN_DEFINE_GUID(IID_ISampanRuntime, SAMPAN_IID_ISampanRuntime);

SAMPAN_DEFINE_GUID(WMMEDIATYPE_Video, SAMPAN_GUID_WMMEDIATYPE_Video);
SAMPAN_DEFINE_GUID(WMMEDIATYPE_Audio, SAMPAN_GUID_WMMEDIATYPE_Audio);
SAMPAN_DEFINE_GUID(WMMEDIASUBTYPE_Base, SAMPAN_GUID_WMMEDIASUBTYPE_Base);
SAMPAN_DEFINE_GUID(WMMEDIASUBTYPE_RGB24, SAMPAN_GUID_WMMEDIASUBTYPE_RGB24);
SAMPAN_DEFINE_GUID(WMMEDIASUBTYPE_RGB32, SAMPAN_GUID_WMMEDIASUBTYPE_RGB32);
SAMPAN_DEFINE_GUID(WMMEDIASUBTYPE_I420, SAMPAN_GUID_WMMEDIASUBTYPE_I420);
SAMPAN_DEFINE_GUID(WMMEDIASUBTYPE_IYUV, SAMPAN_GUID_WMMEDIASUBTYPE_IYUV);
SAMPAN_DEFINE_GUID(WMMEDIASUBTYPE_YV12, SAMPAN_GUID_WMMEDIASUBTYPE_YV12);
SAMPAN_DEFINE_GUID(WMMEDIASUBTYPE_YUY2, SAMPAN_GUID_WMMEDIASUBTYPE_YUY2);
SAMPAN_DEFINE_GUID(WMMEDIASUBTYPE_UYVY, SAMPAN_GUID_WMMEDIASUBTYPE_UYVY);
SAMPAN_DEFINE_GUID(WMMEDIASUBTYPE_WMV1, SAMPAN_GUID_WMMEDIASUBTYPE_WMV1);
SAMPAN_DEFINE_GUID(WMMEDIASUBTYPE_WMV2, SAMPAN_GUID_WMMEDIASUBTYPE_WMV2);
SAMPAN_DEFINE_GUID(WMMEDIASUBTYPE_WMV3, SAMPAN_GUID_WMMEDIASUBTYPE_WMV3);
SAMPAN_DEFINE_GUID(WMMEDIASUBTYPE_PCM, SAMPAN_GUID_WMMEDIASUBTYPE_PCM);
SAMPAN_DEFINE_GUID(WMMEDIASUBTYPE_WMAudioV8, SAMPAN_GUID_WMMEDIASUBTYPE_WMAudioV8);
SAMPAN_DEFINE_GUID(WMMEDIASUBTYPE_WMAudioV9, SAMPAN_GUID_WMMEDIASUBTYPE_WMAudioV9);
SAMPAN_DEFINE_GUID(WMFORMAT_VideoInfo, SAMPAN_GUID_WMFORMAT_VideoInfo);
SAMPAN_DEFINE_GUID(WMFORMAT_WaveFormatEx, SAMPAN_GUID_WMFORMAT_WaveFormatEx);
SAMPAN_DEFINE_GUID(WM_SampleExtensionGUID_Timecode, SAMPAN_GUID_WM_SampleExtensionGUID_Timecode);
SAMPAN_DEFINE_GUID(WM_SampleExtensionGUID_ContentType, SAMPAN_GUID_WM_SampleExtensionGUID_ContentType);
SAMPAN_DEFINE_GUID(WM_SampleExtensionGUID_PixelAspectRatio, SAMPAN_GUID_WM_SampleExtensionGUID_PixelAspectRatio);
SAMPAN_DEFINE_GUID(WM_SampleExtensionGUID_SampleDuration, SAMPAN_GUID_WM_SampleExtensionGUID_SampleDuration);
SAMPAN_DEFINE_GUID(WM_SampleExtensionGUID_ChromaLocation, SAMPAN_GUID_WM_SampleExtensionGUID_ChromaLocation);
SAMPAN_DEFINE_GUID(WM_SampleExtensionGUID_ColorSpaceInfo, SAMPAN_GUID_WM_SampleExtensionGUID_ColorSpaceInfo);

#endif

#ifdef __cplusplus

#if defined(_WIN32) && defined(__MINGW32__)
#define SAMPAN_UUID_DECL(...) __CRT_UUID_DECL(__VA_ARGS__)
#ifdef SAMPAN_DECLARES_INSSBuffer4
SAMPAN_UUID_DECL(INSSBuffer4, SAMPAN_IID_INSSBuffer4)
#endif
#ifdef SAMPAN_DECLARES_IWMSBufferAllocator
SAMPAN_UUID_DECL(IWMSBufferAllocator, SAMPAN_IID_IWMSBufferAllocator)
#endif
#ifdef SAMPAN_DECLARES_IWMStreamConfig2
SAMPAN_UUID_DECL(IWMStreamConfig2, SAMPAN_IID_IWMStreamConfig2)
#endif
SAMPAN_UUID_DECL(ISampanRuntime, SAMPAN_IID_ISampanRuntime)
#undef SAMPAN_UUID_DECL
#endif

namespace sampan {

/* The identifier of an interface: sampan::iid<INSSBuffer>(). */
#ifdef _WIN32
template <class Interface> inline const GUID &iid() { return __uuidof(Interface); }
#else
template <class Interface> const GUID &iid();
template <> inline const GUID &iid<IUnknown>() { return IID_IUnknown; }
template <> inline const GUID &iid<INSSBuffer>() { return IID_INSSBuffer; }
template <> inline const GUID &iid<INSSBuffer2>() { return IID_INSSBuffer2; }
template <> inline const GUID &iid<INSSBuffer3>() { return IID_INSSBuffer3; }
template <> inline const GUID &iid<INSSBuffer4>() { return IID_INSSBuffer4; }
template <> inline const GUID &iid<IWMSBufferAllocator>() { return IID_IWMSBufferAllocator; }
template <> inline const GUID &iid<IMFVideoSampleAllocatorNotify>() { return IID_IMFVideoSampleAllocatorNotify; }
template <> inline const GUID &iid<IMFVideoSampleAllocatorNotifyEx>() { return IID_IMFVideoSampleAllocatorNotifyEx; }
template <> inline const GUID &iid<IMFVideoSampleAllocatorCallback>() { return IID_IMFVideoSampleAllocatorCallback; }
template <> inline const GUID &iid<IWMMediaProps>() { return IID_IWMMediaProps; }
template <> inline const GUID &iid<IWMInputMediaProps>() { return IID_IWMInputMediaProps; }
template <> inline const GUID &iid<IWMStreamConfig>() { return IID_IWMStreamConfig; }
template <> inline const GUID &iid<IWMStreamConfig2>() { return IID_IWMStreamConfig2; }
template <> inline const GUID &iid<IWMProfile>() { return IID_IWMProfile; }
template <> inline const GUID &iid<IWMWriterSink>() { return IID_IWMWriterSink; }
template <> inline const GUID &iid<IWMWriter>() { return IID_IWMWriter; }
template <> inline const GUID &iid<IWMWriterAdvanced>() { return IID_IWMWriterAdvanced; }
template <> inline const GUID &iid<IWMWriterAdvanced2>() { return IID_IWMWriterAdvanced2; }
template <> inline const GUID &iid<IWMWriterAdvanced3>() { return IID_IWMWriterAdvanced3; }
template <> inline const GUID &iid<ISampanRuntime>() { return IID_ISampanRuntime; }
#endif

}

#endif

#undef SAMPAN_FORWARD
#undef SAMPAN_ROOT_INTERFACE
#undef SAMPAN_INTERFACE
#undef SAMPAN_METHOD
#undef SAMPAN_THIS
#undef SAMPAN_THIS_
#undef SAMPAN_PURE
#undef SAMPAN_METHODS_OF_IUnknown
#undef SAMPAN_METHODS_OF_INSSBuffer
#undef SAMPAN_METHODS_OF_INSSBuffer2
#undef SAMPAN_METHODS_OF_INSSBuffer3
#undef SAMPAN_METHODS_OF_IWMWriterAdvanced
#undef SAMPAN_METHODS_OF_IWMWriterAdvanced2
#undef SAMPAN_METHODS_OF_IWMStreamConfig
#undef SAMPAN_METHODS_OF_IWMMediaProps
#undef SAMPAN_METHODS_OF_IMFVideoSampleAllocatorNotify

#endif
