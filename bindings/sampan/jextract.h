/*
 * What jextract reads: sampan.h, and what Java needs of it in a form that jextract understands. From the tables it
 * would make a class per method, 135 of them, which take half a second to load. So the tables are described here, by a
 * list of slots and a function type per signature. Tests compare all of it with sampan.h.
 */
#include "include/sampan.h"
#include "include/sampan_inline.h"

/*
 * Signatures of methods, named by the types of their arguments with the object first: p a pointer, w 16 bits, d 32
 * bits, q 64 bits, g a GUID by value. Every method returns 32 bits.
 */
typedef int32_t(STDMETHODCALLTYPE *method_p)(void *This);
typedef int32_t(STDMETHODCALLTYPE *method_pd)(void *This, uint32_t d1);
typedef int32_t(STDMETHODCALLTYPE *method_pp)(void *This, void *p1);
typedef int32_t(STDMETHODCALLTYPE *method_pw)(void *This, uint16_t w1);
typedef int32_t(STDMETHODCALLTYPE *method_pdp)(void *This, uint32_t d1, void *p2);
typedef int32_t(STDMETHODCALLTYPE *method_ppp)(void *This, void *p1, void *p2);
typedef int32_t(STDMETHODCALLTYPE *method_pqp)(void *This, uint64_t q1, void *p2);
typedef int32_t(STDMETHODCALLTYPE *method_pwp)(void *This, uint16_t w1, void *p2);
typedef int32_t(STDMETHODCALLTYPE *method_pddp)(void *This, uint32_t d1, uint32_t d2, void *p3);
typedef int32_t(STDMETHODCALLTYPE *method_pgpd)(void *This, GUID g1, void *p2, uint32_t d3);
typedef int32_t(STDMETHODCALLTYPE *method_pgpp)(void *This, GUID g1, void *p2, void *p3);
typedef int32_t(STDMETHODCALLTYPE *method_pppp)(void *This, void *p1, void *p2, void *p3);
typedef int32_t(STDMETHODCALLTYPE *method_pdppp)(void *This, uint32_t d1, void *p2, void *p3, void *p4);
typedef int32_t(STDMETHODCALLTYPE *method_pdqdp)(void *This, uint32_t d1, uint64_t q2, uint32_t d3, void *p4);
typedef int32_t(STDMETHODCALLTYPE *method_pgwpd)(void *This, GUID g1, uint16_t w2, void *p3, uint32_t d4);
typedef int32_t(STDMETHODCALLTYPE *method_pdpdpw)(void *This, uint32_t d1, void *p2, uint32_t d3, void *p4,
    uint16_t w5);
typedef int32_t(STDMETHODCALLTYPE *method_pdpppp)(void *This, uint32_t d1, void *p2, void *p3, void *p4, void *p5);
typedef int32_t(STDMETHODCALLTYPE *method_pwpppp)(void *This, uint16_t w1, void *p2, void *p3, void *p4, void *p5);
typedef int32_t(STDMETHODCALLTYPE *method_pwqdqdp)(void *This, uint16_t w1, uint64_t q2, uint32_t d3, uint64_t q4,
    uint32_t d5, void *p6);

/*
 * The slots of each table in their order, each with its signature. Of each family only the longest table is here; the
 * others are its beginning, as many bytes of it as NAMEVtbl_sizeof says.
 */
#define INSSBuffer4_SLOTS \
  "QueryInterface(ppp) AddRef(p) Release(p) GetLength(pp) SetLength(pd) GetMaxLength(pp) GetBuffer(pp) " \
  "GetBufferAndLength(ppp) GetSampleProperties(pdp) SetSampleProperties(pdp) SetProperty(pgpd) " \
  "GetProperty(pgpp) GetPropertyCount(pp) GetPropertyByIndex(pdppp)"
#define IWMSBufferAllocator_SLOTS \
  "QueryInterface(ppp) AddRef(p) Release(p) AllocateBuffer(pdp) AllocatePageSizeBuffer(pdp)"
