package dev.sampan.border;

import dev.sampan.bindings.sampan.Sampan;

/** What a WM_MEDIA_TYPE is made of. */
final class MediaGuids {

  static final Iid VIDEO = new Iid(Sampan.WMMEDIATYPE_Video_LOW(), Sampan.WMMEDIATYPE_Video_HIGH());
  static final Iid AUDIO = new Iid(Sampan.WMMEDIATYPE_Audio_LOW(), Sampan.WMMEDIATYPE_Audio_HIGH());

  static final Iid I420 =
      new Iid(Sampan.WMMEDIASUBTYPE_I420_LOW(), Sampan.WMMEDIASUBTYPE_I420_HIGH());
  static final Iid IYUV =
      new Iid(Sampan.WMMEDIASUBTYPE_IYUV_LOW(), Sampan.WMMEDIASUBTYPE_IYUV_HIGH());
  static final Iid YV12 =
      new Iid(Sampan.WMMEDIASUBTYPE_YV12_LOW(), Sampan.WMMEDIASUBTYPE_YV12_HIGH());
  static final Iid YUY2 =
      new Iid(Sampan.WMMEDIASUBTYPE_YUY2_LOW(), Sampan.WMMEDIASUBTYPE_YUY2_HIGH());
  static final Iid UYVY =
      new Iid(Sampan.WMMEDIASUBTYPE_UYVY_LOW(), Sampan.WMMEDIASUBTYPE_UYVY_HIGH());
  static final Iid RGB24 =
      new Iid(Sampan.WMMEDIASUBTYPE_RGB24_LOW(), Sampan.WMMEDIASUBTYPE_RGB24_HIGH());
  static final Iid RGB32 =
      new Iid(Sampan.WMMEDIASUBTYPE_RGB32_LOW(), Sampan.WMMEDIASUBTYPE_RGB32_HIGH());

  static final Iid WMV1 =
      new Iid(Sampan.WMMEDIASUBTYPE_WMV1_LOW(), Sampan.WMMEDIASUBTYPE_WMV1_HIGH());
  static final Iid WMV2 =
      new Iid(Sampan.WMMEDIASUBTYPE_WMV2_LOW(), Sampan.WMMEDIASUBTYPE_WMV2_HIGH());
  static final Iid WMV3 =
      new Iid(Sampan.WMMEDIASUBTYPE_WMV3_LOW(), Sampan.WMMEDIASUBTYPE_WMV3_HIGH());

  static final Iid PCM = new Iid(Sampan.WMMEDIASUBTYPE_PCM_LOW(), Sampan.WMMEDIASUBTYPE_PCM_HIGH());

  /** Audio subtypes are their format tags, in the first 32 bits. */
  static final Iid FLOAT =
      new Iid(PCM.low() - Sampan.WAVE_FORMAT_PCM() + Sampan.WAVE_FORMAT_IEEE_FLOAT(), PCM.high());

  static final Iid WMAUDIO_V8 =
      new Iid(Sampan.WMMEDIASUBTYPE_WMAudioV8_LOW(), Sampan.WMMEDIASUBTYPE_WMAudioV8_HIGH());
  static final Iid WMAUDIO_V9 =
      new Iid(Sampan.WMMEDIASUBTYPE_WMAudioV9_LOW(), Sampan.WMMEDIASUBTYPE_WMAudioV9_HIGH());

  static final Iid VIDEO_INFO =
      new Iid(Sampan.WMFORMAT_VideoInfo_LOW(), Sampan.WMFORMAT_VideoInfo_HIGH());
  static final Iid WAVE_FORMAT =
      new Iid(Sampan.WMFORMAT_WaveFormatEx_LOW(), Sampan.WMFORMAT_WaveFormatEx_HIGH());

  static final Iid TIMECODE =
      new Iid(
          Sampan.WM_SampleExtensionGUID_Timecode_LOW(),
          Sampan.WM_SampleExtensionGUID_Timecode_HIGH());

  private MediaGuids() {}
}
