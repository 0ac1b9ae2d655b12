/*
 * What Sampan uses of FFmpeg 8.0: demuxing, decoding, encoding, muxing, scaling and resampling.
 * jextract reads this file; jextract.args beside it names what it keeps.
 *
 * Small structures become Java classes. Of the large ones this file lists the size and the offset of each field in use:
 * jextract evaluates the enumerations and emits one constant per line. The comment gives the C type of the field; enum,
 * int and unsigned have 4 bytes, size_t and pointers 8.
 */
#ifndef SAMPAN_FFMPEG_H
#define SAMPAN_FFMPEG_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/audio_fifo.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <libavutil/cpu.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/log.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libavutil/samplefmt.h>
#include <libavutil/time.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>

/* Callbacks that FFmpeg takes as function pointers. Each becomes an interface with an allocate method. */

/* AVCodecContext.get_buffer2: give a frame its buffers. 0 or a negative error. */
typedef int (*sampan_get_buffer2)(AVCodecContext *context, AVFrame *frame, int flags);

/* AVCodecContext.get_encode_buffer: give a packet its buffer. 0 or a negative error. */
typedef int (*sampan_get_encode_buffer)(AVCodecContext *context, AVPacket *packet, int flags);

/* AVCodecContext.get_format: choose one of the pixel formats, an array that ends with AV_PIX_FMT_NONE. */
typedef int (*sampan_get_format)(AVCodecContext *context, const int *formats);

/* AVCodecContext.draw_horiz_band: offset is an array of AV_NUM_DATA_POINTERS. */
typedef void (*sampan_draw_horiz_band)(AVCodecContext *context, const AVFrame *frame, int *offset, int y, int type, int height);

/* av_buffer_create: the last reference is gone. */
typedef void (*sampan_buffer_free)(void *opaque, uint8_t *data);

/* av_log_set_callback. On System V systems a va_list arrives as a pointer; pass it on, to av_log_format_line2. */
typedef void (*sampan_log_callback)(void *object, int level, const char *format, void *arguments);

/* AVIOInterruptCB.callback: 1 ends a blocking call. */
typedef int (*sampan_interrupt)(void *opaque);

/* avio_alloc_context. */
typedef int (*sampan_read_packet)(void *opaque, uint8_t *buffer, int size);
typedef int (*sampan_write_packet)(void *opaque, const uint8_t *buffer, int size);
typedef int64_t (*sampan_seek)(void *opaque, int64_t offset, int whence);

/* AVFormatContext.io_open and io_close2. */
typedef int (*sampan_io_open)(AVFormatContext *context, AVIOContext **io, const char *url, int flags, AVDictionary **options);
typedef int (*sampan_io_close2)(AVFormatContext *context, AVIOContext *io);

/* AVClass.item_name. */
typedef const char *(*sampan_item_name)(void *object);

/* Errors of the system as FFmpeg reports them. */
enum {
    SAMPAN_AVERROR_EPERM = AVERROR(EPERM),
    SAMPAN_AVERROR_ENOENT = AVERROR(ENOENT),
    SAMPAN_AVERROR_EINTR = AVERROR(EINTR),
    SAMPAN_AVERROR_EIO = AVERROR(EIO),
    SAMPAN_AVERROR_EAGAIN = AVERROR(EAGAIN),
    SAMPAN_AVERROR_ENOMEM = AVERROR(ENOMEM),
    SAMPAN_AVERROR_EACCES = AVERROR(EACCES),
    SAMPAN_AVERROR_EEXIST = AVERROR(EEXIST),
    SAMPAN_AVERROR_EINVAL = AVERROR(EINVAL),
    SAMPAN_AVERROR_ENOSPC = AVERROR(ENOSPC),
    SAMPAN_AVERROR_EPIPE = AVERROR(EPIPE),
    SAMPAN_AVERROR_ERANGE = AVERROR(ERANGE),
    SAMPAN_AVERROR_ENOSYS = AVERROR(ENOSYS),
    SAMPAN_AVERROR_ETIMEDOUT = AVERROR(ETIMEDOUT),
};

/* Sizes of structures, and offsets of fields. */

