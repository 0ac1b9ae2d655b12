/*
 * A program that begins in C and stops the runtime, or ends, while there are writers. Its arguments: what to do, the class
 * path, the JVM's home, a folder. Prints a name and an outcome on each line: 0, or the line of what did not hold.
 */
#include "../../../../core/src/test/native/writer.c" /* its sink, its writer of one stream of sound */

static const char *class_path;
static const char *java_home;
static WCHAR file[1000];

static HRESULT start(ISampanRuntime **runtime) {
  static const char *const JVM_OPTIONS[] = {"-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
      "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/stdout"};
  SampanStartOptions options;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.class_path = class_path;
  options.java_home = java_home;
  options.jvm_options = JVM_OPTIONS;
  options.jvm_option_count = sizeof JVM_OPTIONS / sizeof JVM_OPTIONS[0];
  return sampan_start(&options, runtime);
}

static int last_error_is(HRESULT expected, const char *part) {
  char text[4000];
  uint32_t size = sizeof text;
  HRESULT code = 0;
  return sampan_last_error(&code, text, &size) == S_OK && code == expected && strstr(text, part) != NULL;
}

/* Stops as soon as nothing is held any more: an encoder may still have what was written. */
static HRESULT stop_soon(ISampanRuntime *runtime) {
  long long begin = now_ms();
  HRESULT code;
  while ((code = sampan_stop(runtime)) == SAMPAN_E_SAMPLES_HELD && now_ms() - begin < 10000) {
    pause_ms(1);
  }
  return code;
}

/* ---- Samples that a writer has, or that came from it -------------------------------------------------------------- */

static int held_by_native_code(void) {
  ISampanRuntime *runtime = NULL;
  IWMWriter *writer;
  INSSBuffer *kept = NULL;
  REQUIRE_CODE(S_OK, start(&runtime));
  writer = writer_of(runtime, NULL);
  REQUIRE_CODE(S_OK, IWMWriter_SetOutputFilename(writer, file));
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(writer));
  REQUIRE_CODE(S_OK, IWMWriter_AllocateSample(writer, BYTES, &kept));
  REQUIRE_CODE(SAMPAN_E_SAMPLES_HELD, sampan_stop(runtime));
  REQUIRE(last_error_is(SAMPAN_E_SAMPLES_HELD, "samples of writer \"writer "));
  REQUIRE(last_error_is(SAMPAN_E_SAMPLES_HELD, ", which has not ended writing, are held: native consumer"));
  REQUIRE_CODE(S_OK, write_sound(writer, 0)); /* nothing has changed */
  REQUIRE_CODE(S_OK, IWMWriter_EndWriting(writer));
  REQUIRE_CODE(SAMPAN_E_SAMPLES_HELD, sampan_stop(runtime));
  REQUIRE(INSSBuffer_Release(kept) == 0);
  REQUIRE(IWMWriter_Release(writer) == 0);
  REQUIRE_CODE(S_OK, sampan_stop(runtime));
  return 0;
}

static atomic_int go_on;

static void wait_inside(Sink *sink) {
  long long begin = now_ms();
  sink->seen = S_FALSE;
  while (!atomic_load(&go_on) && now_ms() - begin < 10000) {
    pause_ms(1);
  }
}