#define IMFVideoSampleAllocatorNotifyEx_SLOTS \
  "QueryInterface(ppp) AddRef(p) Release(p) NotifyRelease(p) NotifyPrune(pp)"
#define IMFVideoSampleAllocatorCallback_SLOTS \
  "QueryInterface(ppp) AddRef(p) Release(p) SetCallback(pp) GetFreeSampleCount(pp)"
#define IWMInputMediaProps_SLOTS \
  "QueryInterface(ppp) AddRef(p) Release(p) GetType(pp) GetMediaType(ppp) SetMediaType(pp) " \
  "GetConnectionName(ppp) GetGroupName(ppp)"
#define IWMStreamConfig2_SLOTS \
  "QueryInterface(ppp) AddRef(p) Release(p) GetStreamType(pp) GetStreamNumber(pp) SetStreamNumber(pw) " \
  "GetStreamName(ppp) SetStreamName(pp) GetConnectionName(ppp) SetConnectionName(pp) GetBitrate(pp) " \
  "SetBitrate(pd) GetBufferWindow(pp) SetBufferWindow(pd) GetTransportType(pp) SetTransportType(pd) " \
  "AddDataUnitExtension(pgwpd) GetDataUnitExtensionCount(pp) GetDataUnitExtension(pwpppp) " \
  "RemoveAllDataUnitExtensions(p)"
#define IWMProfile_SLOTS \
  "QueryInterface(ppp) AddRef(p) Release(p) GetVersion(pp) GetName(ppp) SetName(pp) GetDescription(ppp) " \
  "SetDescription(pp) GetStreamCount(pp) GetStream(pdp) GetStreamByNumber(pwp) RemoveStream(pp) " \
  "RemoveStreamByNumber(pw) AddStream(pp) ReconfigStream(pp) CreateNewStream(ppp) " \
  "GetMutualExclusionCount(pp) GetMutualExclusion(pdp) RemoveMutualExclusion(pp) AddMutualExclusion(pp) " \
  "CreateNewMutualExclusion(pp)"
#define IWMWriterSink_SLOTS \
  "QueryInterface(ppp) AddRef(p) Release(p) OnHeader(pp) IsRealTime(pp) AllocateDataUnit(pdp) " \
  "OnDataUnit(pp) OnEndWriting(p)"
#define IWMWriter_SLOTS \
  "QueryInterface(ppp) AddRef(p) Release(p) SetProfileByID(pp) SetProfile(pp) SetOutputFilename(pp) " \
  "GetInputCount(pp) GetInputProps(pdp) SetInputProps(pdp) GetInputFormatCount(pdp) " \
  "GetInputFormat(pddp) BeginWriting(p) EndWriting(p) AllocateSample(pdp) WriteSample(pdqdp) Flush(p)"
#define IWMWriterAdvanced3_SLOTS \
  "QueryInterface(ppp) AddRef(p) Release(p) GetSinkCount(pp) GetSink(pdp) AddSink(pp) RemoveSink(pp) " \
  "WriteStreamSample(pwqdqdp) SetLiveSource(pd) IsRealTime(pp) GetWriterTime(pp) GetStatistics(pwp) " \
  "SetSyncTolerance(pd) GetSyncTolerance(pp) GetInputSetting(pdpppp) SetInputSetting(pdpdpw) " \
  "GetStatisticsEx(pwp) SetNonBlocking(p)"
#define ISampanRuntime_SLOTS \
  "QueryInterface(ppp) AddRef(p) Release(p) GetVersion(ppp) CreateAllocator(ppp) CreateWriter(ppp) " \
  "CreateProfile(pp) GetLastErrorInfo(pppp) SetReleaseHandler(pppp) HandleFromBuffer(ppp) " \
  "BufferFromHandle(pqp) AddRefHandle(pqp) ReleaseHandle(pqp) GetAllocatorStatistics(ppp) " \
  "GetStatistics(pp) GetInline(ppp)"