enum {
    AVFrame_sizeof = sizeof(AVFrame),
    AVFrame_data = offsetof(AVFrame, data),                                   /* uint8_t *[AV_NUM_DATA_POINTERS] */
    AVFrame_linesize = offsetof(AVFrame, linesize),                           /* int[AV_NUM_DATA_POINTERS] */
    AVFrame_extended_data = offsetof(AVFrame, extended_data),                 /* uint8_t ** */
    AVFrame_width = offsetof(AVFrame, width),                                 /* int */
    AVFrame_height = offsetof(AVFrame, height),                               /* int */
    AVFrame_nb_samples = offsetof(AVFrame, nb_samples),                       /* int */
    AVFrame_format = offsetof(AVFrame, format),                               /* int */
    AVFrame_pict_type = offsetof(AVFrame, pict_type),                         /* enum AVPictureType */
    AVFrame_sample_aspect_ratio = offsetof(AVFrame, sample_aspect_ratio),     /* AVRational */
    AVFrame_pts = offsetof(AVFrame, pts),                                     /* int64_t */
    AVFrame_pkt_dts = offsetof(AVFrame, pkt_dts),                             /* int64_t */
    AVFrame_time_base = offsetof(AVFrame, time_base),                         /* AVRational */
    AVFrame_quality = offsetof(AVFrame, quality),                             /* int */
    AVFrame_opaque = offsetof(AVFrame, opaque),                               /* void * */
    AVFrame_repeat_pict = offsetof(AVFrame, repeat_pict),                     /* int */
    AVFrame_sample_rate = offsetof(AVFrame, sample_rate),                     /* int */
    AVFrame_buf = offsetof(AVFrame, buf),                                     /* AVBufferRef *[AV_NUM_DATA_POINTERS] */
    AVFrame_extended_buf = offsetof(AVFrame, extended_buf),                   /* AVBufferRef ** */
    AVFrame_nb_extended_buf = offsetof(AVFrame, nb_extended_buf),             /* int */
    AVFrame_side_data = offsetof(AVFrame, side_data),                         /* AVFrameSideData ** */
    AVFrame_nb_side_data = offsetof(AVFrame, nb_side_data),                   /* int */
    AVFrame_flags = offsetof(AVFrame, flags),                                 /* int */
    AVFrame_color_range = offsetof(AVFrame, color_range),                     /* enum AVColorRange */
    AVFrame_color_primaries = offsetof(AVFrame, color_primaries),             /* enum AVColorPrimaries */
    AVFrame_color_trc = offsetof(AVFrame, color_trc),                         /* enum AVColorTransferCharacteristic */
    AVFrame_colorspace = offsetof(AVFrame, colorspace),                       /* enum AVColorSpace */
    AVFrame_chroma_location = offsetof(AVFrame, chroma_location),             /* enum AVChromaLocation */
    AVFrame_best_effort_timestamp = offsetof(AVFrame, best_effort_timestamp), /* int64_t */
    AVFrame_metadata = offsetof(AVFrame, metadata),                           /* AVDictionary * */
    AVFrame_decode_error_flags = offsetof(AVFrame, decode_error_flags),       /* int */
    AVFrame_hw_frames_ctx = offsetof(AVFrame, hw_frames_ctx),                 /* AVBufferRef * */
    AVFrame_opaque_ref = offsetof(AVFrame, opaque_ref),                       /* AVBufferRef * */
    AVFrame_crop_top = offsetof(AVFrame, crop_top),                           /* size_t */
    AVFrame_crop_bottom = offsetof(AVFrame, crop_bottom),                     /* size_t */
    AVFrame_crop_left = offsetof(AVFrame, crop_left),                         /* size_t */
    AVFrame_crop_right = offsetof(AVFrame, crop_right),                       /* size_t */
    AVFrame_private_ref = offsetof(AVFrame, private_ref),                     /* void * */
    AVFrame_ch_layout = offsetof(AVFrame, ch_layout),                         /* AVChannelLayout */
    AVFrame_duration = offsetof(AVFrame, duration),                           /* int64_t */
};

enum {
    AVFrameSideData_sizeof = sizeof(AVFrameSideData),
    AVFrameSideData_type = offsetof(AVFrameSideData, type),         /* enum AVFrameSideDataType */
    AVFrameSideData_data = offsetof(AVFrameSideData, data),         /* uint8_t * */
    AVFrameSideData_size = offsetof(AVFrameSideData, size),         /* size_t */
    AVFrameSideData_metadata = offsetof(AVFrameSideData, metadata), /* AVDictionary * */
    AVFrameSideData_buf = offsetof(AVFrameSideData, buf),           /* AVBufferRef * */
};

enum {
    AVPacketSideData_sizeof = sizeof(AVPacketSideData),
    AVPacketSideData_data = offsetof(AVPacketSideData, data), /* uint8_t * */
    AVPacketSideData_size = offsetof(AVPacketSideData, size), /* size_t */
    AVPacketSideData_type = offsetof(AVPacketSideData, type), /* enum AVPacketSideDataType */
};

enum {
    AVChannelLayout_sizeof = sizeof(AVChannelLayout),
    AVChannelLayout_order = offsetof(AVChannelLayout, order),             /* enum AVChannelOrder */
    AVChannelLayout_nb_channels = offsetof(AVChannelLayout, nb_channels), /* int */
    AVChannelLayout_u__mask = offsetof(AVChannelLayout, u.mask),          /* uint64_t */
    AVChannelLayout_u__map = offsetof(AVChannelLayout, u.map),            /* AVChannelCustom * */
    AVChannelLayout_opaque = offsetof(AVChannelLayout, opaque),           /* void * */
};

enum {
    AVPixFmtDescriptor_sizeof = sizeof(AVPixFmtDescriptor),
    AVPixFmtDescriptor_name = offsetof(AVPixFmtDescriptor, name),                   /* const char * */
    AVPixFmtDescriptor_nb_components = offsetof(AVPixFmtDescriptor, nb_components), /* uint8_t */
    AVPixFmtDescriptor_log2_chroma_w = offsetof(AVPixFmtDescriptor, log2_chroma_w), /* uint8_t */
    AVPixFmtDescriptor_log2_chroma_h = offsetof(AVPixFmtDescriptor, log2_chroma_h), /* uint8_t */
    AVPixFmtDescriptor_flags = offsetof(AVPixFmtDescriptor, flags),                 /* uint64_t */
    AVPixFmtDescriptor_comp = offsetof(AVPixFmtDescriptor, comp),                   /* AVComponentDescriptor[4] */
    AVPixFmtDescriptor_alias = offsetof(AVPixFmtDescriptor, alias),                 /* const char * */
};

enum {
    AVComponentDescriptor_sizeof = sizeof(AVComponentDescriptor),
    AVComponentDescriptor_plane = offsetof(AVComponentDescriptor, plane),   /* int */
    AVComponentDescriptor_step = offsetof(AVComponentDescriptor, step),     /* int */
    AVComponentDescriptor_offset = offsetof(AVComponentDescriptor, offset), /* int */
    AVComponentDescriptor_shift = offsetof(AVComponentDescriptor, shift),   /* int */
    AVComponentDescriptor_depth = offsetof(AVComponentDescriptor, depth),   /* int */
};