static int held_by_the_writer(void) {
  ISampanRuntime *runtime = NULL;
  IWMWriter *writer;
  Sink sink;
  IWMWriterAdvanced3 *advanced = NULL;
  WM_WRITER_STATISTICS statistics;
  int full = 0;
  int i;
  REQUIRE_CODE(S_OK, start(&runtime));
  sink_init(runtime, &sink);
  sink.inside = wait_inside;
  atomic_store(&go_on, 0);
  writer = writer_of(runtime, &sink.base);
  REQUIRE_CODE(S_OK, IWMWriter_QueryInterface(writer, &IID_IWMWriterAdvanced3, (void **)&advanced));
  REQUIRE_CODE(S_OK, IWMWriterAdvanced3_SetNonBlocking(advanced));
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(writer));
  memset(&statistics, 0, sizeof statistics);
  for (i = 0; full < 20; i++) { /* until all is full behind the sink: one after the other is dropped */
    QWORD dropped = statistics.qwDroppedSampleCount;
    REQUIRE_CODE(S_OK, write_sound(writer, (QWORD)i * TICKS));
    REQUIRE_CODE(S_OK, IWMWriterAdvanced3_GetStatistics(advanced, 1, &statistics));
    full = sink.seen == S_FALSE && statistics.qwDroppedSampleCount > dropped ? full + 1 : 0;
    pause_ms(sink.seen == S_FALSE ? 1 : 0);
  }
  IWMWriterAdvanced3_Release(advanced);
  REQUIRE_CODE(SAMPAN_E_SAMPLES_HELD, sampan_stop(runtime));
  REQUIRE(last_error_is(SAMPAN_E_SAMPLES_HELD, ", which has not ended writing, are held: writer "));
  atomic_store(&go_on, 1);
  REQUIRE_CODE(S_OK, IWMWriter_EndWriting(writer));
  REQUIRE(sink.ends == 1);
  REQUIRE(IWMWriter_Release(writer) == 0);
  REQUIRE(IWMSBufferAllocator_Release(sink.units) == 0);
  REQUIRE_CODE(S_OK, sampan_stop(runtime));
  return 0;
}

/* ---- A writer that is stopped --------------------------------------------------------------------------------------- */

static int stopped_while_writing(void) {
  ISampanRuntime *runtime = NULL;
  ISampanRuntime *next = NULL;
  IWMWriter *writer;
  INSSBuffer *none = (INSSBuffer *)&next;
  Sink sink;
  int i;
  REQUIRE_CODE(S_OK, start(&runtime));
  sink_init(runtime, &sink);
  writer = writer_of(runtime, &sink.base);
  REQUIRE_CODE(S_OK, IWMWriter_SetOutputFilename(writer, file));
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(writer));
  for (i = 0; i < 10; i++) {
    REQUIRE_CODE(S_OK, write_sound(writer, (QWORD)i * TICKS));
  }
  REQUIRE_CODE(S_OK, stop_soon(runtime));
  REQUIRE(sink.ends == 1 && sink.references == 1); /* stop has waited for that */
  REQUIRE_CODE(MF_E_SHUTDOWN, IWMWriter_AllocateSample(writer, BYTES, &none));
  REQUIRE(IWMWriter_Release(writer) == 0);
  REQUIRE_CODE(MF_E_SHUTDOWN, IWMWriter_EndWriting(writer));
  REQUIRE_CODE(S_OK, start(&next));
  REQUIRE(writers(next) == 0);
  REQUIRE_CODE(S_OK, sampan_stop(next));
  return 0;
}

static ISampanRuntime *runtime_of_sink;

static void stop_inside(Sink *sink) { sink->seen = sampan_stop(runtime_of_sink); }

static int inside_a_sink(void) {
  ISampanRuntime *runtime = NULL;
  IWMWriter *writer;
  Sink sink;
  REQUIRE_CODE(S_OK, start(&runtime));
  runtime_of_sink = runtime;
  sink_init(runtime, &sink);
  sink.inside = stop_inside;
  writer = writer_of(runtime, &sink.base);
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(writer));
  REQUIRE_CODE(S_OK, write_sound(writer, 0));
  REQUIRE_CODE(S_OK, IWMWriter_EndWriting(writer));
  REQUIRE_CODE(NS_E_INVALID_REQUEST, sink.seen);
  REQUIRE_CODE(S_OK, sampan_stop(runtime));
  REQUIRE(sink.references == 1);
  return 0;
}

/* ---- Stop while others write ---------------------------------------------------------------------------------------- */

enum { WRITING = 4 };

static IWMWriter *shared;
static atomic_int wrong;

static void *write_until_stopped(void *argument) {
  static atomic_int times;
  while (1) {
    HRESULT code = write_sound(shared, (QWORD)atomic_fetch_add(&times, 1) * 10000);
    if (code == MF_E_SHUTDOWN) {
      /* Also while stop is still trying, and then in vain. */
      if (IWMWriter_AddRef(shared) == 0) {
        return argument;
      }
      IWMWriter_Release(shared);
    } else if (code != S_OK && code != NS_E_INVALID_DATA && code != MF_E_NOT_INITIALIZED &&
               code != MF_E_SAMPLEALLOCATOR_CANCELED && code != NS_E_INVALID_REQUEST) {
      printf("0x%08x\n", (unsigned)code);
      atomic_store(&wrong, __LINE__);
      return argument;
    }
  }
}

