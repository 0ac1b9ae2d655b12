package dev.sampan.bindings.ffmpeg;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LibrariesTest {

  private static final MemorySegment NULL = MemorySegment.NULL;

  @BeforeAll
  static void load() throws Exception {
    JavaCpp.load();
  }

  @Test
  void everyFunctionIsInTheLibraries() throws Exception {
    for (var name : Generated.functions(FFmpeg.class)) {
      var address = (MemorySegment) FFmpeg.class.getMethod(name + "$address").invoke(null);
      assertThat(address.address()).as(name).isNotZero();
    }
  }

  @Test
  void theLibrariesHaveTheVersionOfTheHeaders() {
    assertThat(FFmpeg.avutil_version()).isEqualTo(FFmpeg.LIBAVUTIL_VERSION_INT());
    assertThat(FFmpeg.avcodec_version()).isEqualTo(FFmpeg.LIBAVCODEC_VERSION_INT());
    assertThat(FFmpeg.avformat_version()).isEqualTo(FFmpeg.LIBAVFORMAT_VERSION_INT());
    assertThat(FFmpeg.swscale_version()).isEqualTo(FFmpeg.LIBSWSCALE_VERSION_INT());
    assertThat(FFmpeg.swresample_version()).isEqualTo(FFmpeg.LIBSWRESAMPLE_VERSION_INT());
  }

  @Test
  void aPacketFilledThroughAccessorsIsWhatTheLibraryReads() {
    try (var arena = Arena.ofConfined()) {
      var packet = FFmpeg.av_packet_alloc();
      assertThat(FFmpeg.av_new_packet(packet, 100)).isZero();
      AVPacket.pts(packet, 3000);
      AVPacket.dts(packet, 2000);
      AVPacket.duration(packet, 500);
      FFmpeg.av_packet_rescale_ts(packet, rational(1, 1000, arena), rational(1, 10, arena));
      assertThat(AVPacket.pts(packet)).isEqualTo(30);
      assertThat(AVPacket.dts(packet)).isEqualTo(20);
      assertThat(AVPacket.duration(packet)).isEqualTo(5);
      assertThat(AVPacket.size(packet)).isEqualTo(100);
      assertThat(AVPacket.pos(packet)).isEqualTo(-1);

      var buffer = AVPacket.buf(packet);
      assertThat(AVBufferRef.data(buffer)).isEqualTo(AVPacket.data(packet));
      assertThat(AVBufferRef.size(buffer)).isEqualTo(100 + FFmpeg.AV_INPUT_BUFFER_PADDING_SIZE());
      FFmpeg.av_packet_free(pointerTo(packet, arena));
    }
  }

  @Test
  void structuresAreReturnedByValue() {
    try (var arena = Arena.ofConfined()) {
      var rate = FFmpeg.av_d2q(arena, 12.5, 1000);
      assertThat(AVRational.num(rate)).isEqualTo(25);
      assertThat(AVRational.den(rate)).isEqualTo(2);
    }
  }

  @Test
  void aFrameFilledThroughTheTableIsWhatTheLibraryReads() {
    try (var arena = Arena.ofConfined()) {
      var frame = FFmpeg.av_frame_alloc();
      frame.set(JAVA_INT, FFmpeg.AVFrame_width(), 322);
      frame.set(JAVA_INT, FFmpeg.AVFrame_height(), 242);
      frame.set(JAVA_INT, FFmpeg.AVFrame_format(), FFmpeg.AV_PIX_FMT_YUV420P());
      assertThat(FFmpeg.av_frame_get_buffer(frame, 64)).isZero();
      int stride = frame.get(JAVA_INT, FFmpeg.AVFrame_linesize());
      int chroma = frame.get(JAVA_INT, FFmpeg.AVFrame_linesize() + 4);
      assertThat(stride).isGreaterThanOrEqualTo(322).isEqualTo(384);
      assertThat(chroma).isGreaterThanOrEqualTo(161).isLessThan(stride);
      assertThat(frame.get(ADDRESS, FFmpeg.AVFrame_data() + 8).address()).isNotZero();
      assertThat(frame.get(JAVA_LONG, FFmpeg.AVFrame_pts())).isEqualTo(FFmpeg.AV_NOPTS_VALUE());

      frame.set(JAVA_LONG, FFmpeg.AVFrame_crop_left(), 64);
      var before = frame.get(ADDRESS, FFmpeg.AVFrame_data()).address();
      assertThat(FFmpeg.av_frame_apply_cropping(frame, 0)).isZero();
      assertThat(frame.get(ADDRESS, FFmpeg.AVFrame_data()).address()).isEqualTo(before + 64);
      assertThat(frame.get(JAVA_INT, FFmpeg.AVFrame_width())).isEqualTo(322 - 64);
      FFmpeg.av_frame_free(pointerTo(frame, arena));
    }
  }

  @Test
  void theLastReferenceToABufferCallsFree() {
    try (var arena = Arena.ofConfined()) {
      var freed = new ArrayList<Long>();
      var memory = arena.allocate(64);
      var free =
          sampan_buffer_free.allocate(
              (opaque, data) -> {
                freed.add(opaque.address());
                freed.add(data.address());
              },
              arena);
      var one = FFmpeg.av_buffer_create(memory, 64, free, MemorySegment.ofAddress(7), 0);
      var two = FFmpeg.av_buffer_ref(one);
      assertThat(FFmpeg.av_buffer_get_ref_count(one)).isEqualTo(2);
      FFmpeg.av_buffer_unref(pointerTo(one, arena));
      assertThat(freed).isEmpty();
      FFmpeg.av_buffer_unref(pointerTo(two, arena));
      assertThat(freed).containsExactly(7L, memory.address());
    }
  }

  @Test
  void aLogMessageIsFormattedFromItsArguments() {
    try (var arena = Arena.ofConfined()) {
      var line = new AtomicReference<String>();
      var buffer = arena.allocate(200);
      var prefix = arena.allocateFrom(JAVA_INT, 0);
      var callback =
          sampan_log_callback.allocate(
              (object, level, format, arguments) -> {
                FFmpeg.av_log_format_line2(object, level, format, arguments, buffer, 200, prefix);
                line.set(level + " " + buffer.getString(0));
              },
              arena);
      FFmpeg.av_log_set_callback(callback);
      try {
        // "Picture size %ux%u is invalid"
        FFmpeg.av_image_check_size2(0, 77, 1000, FFmpeg.AV_PIX_FMT_NONE(), 0, NULL);
      } finally {
        FFmpeg.av_log_set_callback(FFmpeg.av_log_default_callback$address());
      }
      assertThat(line.get()).startsWith(FFmpeg.AV_LOG_ERROR() + " ").contains("0x77");
    }
  }

  @Test
  void aDecoderCanBeFoundAndDescribed() {
    var decoder = FFmpeg.avcodec_find_decoder(FFmpeg.AV_CODEC_ID_WMV2());
    var name = decoder.get(FFmpeg.C_POINTER, FFmpeg.AVCodec_name());
    assertThat(name.getString(0)).isEqualTo("wmv2");
    assertThat(decoder.get(JAVA_INT, FFmpeg.AVCodec_type())).isEqualTo(FFmpeg.AVMEDIA_TYPE_VIDEO());
    assertThat(decoder.get(JAVA_INT, FFmpeg.AVCodec_capabilities()) & FFmpeg.AV_CODEC_CAP_DR1())
        .isNotZero();
  }

  private static MemorySegment rational(int numerator, int denominator, Arena arena) {
    var rational = AVRational.allocate(arena);
    AVRational.num(rational, numerator);
    AVRational.den(rational, denominator);
    return rational;
  }

  private static MemorySegment pointerTo(MemorySegment object, Arena arena) {
    return arena.allocateFrom(ADDRESS, object);
  }
}