enum {
    AVClass_sizeof = sizeof(AVClass),
    AVClass_class_name = offsetof(AVClass, class_name),                               /* const char * */
    AVClass_item_name = offsetof(AVClass, item_name),                                 /* function */
    AVClass_option = offsetof(AVClass, option),                                       /* const AVOption * */
    AVClass_version = offsetof(AVClass, version),                                     /* int */
    AVClass_log_level_offset_offset = offsetof(AVClass, log_level_offset_offset),     /* int */
    AVClass_parent_log_context_offset = offsetof(AVClass, parent_log_context_offset), /* int */
    AVClass_category = offsetof(AVClass, category),                                   /* AVClassCategory */
};

enum {
    AVCodec_sizeof = sizeof(AVCodec),
    AVCodec_name = offsetof(AVCodec, name),                 /* const char * */
    AVCodec_long_name = offsetof(AVCodec, long_name),       /* const char * */
    AVCodec_type = offsetof(AVCodec, type),                 /* enum AVMediaType */
    AVCodec_id = offsetof(AVCodec, id),                     /* enum AVCodecID */
    AVCodec_capabilities = offsetof(AVCodec, capabilities), /* int */
    AVCodec_max_lowres = offsetof(AVCodec, max_lowres),     /* uint8_t */
    AVCodec_priv_class = offsetof(AVCodec, priv_class),     /* const AVClass * */
    AVCodec_profiles = offsetof(AVCodec, profiles),         /* const AVProfile * */
    AVCodec_wrapper_name = offsetof(AVCodec, wrapper_name), /* const char * */
};

enum {
    AVCodecDescriptor_sizeof = sizeof(AVCodecDescriptor),
    AVCodecDescriptor_id = offsetof(AVCodecDescriptor, id),                 /* enum AVCodecID */
    AVCodecDescriptor_type = offsetof(AVCodecDescriptor, type),             /* enum AVMediaType */
    AVCodecDescriptor_name = offsetof(AVCodecDescriptor, name),             /* const char * */
    AVCodecDescriptor_long_name = offsetof(AVCodecDescriptor, long_name),   /* const char * */
    AVCodecDescriptor_props = offsetof(AVCodecDescriptor, props),           /* int */
    AVCodecDescriptor_mime_types = offsetof(AVCodecDescriptor, mime_types), /* const char *const * */
    AVCodecDescriptor_profiles = offsetof(AVCodecDescriptor, profiles),     /* const AVProfile * */
};

enum {
    AVProfile_sizeof = sizeof(AVProfile),
    AVProfile_profile = offsetof(AVProfile, profile), /* int */
    AVProfile_name = offsetof(AVProfile, name),       /* const char * */
};