#define IUnknownVtbl_sizeof sizeof(IUnknownVtbl)
#define INSSBufferVtbl_sizeof sizeof(INSSBufferVtbl)
#define INSSBuffer2Vtbl_sizeof sizeof(INSSBuffer2Vtbl)
#define INSSBuffer3Vtbl_sizeof sizeof(INSSBuffer3Vtbl)
#define INSSBuffer4Vtbl_sizeof sizeof(INSSBuffer4Vtbl)
#define IWMSBufferAllocatorVtbl_sizeof sizeof(IWMSBufferAllocatorVtbl)
#define IMFVideoSampleAllocatorNotifyVtbl_sizeof sizeof(IMFVideoSampleAllocatorNotifyVtbl)
#define IMFVideoSampleAllocatorNotifyExVtbl_sizeof sizeof(IMFVideoSampleAllocatorNotifyExVtbl)
#define IMFVideoSampleAllocatorCallbackVtbl_sizeof sizeof(IMFVideoSampleAllocatorCallbackVtbl)
#define IWMMediaPropsVtbl_sizeof sizeof(IWMMediaPropsVtbl)
#define IWMInputMediaPropsVtbl_sizeof sizeof(IWMInputMediaPropsVtbl)
#define IWMStreamConfigVtbl_sizeof sizeof(IWMStreamConfigVtbl)
#define IWMStreamConfig2Vtbl_sizeof sizeof(IWMStreamConfig2Vtbl)
#define IWMProfileVtbl_sizeof sizeof(IWMProfileVtbl)
#define IWMWriterSinkVtbl_sizeof sizeof(IWMWriterSinkVtbl)
#define IWMWriterVtbl_sizeof sizeof(IWMWriterVtbl)
#define IWMWriterAdvancedVtbl_sizeof sizeof(IWMWriterAdvancedVtbl)
#define IWMWriterAdvanced2Vtbl_sizeof sizeof(IWMWriterAdvanced2Vtbl)
#define IWMWriterAdvanced3Vtbl_sizeof sizeof(IWMWriterAdvanced3Vtbl)
#define ISampanRuntimeVtbl_sizeof sizeof(ISampanRuntimeVtbl)

/* What else native code shares with Java: where its words are. */
#define SampanControlLine_sizeof sizeof(SampanControlLine)
#define SampanControlLine_state offsetof(SampanControlLine, state)
#define SampanControlLine_length offsetof(SampanControlLine, length)
#define SampanControlLine_leased_at offsetof(SampanControlLine, leased_at)
#define SampanControlLine_words offsetof(SampanControlLine, words)
#define SampanControlLine_watched offsetof(SampanControlLine, watched)
#define SampanControlLine_memory offsetof(SampanControlLine, memory)
#define SampanControlLine_may_be_free offsetof(SampanControlLine, may_be_free)
#define SampanControlLine_number offsetof(SampanControlLine, number)
#define SampanControlLine_line offsetof(SampanControlLine, line)
#define SampanAllocatorWords_attention offsetof(SampanAllocatorWords, attention)
#define SampanAllocatorWords_used offsetof(SampanAllocatorWords, used)
#define SampanProcess_sizeof sizeof(SampanProcess)
#define SampanProcess_attention offsetof(SampanProcess, attention)
#define SampanProcess_millis offsetof(SampanProcess, millis)
#define SampanProcess_resting offsetof(SampanProcess, resting)
#define SampanProcess_asked offsetof(SampanProcess, asked)
#define SampanProcess_chunks offsetof(SampanProcess, chunks)
#define SampanBuffer_sizeof sizeof(SampanBuffer)
#define SampanBuffer_table offsetof(SampanBuffer, table)
#define SampanBuffer_handle offsetof(SampanBuffer, handle)
#define SampanBuffer_size offsetof(SampanBuffer, size)

/*
 * Identifiers as numbers, since jextract sees no value in a constant of C. NAME_LOW is the first eight bytes of the
 * GUID in memory, NAME_HIGH the others, as a little-endian machine loads them.
 */