static int while_others_write(void) {
  int round;
  for (round = 0; round < 5; round++) {
    ISampanRuntime *runtime = NULL;
    pthread_t threads[WRITING];
    int i;
    REQUIRE_CODE(S_OK, start(&runtime));
    shared = writer_of(runtime, NULL);
    REQUIRE_CODE(S_OK, IWMWriter_SetOutputFilename(shared, file));
    REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(shared));
    for (i = 0; i < WRITING; i++) {
      REQUIRE(pthread_create(&threads[i], NULL, write_until_stopped, NULL) == 0);
    }
    pause_ms(20);
    REQUIRE_CODE(S_OK, stop_soon(runtime));
    for (i = 0; i < WRITING; i++) {
      REQUIRE(pthread_join(threads[i], NULL) == 0);
    }
    REQUIRE(atomic_load(&wrong) == 0);
  }
  return 0;
}

/* ---- The process ends while calls wait ------------------------------------------------------------------------------ */

static IWMWriter *exhausted;
static IWMWriter *slow;
static atomic_int waiting;
static atomic_int let_go_of;

static void *wait_for_sample(void *argument) {
  INSSBuffer *sample = (INSSBuffer *)&exhausted;
  HRESULT code;
  while ((code = IWMWriter_AllocateSample(exhausted, BYTES, &sample)) == S_OK) {
    atomic_store(&waiting, 1); /* the next may wait */
  }
  if (FAILED(code) && sample == NULL) {
    atomic_fetch_add(&let_go_of, 1);
  }
  return argument;
}

static void *wait_for_end(void *argument) {
  HRESULT code = IWMWriter_EndWriting(slow);
  if (FAILED(code)) {
    atomic_fetch_add(&let_go_of, 1);
  }
  return argument;
}

/* Registered before the library's own function, so it runs after that. */
static void count_at_exit(void) {
  long long begin = now_ms();
  while (atomic_load(&let_go_of) < 2 && now_ms() - begin < 2000) {
    pause_ms(1);
  }
  printf("let go of %d\n", atomic_load(&let_go_of));
  fflush(stdout);
}

/* The encoder writes to a sink that wants a minute's sound in a minute. */
static int leave(void) {
  static Sink sink;
  ISampanRuntime *runtime = NULL;
  pthread_t thread;
  int i;
  atexit(count_at_exit);
  REQUIRE_CODE(S_OK, start(&runtime));
  sink_init(runtime, &sink);
  sink.real_time = TRUE;
  slow = writer_of(runtime, &sink.base);
  REQUIRE_CODE(S_OK, IWMWriter_SetOutputFilename(slow, file));
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(slow));
  for (i = 0; i < 3; i++) {
    REQUIRE_CODE(S_OK, write_sound(slow, (QWORD)i * 20 * TICKS));
  }
  REQUIRE(pthread_create(&thread, NULL, wait_for_end, NULL) == 0);
  file[0] = 0;
  exhausted = writer_of(runtime, &sink.base);
  REQUIRE_CODE(S_OK, IWMWriter_BeginWriting(exhausted));
  REQUIRE(pthread_create(&thread, NULL, wait_for_sample, NULL) == 0);
  while (!atomic_load(&waiting)) {
    pause_ms(1);
  }
  pause_ms(200);
  return 0;
}

static void say(const char *name, int outcome) {
  printf("%s %d\n", name, outcome);
  fflush(stdout);
}

int main(int count, char **arguments) {
  size_t i;
  if (count < 5) {
    return 2;
  }
  class_path = arguments[2];
  java_home = arguments[3];
  for (i = 0; arguments[4][i] != 0 && i < 999; i++) {
    file[i] = (WCHAR)arguments[4][i];
  }
  if (strcmp(arguments[1], "leave") == 0) {
    say("leave", leave());
    return 0;
  }
  say("held_by_native_code", held_by_native_code());
  remove(arguments[4]); /* that one is whole */
  say("held_by_the_writer", held_by_the_writer());
  say("stopped_while_writing", stopped_while_writing());
  say("inside_a_sink", inside_a_sink());
  say("while_others_write", while_others_write());
  return 0;
}