enum {
    AVCodecContext_sizeof = sizeof(AVCodecContext),
    AVCodecContext_av_class = offsetof(AVCodecContext, av_class),                                       /* const AVClass * */
    AVCodecContext_log_level_offset = offsetof(AVCodecContext, log_level_offset),                       /* int */
    AVCodecContext_codec_type = offsetof(AVCodecContext, codec_type),                                   /* enum AVMediaType */
    AVCodecContext_codec = offsetof(AVCodecContext, codec),                                             /* const AVCodec * */
    AVCodecContext_codec_id = offsetof(AVCodecContext, codec_id),                                       /* enum AVCodecID */
    AVCodecContext_codec_tag = offsetof(AVCodecContext, codec_tag),                                     /* unsigned int */
    AVCodecContext_priv_data = offsetof(AVCodecContext, priv_data),                                     /* void * */
    AVCodecContext_opaque = offsetof(AVCodecContext, opaque),                                           /* void * */
    AVCodecContext_bit_rate = offsetof(AVCodecContext, bit_rate),                                       /* int64_t */
    AVCodecContext_flags = offsetof(AVCodecContext, flags),                                             /* int */
    AVCodecContext_flags2 = offsetof(AVCodecContext, flags2),                                           /* int */
    AVCodecContext_extradata = offsetof(AVCodecContext, extradata),                                     /* uint8_t * */
    AVCodecContext_extradata_size = offsetof(AVCodecContext, extradata_size),                           /* int */
    AVCodecContext_time_base = offsetof(AVCodecContext, time_base),                                     /* AVRational */
    AVCodecContext_pkt_timebase = offsetof(AVCodecContext, pkt_timebase),                               /* AVRational */
    AVCodecContext_framerate = offsetof(AVCodecContext, framerate),                                     /* AVRational */
    AVCodecContext_delay = offsetof(AVCodecContext, delay),                                             /* int */
    AVCodecContext_width = offsetof(AVCodecContext, width),                                             /* int */
    AVCodecContext_height = offsetof(AVCodecContext, height),                                           /* int */
    AVCodecContext_coded_width = offsetof(AVCodecContext, coded_width),                                 /* int */
    AVCodecContext_coded_height = offsetof(AVCodecContext, coded_height),                               /* int */
    AVCodecContext_sample_aspect_ratio = offsetof(AVCodecContext, sample_aspect_ratio),                 /* AVRational */
    AVCodecContext_pix_fmt = offsetof(AVCodecContext, pix_fmt),                                         /* enum AVPixelFormat */
    AVCodecContext_sw_pix_fmt = offsetof(AVCodecContext, sw_pix_fmt),                                   /* enum AVPixelFormat */
    AVCodecContext_color_primaries = offsetof(AVCodecContext, color_primaries),                         /* enum AVColorPrimaries */
    AVCodecContext_color_trc = offsetof(AVCodecContext, color_trc),                                     /* enum AVColorTransferCharacteristic */
    AVCodecContext_colorspace = offsetof(AVCodecContext, colorspace),                                   /* enum AVColorSpace */
    AVCodecContext_color_range = offsetof(AVCodecContext, color_range),                                 /* enum AVColorRange */
    AVCodecContext_chroma_sample_location = offsetof(AVCodecContext, chroma_sample_location),           /* enum AVChromaLocation */
    AVCodecContext_field_order = offsetof(AVCodecContext, field_order),                                 /* enum AVFieldOrder */
    AVCodecContext_refs = offsetof(AVCodecContext, refs),                                               /* int */
    AVCodecContext_has_b_frames = offsetof(AVCodecContext, has_b_frames),                               /* int */
    AVCodecContext_draw_horiz_band = offsetof(AVCodecContext, draw_horiz_band),                         /* function */
    AVCodecContext_get_format = offsetof(AVCodecContext, get_format),                                   /* function */
    AVCodecContext_max_b_frames = offsetof(AVCodecContext, max_b_frames),                               /* int */
    AVCodecContext_mb_decision = offsetof(AVCodecContext, mb_decision),                                 /* int */
    AVCodecContext_keyint_min = offsetof(AVCodecContext, keyint_min),                                   /* int */
    AVCodecContext_gop_size = offsetof(AVCodecContext, gop_size),                                       /* int */
    AVCodecContext_slices = offsetof(AVCodecContext, slices),                                           /* int */
    AVCodecContext_sample_rate = offsetof(AVCodecContext, sample_rate),                                 /* int */
    AVCodecContext_sample_fmt = offsetof(AVCodecContext, sample_fmt),                                   /* enum AVSampleFormat */
    AVCodecContext_ch_layout = offsetof(AVCodecContext, ch_layout),                                     /* AVChannelLayout */
    AVCodecContext_frame_size = offsetof(AVCodecContext, frame_size),                                   /* int */
    AVCodecContext_block_align = offsetof(AVCodecContext, block_align),                                 /* int */
    AVCodecContext_cutoff = offsetof(AVCodecContext, cutoff),                                           /* int */
    AVCodecContext_audio_service_type = offsetof(AVCodecContext, audio_service_type),                   /* enum AVAudioServiceType */
    AVCodecContext_request_sample_fmt = offsetof(AVCodecContext, request_sample_fmt),                   /* enum AVSampleFormat */
    AVCodecContext_initial_padding = offsetof(AVCodecContext, initial_padding),                         /* int */
    AVCodecContext_trailing_padding = offsetof(AVCodecContext, trailing_padding),                       /* int */
    AVCodecContext_seek_preroll = offsetof(AVCodecContext, seek_preroll),                               /* int */
    AVCodecContext_get_buffer2 = offsetof(AVCodecContext, get_buffer2),                                 /* function */
    AVCodecContext_bit_rate_tolerance = offsetof(AVCodecContext, bit_rate_tolerance),                   /* int */
    AVCodecContext_global_quality = offsetof(AVCodecContext, global_quality),                           /* int */
    AVCodecContext_compression_level = offsetof(AVCodecContext, compression_level),                     /* int */
    AVCodecContext_qcompress = offsetof(AVCodecContext, qcompress),                                     /* float */
    AVCodecContext_qmin = offsetof(AVCodecContext, qmin),                                               /* int */
    AVCodecContext_qmax = offsetof(AVCodecContext, qmax),                                               /* int */
    AVCodecContext_max_qdiff = offsetof(AVCodecContext, max_qdiff),                                     /* int */
    AVCodecContext_rc_buffer_size = offsetof(AVCodecContext, rc_buffer_size),                           /* int */
    AVCodecContext_rc_max_rate = offsetof(AVCodecContext, rc_max_rate),                                 /* int64_t */
    AVCodecContext_rc_min_rate = offsetof(AVCodecContext, rc_min_rate),                                 /* int64_t */
    AVCodecContext_rc_max_available_vbv_use = offsetof(AVCodecContext, rc_max_available_vbv_use),       /* float */
    AVCodecContext_rc_min_vbv_overflow_use = offsetof(AVCodecContext, rc_min_vbv_overflow_use),         /* float */
    AVCodecContext_rc_initial_buffer_occupancy = offsetof(AVCodecContext, rc_initial_buffer_occupancy), /* int */
    AVCodecContext_trellis = offsetof(AVCodecContext, trellis),                                         /* int */
    AVCodecContext_strict_std_compliance = offsetof(AVCodecContext, strict_std_compliance),             /* int */
    AVCodecContext_error_concealment = offsetof(AVCodecContext, error_concealment),                     /* int */
    AVCodecContext_debug = offsetof(AVCodecContext, debug),                                             /* int */
    AVCodecContext_err_recognition = offsetof(AVCodecContext, err_recognition),                         /* int */
    AVCodecContext_hwaccel = offsetof(AVCodecContext, hwaccel),                                         /* const AVHWAccel * */
    AVCodecContext_hw_frames_ctx = offsetof(AVCodecContext, hw_frames_ctx),                             /* AVBufferRef * */
    AVCodecContext_hw_device_ctx = offsetof(AVCodecContext, hw_device_ctx),                             /* AVBufferRef * */
    AVCodecContext_extra_hw_frames = offsetof(AVCodecContext, extra_hw_frames),                         /* int */
    AVCodecContext_dct_algo = offsetof(AVCodecContext, dct_algo),                                       /* int */
    AVCodecContext_idct_algo = offsetof(AVCodecContext, idct_algo),                                     /* int */
    AVCodecContext_bits_per_coded_sample = offsetof(AVCodecContext, bits_per_coded_sample),             /* int */
    AVCodecContext_bits_per_raw_sample = offsetof(AVCodecContext, bits_per_raw_sample),                 /* int */
    AVCodecContext_thread_count = offsetof(AVCodecContext, thread_count),                               /* int */
    AVCodecContext_thread_type = offsetof(AVCodecContext, thread_type),                                 /* int */
    AVCodecContext_active_thread_type = offsetof(AVCodecContext, active_thread_type),                   /* int */
    AVCodecContext_execute = offsetof(AVCodecContext, execute),                                         /* function */
    AVCodecContext_profile = offsetof(AVCodecContext, profile),                                         /* int */
    AVCodecContext_level = offsetof(AVCodecContext, level),                                             /* int */
    AVCodecContext_properties = offsetof(AVCodecContext, properties),                                   /* unsigned */
    AVCodecContext_skip_loop_filter = offsetof(AVCodecContext, skip_loop_filter),                       /* enum AVDiscard */
    AVCodecContext_skip_idct = offsetof(AVCodecContext, skip_idct),                                     /* enum AVDiscard */
    AVCodecContext_skip_frame = offsetof(AVCodecContext, skip_frame),                                   /* enum AVDiscard */
    AVCodecContext_lowres = offsetof(AVCodecContext, lowres),                                           /* int */
    AVCodecContext_codec_descriptor = offsetof(AVCodecContext, codec_descriptor),                       /* const AVCodecDescriptor * */
    AVCodecContext_dump_separator = offsetof(AVCodecContext, dump_separator),                           /* uint8_t * */
    AVCodecContext_codec_whitelist = offsetof(AVCodecContext, codec_whitelist),                         /* char * */
    AVCodecContext_coded_side_data = offsetof(AVCodecContext, coded_side_data),                         /* AVPacketSideData * */
    AVCodecContext_nb_coded_side_data = offsetof(AVCodecContext, nb_coded_side_data),                   /* int */
    AVCodecContext_export_side_data = offsetof(AVCodecContext, export_side_data),                       /* int */
    AVCodecContext_max_pixels = offsetof(AVCodecContext, max_pixels),                                   /* int64_t */
    AVCodecContext_apply_cropping = offsetof(AVCodecContext, apply_cropping),                           /* int */
    AVCodecContext_discard_damaged_percentage = offsetof(AVCodecContext, discard_damaged_percentage),   /* int */
    AVCodecContext_max_samples = offsetof(AVCodecContext, max_samples),                                 /* int64_t */
    AVCodecContext_get_encode_buffer = offsetof(AVCodecContext, get_encode_buffer),                     /* function */
    AVCodecContext_frame_num = offsetof(AVCodecContext, frame_num),                                     /* int64_t */
    AVCodecContext_side_data_prefer_packet = offsetof(AVCodecContext, side_data_prefer_packet),         /* int * */
    AVCodecContext_nb_side_data_prefer_packet = offsetof(AVCodecContext, nb_side_data_prefer_packet),   /* unsigned */
    AVCodecContext_decoded_side_data = offsetof(AVCodecContext, decoded_side_data),                     /* AVFrameSideData ** */
    AVCodecContext_nb_decoded_side_data = offsetof(AVCodecContext, nb_decoded_side_data),               /* int */
};