#define GUID_LOW(...) GUID_LOW_(__VA_ARGS__)
#define GUID_LOW_(l, w1, w2, ...) ((int64_t)((uint64_t)(l) | (uint64_t)(w1) << 32 | (uint64_t)(w2) << 48))
#define GUID_HIGH(...) GUID_HIGH_(__VA_ARGS__)
#define GUID_HIGH_(l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
  ((int64_t)((uint64_t)(b1) | (uint64_t)(b2) << 8 | (uint64_t)(b3) << 16 | (uint64_t)(b4) << 24 | \
             (uint64_t)(b5) << 32 | (uint64_t)(b6) << 40 | (uint64_t)(b7) << 48 | (uint64_t)(b8) << 56))

#define IID_IUnknown_LOW GUID_LOW(SAMPAN_IID_IUnknown)
#define IID_IUnknown_HIGH GUID_HIGH(SAMPAN_IID_IUnknown)
#define IID_INSSBuffer_LOW GUID_LOW(SAMPAN_IID_INSSBuffer)
#define IID_INSSBuffer_HIGH GUID_HIGH(SAMPAN_IID_INSSBuffer)
#define IID_INSSBuffer2_LOW GUID_LOW(SAMPAN_IID_INSSBuffer2)
#define IID_INSSBuffer2_HIGH GUID_HIGH(SAMPAN_IID_INSSBuffer2)
#define IID_INSSBuffer3_LOW GUID_LOW(SAMPAN_IID_INSSBuffer3)
#define IID_INSSBuffer3_HIGH GUID_HIGH(SAMPAN_IID_INSSBuffer3)
#define IID_INSSBuffer4_LOW GUID_LOW(SAMPAN_IID_INSSBuffer4)
#define IID_INSSBuffer4_HIGH GUID_HIGH(SAMPAN_IID_INSSBuffer4)
#define IID_IWMSBufferAllocator_LOW GUID_LOW(SAMPAN_IID_IWMSBufferAllocator)
#define IID_IWMSBufferAllocator_HIGH GUID_HIGH(SAMPAN_IID_IWMSBufferAllocator)
#define IID_IMFVideoSampleAllocatorNotify_LOW GUID_LOW(SAMPAN_IID_IMFVideoSampleAllocatorNotify)
#define IID_IMFVideoSampleAllocatorNotify_HIGH GUID_HIGH(SAMPAN_IID_IMFVideoSampleAllocatorNotify)
#define IID_IMFVideoSampleAllocatorNotifyEx_LOW GUID_LOW(SAMPAN_IID_IMFVideoSampleAllocatorNotifyEx)
#define IID_IMFVideoSampleAllocatorNotifyEx_HIGH GUID_HIGH(SAMPAN_IID_IMFVideoSampleAllocatorNotifyEx)
#define IID_IMFVideoSampleAllocatorCallback_LOW GUID_LOW(SAMPAN_IID_IMFVideoSampleAllocatorCallback)
#define IID_IMFVideoSampleAllocatorCallback_HIGH GUID_HIGH(SAMPAN_IID_IMFVideoSampleAllocatorCallback)
#define IID_IWMMediaProps_LOW GUID_LOW(SAMPAN_IID_IWMMediaProps)
#define IID_IWMMediaProps_HIGH GUID_HIGH(SAMPAN_IID_IWMMediaProps)
#define IID_IWMInputMediaProps_LOW GUID_LOW(SAMPAN_IID_IWMInputMediaProps)
#define IID_IWMInputMediaProps_HIGH GUID_HIGH(SAMPAN_IID_IWMInputMediaProps)
#define IID_IWMStreamConfig_LOW GUID_LOW(SAMPAN_IID_IWMStreamConfig)
#define IID_IWMStreamConfig_HIGH GUID_HIGH(SAMPAN_IID_IWMStreamConfig)
#define IID_IWMStreamConfig2_LOW GUID_LOW(SAMPAN_IID_IWMStreamConfig2)
#define IID_IWMStreamConfig2_HIGH GUID_HIGH(SAMPAN_IID_IWMStreamConfig2)
#define IID_IWMProfile_LOW GUID_LOW(SAMPAN_IID_IWMProfile)
#define IID_IWMProfile_HIGH GUID_HIGH(SAMPAN_IID_IWMProfile)
#define IID_IWMWriterSink_LOW GUID_LOW(SAMPAN_IID_IWMWriterSink)
#define IID_IWMWriterSink_HIGH GUID_HIGH(SAMPAN_IID_IWMWriterSink)
#define IID_IWMWriter_LOW GUID_LOW(SAMPAN_IID_IWMWriter)
#define IID_IWMWriter_HIGH GUID_HIGH(SAMPAN_IID_IWMWriter)
#define IID_IWMWriterAdvanced_LOW GUID_LOW(SAMPAN_IID_IWMWriterAdvanced)
#define IID_IWMWriterAdvanced_HIGH GUID_HIGH(SAMPAN_IID_IWMWriterAdvanced)
#define IID_IWMWriterAdvanced2_LOW GUID_LOW(SAMPAN_IID_IWMWriterAdvanced2)
#define IID_IWMWriterAdvanced2_HIGH GUID_HIGH(SAMPAN_IID_IWMWriterAdvanced2)
#define IID_IWMWriterAdvanced3_LOW GUID_LOW(SAMPAN_IID_IWMWriterAdvanced3)
#define IID_IWMWriterAdvanced3_HIGH GUID_HIGH(SAMPAN_IID_IWMWriterAdvanced3)
#define IID_ISampanRuntime_LOW GUID_LOW(SAMPAN_IID_ISampanRuntime)
#define IID_ISampanRuntime_HIGH GUID_HIGH(SAMPAN_IID_ISampanRuntime)

#define WMMEDIATYPE_Video_LOW GUID_LOW(SAMPAN_GUID_WMMEDIATYPE_Video)
#define WMMEDIATYPE_Video_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIATYPE_Video)
#define WMMEDIATYPE_Audio_LOW GUID_LOW(SAMPAN_GUID_WMMEDIATYPE_Audio)
#define WMMEDIATYPE_Audio_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIATYPE_Audio)
#define WMMEDIASUBTYPE_Base_LOW GUID_LOW(SAMPAN_GUID_WMMEDIASUBTYPE_Base)
#define WMMEDIASUBTYPE_Base_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIASUBTYPE_Base)
#define WMMEDIASUBTYPE_RGB24_LOW GUID_LOW(SAMPAN_GUID_WMMEDIASUBTYPE_RGB24)
#define WMMEDIASUBTYPE_RGB24_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIASUBTYPE_RGB24)
#define WMMEDIASUBTYPE_RGB32_LOW GUID_LOW(SAMPAN_GUID_WMMEDIASUBTYPE_RGB32)
#define WMMEDIASUBTYPE_RGB32_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIASUBTYPE_RGB32)
#define WMMEDIASUBTYPE_I420_LOW GUID_LOW(SAMPAN_GUID_WMMEDIASUBTYPE_I420)
#define WMMEDIASUBTYPE_I420_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIASUBTYPE_I420)
#define WMMEDIASUBTYPE_IYUV_LOW GUID_LOW(SAMPAN_GUID_WMMEDIASUBTYPE_IYUV)
#define WMMEDIASUBTYPE_IYUV_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIASUBTYPE_IYUV)
#define WMMEDIASUBTYPE_YV12_LOW GUID_LOW(SAMPAN_GUID_WMMEDIASUBTYPE_YV12)
#define WMMEDIASUBTYPE_YV12_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIASUBTYPE_YV12)
#define WMMEDIASUBTYPE_YUY2_LOW GUID_LOW(SAMPAN_GUID_WMMEDIASUBTYPE_YUY2)
#define WMMEDIASUBTYPE_YUY2_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIASUBTYPE_YUY2)
#define WMMEDIASUBTYPE_UYVY_LOW GUID_LOW(SAMPAN_GUID_WMMEDIASUBTYPE_UYVY)
#define WMMEDIASUBTYPE_UYVY_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIASUBTYPE_UYVY)
#define WMMEDIASUBTYPE_WMV1_LOW GUID_LOW(SAMPAN_GUID_WMMEDIASUBTYPE_WMV1)
#define WMMEDIASUBTYPE_WMV1_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIASUBTYPE_WMV1)
#define WMMEDIASUBTYPE_WMV2_LOW GUID_LOW(SAMPAN_GUID_WMMEDIASUBTYPE_WMV2)
#define WMMEDIASUBTYPE_WMV2_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIASUBTYPE_WMV2)
#define WMMEDIASUBTYPE_WMV3_LOW GUID_LOW(SAMPAN_GUID_WMMEDIASUBTYPE_WMV3)
#define WMMEDIASUBTYPE_WMV3_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIASUBTYPE_WMV3)
#define WMMEDIASUBTYPE_PCM_LOW GUID_LOW(SAMPAN_GUID_WMMEDIASUBTYPE_PCM)
#define WMMEDIASUBTYPE_PCM_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIASUBTYPE_PCM)
#define WMMEDIASUBTYPE_WMAudioV8_LOW GUID_LOW(SAMPAN_GUID_WMMEDIASUBTYPE_WMAudioV8)
#define WMMEDIASUBTYPE_WMAudioV8_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIASUBTYPE_WMAudioV8)
#define WMMEDIASUBTYPE_WMAudioV9_LOW GUID_LOW(SAMPAN_GUID_WMMEDIASUBTYPE_WMAudioV9)
#define WMMEDIASUBTYPE_WMAudioV9_HIGH GUID_HIGH(SAMPAN_GUID_WMMEDIASUBTYPE_WMAudioV9)
#define WMFORMAT_VideoInfo_LOW GUID_LOW(SAMPAN_GUID_WMFORMAT_VideoInfo)
#define WMFORMAT_VideoInfo_HIGH GUID_HIGH(SAMPAN_GUID_WMFORMAT_VideoInfo)
#define WMFORMAT_WaveFormatEx_LOW GUID_LOW(SAMPAN_GUID_WMFORMAT_WaveFormatEx)
#define WMFORMAT_WaveFormatEx_HIGH GUID_HIGH(SAMPAN_GUID_WMFORMAT_WaveFormatEx)
#define WM_SampleExtensionGUID_Timecode_LOW GUID_LOW(SAMPAN_GUID_WM_SampleExtensionGUID_Timecode)
#define WM_SampleExtensionGUID_Timecode_HIGH GUID_HIGH(SAMPAN_GUID_WM_SampleExtensionGUID_Timecode)
#define WM_SampleExtensionGUID_ContentType_LOW GUID_LOW(SAMPAN_GUID_WM_SampleExtensionGUID_ContentType)
#define WM_SampleExtensionGUID_ContentType_HIGH GUID_HIGH(SAMPAN_GUID_WM_SampleExtensionGUID_ContentType)
#define WM_SampleExtensionGUID_PixelAspectRatio_LOW GUID_LOW(SAMPAN_GUID_WM_SampleExtensionGUID_PixelAspectRatio)
#define WM_SampleExtensionGUID_PixelAspectRatio_HIGH GUID_HIGH(SAMPAN_GUID_WM_SampleExtensionGUID_PixelAspectRatio)
#define WM_SampleExtensionGUID_SampleDuration_LOW GUID_LOW(SAMPAN_GUID_WM_SampleExtensionGUID_SampleDuration)
#define WM_SampleExtensionGUID_SampleDuration_HIGH GUID_HIGH(SAMPAN_GUID_WM_SampleExtensionGUID_SampleDuration)
#define WM_SampleExtensionGUID_ChromaLocation_LOW GUID_LOW(SAMPAN_GUID_WM_SampleExtensionGUID_ChromaLocation)
#define WM_SampleExtensionGUID_ChromaLocation_HIGH GUID_HIGH(SAMPAN_GUID_WM_SampleExtensionGUID_ChromaLocation)
#define WM_SampleExtensionGUID_ColorSpaceInfo_LOW GUID_LOW(SAMPAN_GUID_WM_SampleExtensionGUID_ColorSpaceInfo)
#define WM_SampleExtensionGUID_ColorSpaceInfo_HIGH GUID_HIGH(SAMPAN_GUID_WM_SampleExtensionGUID_ColorSpaceInfo)