enum {
    AVCodecParameters_sizeof = sizeof(AVCodecParameters),
    AVCodecParameters_codec_type = offsetof(AVCodecParameters, codec_type),                       /* enum AVMediaType */
    AVCodecParameters_codec_id = offsetof(AVCodecParameters, codec_id),                           /* enum AVCodecID */
    AVCodecParameters_codec_tag = offsetof(AVCodecParameters, codec_tag),                         /* uint32_t */
    AVCodecParameters_extradata = offsetof(AVCodecParameters, extradata),                         /* uint8_t * */
    AVCodecParameters_extradata_size = offsetof(AVCodecParameters, extradata_size),               /* int */
    AVCodecParameters_coded_side_data = offsetof(AVCodecParameters, coded_side_data),             /* AVPacketSideData * */
    AVCodecParameters_nb_coded_side_data = offsetof(AVCodecParameters, nb_coded_side_data),       /* int */
    AVCodecParameters_format = offsetof(AVCodecParameters, format),                               /* int */
    AVCodecParameters_bit_rate = offsetof(AVCodecParameters, bit_rate),                           /* int64_t */
    AVCodecParameters_bits_per_coded_sample = offsetof(AVCodecParameters, bits_per_coded_sample), /* int */
    AVCodecParameters_bits_per_raw_sample = offsetof(AVCodecParameters, bits_per_raw_sample),     /* int */
    AVCodecParameters_profile = offsetof(AVCodecParameters, profile),                             /* int */
    AVCodecParameters_level = offsetof(AVCodecParameters, level),                                 /* int */
    AVCodecParameters_width = offsetof(AVCodecParameters, width),                                 /* int */
    AVCodecParameters_height = offsetof(AVCodecParameters, height),                               /* int */
    AVCodecParameters_sample_aspect_ratio = offsetof(AVCodecParameters, sample_aspect_ratio),     /* AVRational */
    AVCodecParameters_framerate = offsetof(AVCodecParameters, framerate),                         /* AVRational */
    AVCodecParameters_field_order = offsetof(AVCodecParameters, field_order),                     /* enum AVFieldOrder */
    AVCodecParameters_color_range = offsetof(AVCodecParameters, color_range),                     /* enum AVColorRange */
    AVCodecParameters_color_primaries = offsetof(AVCodecParameters, color_primaries),             /* enum AVColorPrimaries */
    AVCodecParameters_color_trc = offsetof(AVCodecParameters, color_trc),                         /* enum AVColorTransferCharacteristic */
    AVCodecParameters_color_space = offsetof(AVCodecParameters, color_space),                     /* enum AVColorSpace */
    AVCodecParameters_chroma_location = offsetof(AVCodecParameters, chroma_location),             /* enum AVChromaLocation */
    AVCodecParameters_video_delay = offsetof(AVCodecParameters, video_delay),                     /* int */
    AVCodecParameters_ch_layout = offsetof(AVCodecParameters, ch_layout),                         /* AVChannelLayout */
    AVCodecParameters_sample_rate = offsetof(AVCodecParameters, sample_rate),                     /* int */
    AVCodecParameters_block_align = offsetof(AVCodecParameters, block_align),                     /* int */
    AVCodecParameters_frame_size = offsetof(AVCodecParameters, frame_size),                       /* int */
    AVCodecParameters_initial_padding = offsetof(AVCodecParameters, initial_padding),             /* int */
    AVCodecParameters_trailing_padding = offsetof(AVCodecParameters, trailing_padding),           /* int */
    AVCodecParameters_seek_preroll = offsetof(AVCodecParameters, seek_preroll),                   /* int */
};

enum {
    AVInputFormat_sizeof = sizeof(AVInputFormat),
    AVInputFormat_name = offsetof(AVInputFormat, name),             /* const char * */
    AVInputFormat_long_name = offsetof(AVInputFormat, long_name),   /* const char * */
    AVInputFormat_flags = offsetof(AVInputFormat, flags),           /* int */
    AVInputFormat_extensions = offsetof(AVInputFormat, extensions), /* const char * */
    AVInputFormat_codec_tag = offsetof(AVInputFormat, codec_tag),   /* const AVCodecTag *const * */
    AVInputFormat_priv_class = offsetof(AVInputFormat, priv_class), /* const AVClass * */
    AVInputFormat_mime_type = offsetof(AVInputFormat, mime_type),   /* const char * */
};

enum {
    AVOutputFormat_sizeof = sizeof(AVOutputFormat),
    AVOutputFormat_name = offsetof(AVOutputFormat, name),                     /* const char * */
    AVOutputFormat_long_name = offsetof(AVOutputFormat, long_name),           /* const char * */
    AVOutputFormat_mime_type = offsetof(AVOutputFormat, mime_type),           /* const char * */
    AVOutputFormat_extensions = offsetof(AVOutputFormat, extensions),         /* const char * */
    AVOutputFormat_audio_codec = offsetof(AVOutputFormat, audio_codec),       /* enum AVCodecID */
    AVOutputFormat_video_codec = offsetof(AVOutputFormat, video_codec),       /* enum AVCodecID */
    AVOutputFormat_subtitle_codec = offsetof(AVOutputFormat, subtitle_codec), /* enum AVCodecID */
    AVOutputFormat_flags = offsetof(AVOutputFormat, flags),                   /* int */
    AVOutputFormat_codec_tag = offsetof(AVOutputFormat, codec_tag),           /* const AVCodecTag *const * */
    AVOutputFormat_priv_class = offsetof(AVOutputFormat, priv_class),         /* const AVClass * */
};

enum {
    AVFormatContext_sizeof = sizeof(AVFormatContext),
    AVFormatContext_av_class = offsetof(AVFormatContext, av_class),                                     /* const AVClass * */
    AVFormatContext_iformat = offsetof(AVFormatContext, iformat),                                       /* const AVInputFormat * */
    AVFormatContext_oformat = offsetof(AVFormatContext, oformat),                                       /* const AVOutputFormat * */
    AVFormatContext_priv_data = offsetof(AVFormatContext, priv_data),                                   /* void * */
    AVFormatContext_pb = offsetof(AVFormatContext, pb),                                                 /* AVIOContext * */
    AVFormatContext_ctx_flags = offsetof(AVFormatContext, ctx_flags),                                   /* int */
    AVFormatContext_nb_streams = offsetof(AVFormatContext, nb_streams),                                 /* unsigned int */
    AVFormatContext_streams = offsetof(AVFormatContext, streams),                                       /* AVStream ** */
    AVFormatContext_nb_chapters = offsetof(AVFormatContext, nb_chapters),                               /* unsigned int */
    AVFormatContext_chapters = offsetof(AVFormatContext, chapters),                                     /* AVChapter ** */
    AVFormatContext_url = offsetof(AVFormatContext, url),                                               /* char * */
    AVFormatContext_start_time = offsetof(AVFormatContext, start_time),                                 /* int64_t */
    AVFormatContext_duration = offsetof(AVFormatContext, duration),                                     /* int64_t */
    AVFormatContext_bit_rate = offsetof(AVFormatContext, bit_rate),                                     /* int64_t */
    AVFormatContext_packet_size = offsetof(AVFormatContext, packet_size),                               /* unsigned int */
    AVFormatContext_max_delay = offsetof(AVFormatContext, max_delay),                                   /* int */
    AVFormatContext_flags = offsetof(AVFormatContext, flags),                                           /* int */
    AVFormatContext_probesize = offsetof(AVFormatContext, probesize),                                   /* int64_t */
    AVFormatContext_max_analyze_duration = offsetof(AVFormatContext, max_analyze_duration),             /* int64_t */
    AVFormatContext_nb_programs = offsetof(AVFormatContext, nb_programs),                               /* unsigned int */
    AVFormatContext_programs = offsetof(AVFormatContext, programs),                                     /* AVProgram ** */
    AVFormatContext_video_codec_id = offsetof(AVFormatContext, video_codec_id),                         /* enum AVCodecID */
    AVFormatContext_audio_codec_id = offsetof(AVFormatContext, audio_codec_id),                         /* enum AVCodecID */
    AVFormatContext_subtitle_codec_id = offsetof(AVFormatContext, subtitle_codec_id),                   /* enum AVCodecID */
    AVFormatContext_data_codec_id = offsetof(AVFormatContext, data_codec_id),                           /* enum AVCodecID */
    AVFormatContext_metadata = offsetof(AVFormatContext, metadata),                                     /* AVDictionary * */
    AVFormatContext_fps_probe_size = offsetof(AVFormatContext, fps_probe_size),                         /* int */
    AVFormatContext_interrupt_callback = offsetof(AVFormatContext, interrupt_callback),                 /* AVIOInterruptCB */
    AVFormatContext_debug = offsetof(AVFormatContext, debug),                                           /* int */
    AVFormatContext_max_streams = offsetof(AVFormatContext, max_streams),                               /* int */
    AVFormatContext_max_interleave_delta = offsetof(AVFormatContext, max_interleave_delta),             /* int64_t */
    AVFormatContext_max_probe_packets = offsetof(AVFormatContext, max_probe_packets),                   /* int */
    AVFormatContext_strict_std_compliance = offsetof(AVFormatContext, strict_std_compliance),           /* int */
    AVFormatContext_event_flags = offsetof(AVFormatContext, event_flags),                               /* int */
    AVFormatContext_avoid_negative_ts = offsetof(AVFormatContext, avoid_negative_ts),                   /* int */
    AVFormatContext_avio_flags = offsetof(AVFormatContext, avio_flags),                                 /* int */
    AVFormatContext_duration_estimation_method = offsetof(AVFormatContext, duration_estimation_method), /* enum AVDurationEstimationMethod */
    AVFormatContext_flush_packets = offsetof(AVFormatContext, flush_packets),                           /* int */
    AVFormatContext_probe_score = offsetof(AVFormatContext, probe_score),                               /* int */
    AVFormatContext_format_probesize = offsetof(AVFormatContext, format_probesize),                     /* int */
    AVFormatContext_codec_whitelist = offsetof(AVFormatContext, codec_whitelist),                       /* char * */
    AVFormatContext_format_whitelist = offsetof(AVFormatContext, format_whitelist),                     /* char * */
    AVFormatContext_protocol_whitelist = offsetof(AVFormatContext, protocol_whitelist),                 /* char * */
    AVFormatContext_protocol_blacklist = offsetof(AVFormatContext, protocol_blacklist),                 /* char * */
    AVFormatContext_video_codec = offsetof(AVFormatContext, video_codec),                               /* const AVCodec * */
    AVFormatContext_audio_codec = offsetof(AVFormatContext, audio_codec),                               /* const AVCodec * */
    AVFormatContext_subtitle_codec = offsetof(AVFormatContext, subtitle_codec),                         /* const AVCodec * */
    AVFormatContext_data_codec = offsetof(AVFormatContext, data_codec),                                 /* const AVCodec * */
    AVFormatContext_opaque = offsetof(AVFormatContext, opaque),                                         /* void * */
    AVFormatContext_output_ts_offset = offsetof(AVFormatContext, output_ts_offset),                     /* int64_t */
    AVFormatContext_io_open = offsetof(AVFormatContext, io_open),                                       /* function */
    AVFormatContext_io_close2 = offsetof(AVFormatContext, io_close2),                                   /* function */
    AVFormatContext_duration_probesize = offsetof(AVFormatContext, duration_probesize),                 /* int64_t */
};

enum {
    AVStream_sizeof = sizeof(AVStream),
    AVStream_av_class = offsetof(AVStream, av_class),                       /* const AVClass * */
    AVStream_index = offsetof(AVStream, index),                             /* int */
    AVStream_id = offsetof(AVStream, id),                                   /* int */
    AVStream_codecpar = offsetof(AVStream, codecpar),                       /* AVCodecParameters * */
    AVStream_priv_data = offsetof(AVStream, priv_data),                     /* void * */
    AVStream_time_base = offsetof(AVStream, time_base),                     /* AVRational */
    AVStream_start_time = offsetof(AVStream, start_time),                   /* int64_t */
    AVStream_duration = offsetof(AVStream, duration),                       /* int64_t */
    AVStream_nb_frames = offsetof(AVStream, nb_frames),                     /* int64_t */
    AVStream_disposition = offsetof(AVStream, disposition),                 /* int */
    AVStream_discard = offsetof(AVStream, discard),                         /* enum AVDiscard */
    AVStream_sample_aspect_ratio = offsetof(AVStream, sample_aspect_ratio), /* AVRational */
    AVStream_metadata = offsetof(AVStream, metadata),                       /* AVDictionary * */
    AVStream_avg_frame_rate = offsetof(AVStream, avg_frame_rate),           /* AVRational */
    AVStream_attached_pic = offsetof(AVStream, attached_pic),               /* AVPacket */
    AVStream_event_flags = offsetof(AVStream, event_flags),                 /* int */
    AVStream_r_frame_rate = offsetof(AVStream, r_frame_rate),               /* AVRational */
    AVStream_pts_wrap_bits = offsetof(AVStream, pts_wrap_bits),             /* int */
};

enum {
    AVProgram_sizeof = sizeof(AVProgram),
    AVProgram_id = offsetof(AVProgram, id),                                 /* int */
    AVProgram_flags = offsetof(AVProgram, flags),                           /* int */
    AVProgram_discard = offsetof(AVProgram, discard),                       /* enum AVDiscard */
    AVProgram_stream_index = offsetof(AVProgram, stream_index),             /* unsigned int * */
    AVProgram_nb_stream_indexes = offsetof(AVProgram, nb_stream_indexes),   /* unsigned int */
    AVProgram_metadata = offsetof(AVProgram, metadata),                     /* AVDictionary * */
    AVProgram_program_num = offsetof(AVProgram, program_num),               /* int */
    AVProgram_pmt_pid = offsetof(AVProgram, pmt_pid),                       /* int */
    AVProgram_pcr_pid = offsetof(AVProgram, pcr_pid),                       /* int */
    AVProgram_pmt_version = offsetof(AVProgram, pmt_version),               /* int */
    AVProgram_start_time = offsetof(AVProgram, start_time),                 /* int64_t */
    AVProgram_end_time = offsetof(AVProgram, end_time),                     /* int64_t */
    AVProgram_pts_wrap_reference = offsetof(AVProgram, pts_wrap_reference), /* int64_t */
    AVProgram_pts_wrap_behavior = offsetof(AVProgram, pts_wrap_behavior),   /* int */
};

enum {
    AVChapter_sizeof = sizeof(AVChapter),
    AVChapter_id = offsetof(AVChapter, id),               /* int64_t */
    AVChapter_time_base = offsetof(AVChapter, time_base), /* AVRational */
    AVChapter_start = offsetof(AVChapter, start),         /* int64_t */
    AVChapter_end = offsetof(AVChapter, end),             /* int64_t */
    AVChapter_metadata = offsetof(AVChapter, metadata),   /* AVDictionary * */
};

enum {
    AVIOContext_sizeof = sizeof(AVIOContext),
    AVIOContext_av_class = offsetof(AVIOContext, av_class),                     /* const AVClass * */
    AVIOContext_buffer = offsetof(AVIOContext, buffer),                         /* unsigned char * */
    AVIOContext_buffer_size = offsetof(AVIOContext, buffer_size),               /* int */
    AVIOContext_buf_ptr = offsetof(AVIOContext, buf_ptr),                       /* unsigned char * */
    AVIOContext_buf_end = offsetof(AVIOContext, buf_end),                       /* unsigned char * */
    AVIOContext_opaque = offsetof(AVIOContext, opaque),                         /* void * */
    AVIOContext_read_packet = offsetof(AVIOContext, read_packet),               /* function */
    AVIOContext_write_packet = offsetof(AVIOContext, write_packet),             /* function */
    AVIOContext_seek = offsetof(AVIOContext, seek),                             /* function */
    AVIOContext_pos = offsetof(AVIOContext, pos),                               /* int64_t */
    AVIOContext_eof_reached = offsetof(AVIOContext, eof_reached),               /* int */
    AVIOContext_error = offsetof(AVIOContext, error),                           /* int */
    AVIOContext_write_flag = offsetof(AVIOContext, write_flag),                 /* int */
    AVIOContext_max_packet_size = offsetof(AVIOContext, max_packet_size),       /* int */
    AVIOContext_min_packet_size = offsetof(AVIOContext, min_packet_size),       /* int */
    AVIOContext_seekable = offsetof(AVIOContext, seekable),                     /* int */
    AVIOContext_direct = offsetof(AVIOContext, direct),                         /* int */
    AVIOContext_protocol_whitelist = offsetof(AVIOContext, protocol_whitelist), /* const char * */
    AVIOContext_protocol_blacklist = offsetof(AVIOContext, protocol_blacklist), /* const char * */
    AVIOContext_buf_ptr_max = offsetof(AVIOContext, buf_ptr_max),               /* unsigned char * */
    AVIOContext_bytes_read = offsetof(AVIOContext, bytes_read),                 /* int64_t */
    AVIOContext_bytes_written = offsetof(AVIOContext, bytes_written),           /* int64_t */
};

enum {
    AVIOInterruptCB_sizeof = sizeof(AVIOInterruptCB),
    AVIOInterruptCB_callback = offsetof(AVIOInterruptCB, callback), /* function */
    AVIOInterruptCB_opaque = offsetof(AVIOInterruptCB, opaque),     /* void * */
};

enum {
    SwsContext_sizeof = sizeof(SwsContext),
    SwsContext_av_class = offsetof(SwsContext, av_class),           /* const AVClass * */
    SwsContext_opaque = offsetof(SwsContext, opaque),               /* void * */
    SwsContext_flags = offsetof(SwsContext, flags),                 /* unsigned */
    SwsContext_scaler_params = offsetof(SwsContext, scaler_params), /* double[2] */
    SwsContext_threads = offsetof(SwsContext, threads),             /* int */
    SwsContext_dither = offsetof(SwsContext, dither),               /* SwsDither */
    SwsContext_alpha_blend = offsetof(SwsContext, alpha_blend),     /* SwsAlphaBlend */
    SwsContext_gamma_flag = offsetof(SwsContext, gamma_flag),       /* int */
    SwsContext_src_w = offsetof(SwsContext, src_w),                 /* int */
    SwsContext_src_h = offsetof(SwsContext, src_h),                 /* int */
    SwsContext_dst_w = offsetof(SwsContext, dst_w),                 /* int */
    SwsContext_dst_h = offsetof(SwsContext, dst_h),                 /* int */
    SwsContext_src_format = offsetof(SwsContext, src_format),       /* int */
    SwsContext_dst_format = offsetof(SwsContext, dst_format),       /* int */
    SwsContext_src_range = offsetof(SwsContext, src_range),         /* int */
    SwsContext_dst_range = offsetof(SwsContext, dst_range),         /* int */
    SwsContext_src_v_chr_pos = offsetof(SwsContext, src_v_chr_pos), /* int */
    SwsContext_src_h_chr_pos = offsetof(SwsContext, src_h_chr_pos), /* int */
    SwsContext_dst_v_chr_pos = offsetof(SwsContext, dst_v_chr_pos), /* int */
    SwsContext_dst_h_chr_pos = offsetof(SwsContext, dst_h_chr_pos), /* int */
    SwsContext_intent = offsetof(SwsContext, intent),               /* int */
};

#endif
