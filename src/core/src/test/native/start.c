/*
 * A program that begins in C. It starts a JVM, and is then what its first argument says; the second is the class path,
 * the third the JVM's home. Prints a name and an outcome on each line: 0, or the line of what did not hold.
 */
#define _GNU_SOURCE /* RTLD_DEFAULT, nanosleep */

#include "sampan_inline.h"
#include "../../../../../bindings/sampan/lib/sampan_jni.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef long long Outcome;

#define REQUIRE(condition)   \
  do {                       \
    if (!(condition)) {      \
      return __LINE__;       \
    }                        \
  } while (0)

#define REQUIRE_CODE(expected, call) REQUIRE((call) == (HRESULT)(expected))

/* conformance.c */
typedef struct Given {
  ISampanRuntime *runtime;
  IWMSBufferAllocator *throwing;
  IWMSBufferAllocator *closed;
} Given;
int conformance(const Given *given, const char *path);
int writer_conformance(ISampanRuntime *given, const WCHAR *file, const char *path);

/* border.c */
#define BEHAVIOURS(X)                                                                                               \
  X(misuse) X(forged) X(null_everywhere) X(sizes) X(errors) X(handles) X(statistics) X(properties_end)              \
  X(plain_handler) X(replaced_while_running) X(replace_each_other) X(calls_everything) X(waiting) X(many_threads)   \
  X(short_threads) X(releases_at_once) X(objects_come_and_go) X(no_encoder)
#define DECLARE(name) Outcome name(ISampanRuntime *runtime);
BEHAVIOURS(DECLARE)
Outcome stale(ISampanRuntime *runtime, long long blocks);

/* exit.c */
void exit_expect(void);
long long exit_begin(ISampanRuntime *runtime);
long long exit_calls(void);

static const char *class_path;
static const char *java_home;

static const char *const JVM_OPTIONS[] = {"-Xmx256m", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
    "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/stdout"};

static SampanStartOptions options_of(void) {
  SampanStartOptions options;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.class_path = class_path;
  options.java_home = java_home;
  options.jvm_options = JVM_OPTIONS;
  options.jvm_option_count = sizeof JVM_OPTIONS / sizeof JVM_OPTIONS[0];
  return options;
}

static HRESULT start(ISampanRuntime **runtime) {
  SampanStartOptions options = options_of();
  return sampan_start(&options, runtime);
}

static IWMSBufferAllocator *allocator_of(ISampanRuntime *runtime, uint32_t count) {
  IWMSBufferAllocator *allocator = NULL;
  SampanAllocatorOptions options;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.name = "started";
  options.sample_size = 1000;
  options.count = count;
  return ISampanRuntime_CreateAllocator(runtime, &options, &allocator) == S_OK ? allocator : NULL;
}

static void pause_ms(long ms) {
  struct timespec time;
  time.tv_sec = ms / 1000;
  time.tv_nsec = ms % 1000 * 1000000;
  nanosleep(&time, NULL);
}

static int last_error_is(HRESULT expected, const char *part) {
  char text[4000];
  uint32_t size = sizeof text;
  HRESULT code = 0;
  return sampan_last_error(&code, text, &size) == S_OK && code == expected && strstr(text, part) != NULL &&
      size == strlen(text) + 1;
}

/* ---- Before there is a JVM ---------------------------------------------------------------------------------------- */

static Outcome before(void) {
  ISampanRuntime *runtime = (ISampanRuntime *)&java_home;
  SampanStartOptions options = options_of();
  HRESULT code = 1;
  uint32_t size = 0;
  char byte;
  REQUIRE_CODE(E_POINTER, sampan_last_error(NULL, NULL, NULL));
  REQUIRE_CODE(S_FALSE, sampan_last_error(&code, NULL, &size));
  REQUIRE(code == S_OK && size == 1);
  REQUIRE_CODE(E_POINTER, sampan_start(&options, NULL));
  REQUIRE(last_error_is(E_POINTER, "runtime is null"));
  REQUIRE_CODE(E_POINTER, sampan_stop(NULL));
  REQUIRE_CODE(E_HANDLE, sampan_stop(runtime));
  REQUIRE(last_error_is(E_HANDLE, "no runtime was started"));
  options.size--;
  REQUIRE_CODE(E_INVALIDARG, sampan_start(&options, &runtime));
  REQUIRE(runtime == NULL && last_error_is(E_INVALIDARG, "options has "));
  options = options_of();
  options.flags = 4;
  REQUIRE_CODE(E_INVALIDARG, sampan_start(&options, &runtime));
  REQUIRE(last_error_is(E_INVALIDARG, "unknown flags 0x4"));
  size = 1;
  REQUIRE_CODE(NS_E_SDK_BUFFERTOOSMALL, sampan_last_error(NULL, &byte, &size));
  REQUIRE(size == strlen("unknown flags 0x4") + 1);
  options = options_of();
  options.reserved = 1;
  REQUIRE_CODE(E_INVALIDARG, sampan_start(&options, &runtime));
  options = options_of();
  options.jvm_options = NULL;
  REQUIRE_CODE(E_INVALIDARG, sampan_start(&options, &runtime));
  {
    static const char *const null[] = {"-Xmx100m", NULL};
    options.jvm_options = null;
    options.jvm_option_count = 2;
    REQUIRE_CODE(E_INVALIDARG, sampan_start(&options, &runtime));
    REQUIRE(last_error_is(E_INVALIDARG, "JVM option 1 is null"));
  }
  options = options_of();
  options.libjvm = "/nowhere/libjvm.so";
  REQUIRE_CODE(SAMPAN_E_JVM_NOT_FOUND, sampan_start(&options, &runtime));
  REQUIRE(last_error_is(SAMPAN_E_JVM_NOT_FOUND, "looked at: /nowhere/libjvm.so (libjvm of the options)"));
  options = options_of();
  options.java_home = "/nowhere";
  REQUIRE_CODE(SAMPAN_E_JVM_NOT_FOUND, sampan_start(&options, &runtime));
  REQUIRE(last_error_is(SAMPAN_E_JVM_NOT_FOUND, "looked at: /nowhere/lib/server/libjvm.so (java_home of the options)"));
  options.java_home = NULL;
  REQUIRE(setenv("JAVA_HOME", "/nowhere/home", 1) == 0 && setenv("PATH", "/nowhere:", 1) == 0);
  REQUIRE_CODE(SAMPAN_E_JVM_NOT_FOUND, sampan_start(&options, &runtime));
  REQUIRE(last_error_is(SAMPAN_E_JVM_NOT_FOUND, "/nowhere/home/lib/server/libjvm.so (JAVA_HOME), no java on the path"));
  REQUIRE(unsetenv("JAVA_HOME") == 0);
  REQUIRE_CODE(SAMPAN_E_JVM_NOT_FOUND, sampan_start(&options, &runtime));
  REQUIRE(last_error_is(SAMPAN_E_JVM_NOT_FOUND, "JAVA_HOME is not set, no java on the path"));
  /* java on the path is a link into a JDK. */
  {
    char path[4000];
    snprintf(path, sizeof path, "%s/bin", java_home);
    REQUIRE(setenv("PATH", path, 1) == 0);
    options = options_of();
    options.java_home = NULL;
    REQUIRE_CODE(S_OK, sampan_start(&options, &runtime));
  }
  REQUIRE_CODE(S_OK, sampan_stop(runtime));
  return 0;
}

/* ---- Start, stop, start again -------------------------------------------------------------------------------------- */

static Outcome twice(void) {
  ISampanRuntime *runtime = NULL;
  ISampanRuntime *same = NULL;
  SampanStartOptions other = options_of();
  uint32_t version;
  uint32_t table;
  REQUIRE_CODE(S_OK, start(&runtime));
  REQUIRE_CODE(S_FALSE, sampan_start(NULL, &same));
  REQUIRE(same == runtime);
  other.java_home = "/nowhere";
  other.libjvm = "/nowhere/libjvm.so";
  other.class_path = "/nowhere";
  REQUIRE_CODE(S_FALSE, sampan_start(&other, &same));
  REQUIRE(same == runtime && ISampanRuntime_Release(same) == 2 && ISampanRuntime_Release(same) == 1);
  REQUIRE_CODE(S_OK, ISampanRuntime_GetVersion(runtime, &version, &table));
  REQUIRE(version == SAMPAN_VERSION && table == sizeof(ISampanRuntimeVtbl));
  /* Released for the last time without stop: there is no runtime, and the next one is new. */
  REQUIRE(ISampanRuntime_Release(runtime) == 0);
  REQUIRE_CODE(S_OK, sampan_start(NULL, &same));
  REQUIRE_CODE(S_OK, sampan_stop(same));
  return 0;
}

static Outcome errors_pass_over(void) {
  ISampanRuntime *runtime = NULL;
  IWMSBufferAllocator *allocator = NULL;
  REQUIRE_CODE(S_OK, start(&runtime));
  REQUIRE_CODE(E_POINTER, sampan_start(NULL, NULL));
  REQUIRE(last_error_is(E_POINTER, "runtime is null"));
  REQUIRE_CODE(E_POINTER, ISampanRuntime_CreateAllocator(runtime, NULL, &allocator));
  REQUIRE(last_error_is(E_POINTER, "options is a null pointer"));
  REQUIRE_CODE(E_POINTER, sampan_stop(NULL));
  REQUIRE(last_error_is(E_POINTER, "runtime is null"));
  REQUIRE_CODE(S_OK, sampan_stop(runtime));
  return 0;
}

static Outcome held(void) {
  ISampanRuntime *runtime = NULL;
  IWMSBufferAllocator *allocator;
  INSSBuffer *buffer = NULL;
  INSSBuffer *other = NULL;
  REQUIRE_CODE(S_OK, start(&runtime));
  allocator = allocator_of(runtime, 2);
  REQUIRE(allocator != NULL);
  REQUIRE_CODE(S_OK, IWMSBufferAllocator_AllocateBuffer(allocator, 10, &buffer));
  REQUIRE_CODE(SAMPAN_E_SAMPLES_HELD, sampan_stop(runtime));
  REQUIRE(last_error_is(SAMPAN_E_SAMPLES_HELD, "samples of \"started\" are held: native consumer"));
  /* Nothing has changed. */
  REQUIRE_CODE(S_OK, IWMSBufferAllocator_AllocateBuffer(allocator, 10, &other));
  REQUIRE(INSSBuffer_Release(other) == 0);
  REQUIRE(IWMSBufferAllocator_AddRef(allocator) == 2 && IWMSBufferAllocator_Release(allocator) == 1);
  REQUIRE(INSSBuffer_Release(buffer) == 0);
  REQUIRE_CODE(S_OK, sampan_stop(runtime));
  return 0;
}

static Outcome old_pointers(void) {
  ISampanRuntime *runtime = NULL;
  ISampanRuntime *next = NULL;
  IWMSBufferAllocator *allocator;
  IWMSBufferAllocator *none;
  IMFVideoSampleAllocatorCallback *callback = NULL;
  INSSBuffer *buffer = NULL;
  INSSBuffer *again;
  SampanAllocatorOptions options;
  DWORD length;
  LONG count;
  int round;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.name = "none";
  options.sample_size = 1;
  options.count = 1;
  REQUIRE_CODE(S_OK, start(&runtime));
  allocator = allocator_of(runtime, 2);
  REQUIRE_CODE(S_OK,
      IWMSBufferAllocator_QueryInterface(allocator, &IID_IMFVideoSampleAllocatorCallback, (void **)&callback));
  REQUIRE_CODE(S_OK, IWMSBufferAllocator_AllocateBuffer(allocator, 10, &buffer));
  REQUIRE(INSSBuffer_Release(buffer) == 0);
  REQUIRE_CODE(S_OK, sampan_stop(runtime));
  for (round = 0; round < 2; round++) { /* while stopped, and when there is a new one */
    none = (IWMSBufferAllocator *)&round;
    REQUIRE_CODE(MF_E_SHUTDOWN, ISampanRuntime_CreateAllocator(runtime, &options, &none));
    REQUIRE(last_error_is(MF_E_SHUTDOWN, "was stopped"));
    REQUIRE(ISampanRuntime_AddRef(runtime) == 0 && ISampanRuntime_Release(runtime) == 0);
    REQUIRE(last_error_is(MF_E_SHUTDOWN, "was stopped"));
    again = (INSSBuffer *)&round;
    REQUIRE_CODE(MF_E_SHUTDOWN, IWMSBufferAllocator_AllocateBuffer(allocator, 10, &again));
    REQUIRE(IWMSBufferAllocator_Release(allocator) == 0);
    REQUIRE_CODE(MF_E_SHUTDOWN, IMFVideoSampleAllocatorCallback_GetFreeSampleCount(callback, &count));
    REQUIRE(IMFVideoSampleAllocatorCallback_Release(callback) == 0);
    REQUIRE_CODE(E_HANDLE, INSSBuffer_GetLength(buffer, &length));
    REQUIRE(INSSBuffer_Release(buffer) == 0);
    REQUIRE_CODE(MF_E_SHUTDOWN, sampan_stop(runtime));
    if (round == 0) {
      REQUIRE_CODE(S_OK, start(&next));
      REQUIRE(next != runtime);
    }
  }
  REQUIRE_CODE(E_HANDLE, sampan_stop((ISampanRuntime *)buffer));
  REQUIRE_CODE(E_HANDLE, sampan_stop((ISampanRuntime *)&round));
  REQUIRE_CODE(S_OK, sampan_stop(next));
  return 0;
}

static HRESULT stop_of_handler;

static void stop_inside(void *context, const SampanRelease *release) {
  (void)release;
  stop_of_handler = sampan_stop((ISampanRuntime *)context);
}

static Outcome inside_handler(void) {
  ISampanRuntime *runtime = NULL;
  IWMSBufferAllocator *allocator;
  INSSBuffer *buffer = NULL;
  REQUIRE_CODE(S_OK, start(&runtime));
  allocator = allocator_of(runtime, 1);
  REQUIRE_CODE(S_OK, ISampanRuntime_SetReleaseHandler(runtime, allocator, stop_inside, runtime));
  REQUIRE_CODE(S_OK, IWMSBufferAllocator_AllocateBuffer(allocator, 10, &buffer));
  REQUIRE(INSSBuffer_Release(buffer) == 0);
  REQUIRE_CODE(NS_E_INVALID_REQUEST, stop_of_handler);
  REQUIRE_CODE(S_OK, sampan_stop(runtime));
  return 0;
}

/* ---- Stop while others call ---------------------------------------------------------------------------------------- */

#define CALLERS 8

static IWMSBufferAllocator *shared;
static SampanInline without_calls; /* of the same */
static atomic_int out;   /* buffers that a thread has */
static atomic_int wrong; /* an answer that should not be */

static void *call_until_stopped(void *argument) {
  while (1) {
    INSSBuffer *buffer = NULL;
    HRESULT code = argument == NULL ? IWMSBufferAllocator_AllocateBuffer(shared, 10, &buffer)
                                    : sampan_allocate(&without_calls, 10, &buffer);
    if (code == S_OK) {
      atomic_fetch_add(&out, 1);
      atomic_fetch_sub(&out, 1);
      if ((argument == NULL ? INSSBuffer_Release(buffer) : sampan_release(&without_calls, buffer)) != 0) {
        atomic_store(&wrong, __LINE__);
      }
    } else if (code == MF_E_SHUTDOWN) {
      /* Also while stop is still trying, and then in vain. */
      if (IWMSBufferAllocator_AddRef(shared) == 0) {
        return argument;
      }
      IWMSBufferAllocator_Release(shared);
    } else if (code != MF_E_SAMPLEALLOCATOR_EMPTY && code != MF_E_NOT_INITIALIZED &&
        code != MF_E_SAMPLEALLOCATOR_CANCELED) {
      atomic_store(&wrong, __LINE__);
      return argument;
    }
  }
}

static Outcome while_others_call(void) {
  int round;
  for (round = 0; round < 20; round++) {
    ISampanRuntime *runtime = NULL;
    pthread_t threads[CALLERS];
    HRESULT code;
    int tries = 0;
    int i;
    REQUIRE_CODE(S_OK, start(&runtime));
    shared = allocator_of(runtime, 4);
    REQUIRE(shared != NULL);
    REQUIRE_CODE(S_OK, sampan_inline_get(runtime, shared, &without_calls));
    for (i = 0; i < CALLERS; i++) {
      REQUIRE(pthread_create(&threads[i], NULL, call_until_stopped, i % 2 == 0 ? NULL : &without_calls) == 0);
    }
    while ((code = sampan_stop(runtime)) == SAMPAN_E_SAMPLES_HELD && tries++ < 1000) {
    }
    REQUIRE(code == S_OK && atomic_load(&out) == 0);
    for (i = 0; i < CALLERS; i++) {
      REQUIRE(pthread_join(threads[i], NULL) == 0);
    }
    REQUIRE(atomic_load(&wrong) == 0);
  }
  return 0;
}

static void *start_here(void *runtime) {
  SampanStartOptions options = options_of();
  HRESULT code = sampan_start(&options, (ISampanRuntime **)runtime);
  return code == S_OK || code == S_FALSE ? NULL : runtime;
}

static Outcome from_many_threads(void) {
  ISampanRuntime *runtimes[CALLERS];
  pthread_t threads[CALLERS];
  int i;
  for (i = 0; i < CALLERS; i++) {
    runtimes[i] = NULL;
    REQUIRE(pthread_create(&threads[i], NULL, start_here, &runtimes[i]) == 0);
  }
  for (i = 0; i < CALLERS; i++) {
    void *failed;
    REQUIRE(pthread_join(threads[i], &failed) == 0 && failed == NULL);
    REQUIRE(runtimes[i] == runtimes[0]);
  }
  REQUIRE(ISampanRuntime_Release(runtimes[0]) == CALLERS - 1);
  REQUIRE_CODE(S_OK, sampan_stop(runtimes[0]));
  return 0;
}

/* ---- What the program is --------------------------------------------------------------------------------------------- */

static void say(const char *name, Outcome outcome) {
  printf("%s %lld\n", name, outcome);
  fflush(stdout);
}

/* The JVM of this process, by JNI. */
static JniVm *vm_of(void) {
  union {
    void *data;
    JniCreated created;
  } function;
  JniVm *vm = NULL;
  jint count = 0;
  function.data = dlsym(RTLD_DEFAULT, "JNI_GetCreatedJavaVMs");
  return function.data != NULL && function.created(&vm, 1, &count) == 0 && count == 1 ? vm : NULL;
}

/* The allocators that a test of conformance needs Java for. */
static Outcome given_of(Given *given) {
  JniVm *vm = vm_of();
  JniEnv *env = NULL;
  JniValue argument;
  void *type;
  void *method;
  REQUIRE(vm != NULL && VM(vm)->attach_as_daemon(vm, (void **)&env, NULL) == 0);
  type = JNI(env)->find_class(env, "dev/sampan/border/Given");
  REQUIRE(type != NULL);
  method = JNI(env)->get_static_method(env, type, "fill", "(J)V");
  REQUIRE(method != NULL);
  argument.j = (int64_t)(intptr_t)given;
  JNI(env)->call_static_void(env, type, method, &argument);
  REQUIRE(!JNI(env)->exception_check(env));
  return 0;
}

static Outcome conform(const char *report) {
  Outcome outcome;
  Given given;
  memset(&given, 0, sizeof given);
  REQUIRE_CODE(S_OK, start(&given.runtime));
  outcome = given_of(&given);
  return outcome == 0 ? conformance(&given, report) : outcome;
}

/* What needs an encoder on the class path. */
static Outcome conform_writer(const char *report, const char *name) {
  ISampanRuntime *runtime = NULL;
  WCHAR file[1000];
  size_t i;
  for (i = 0; name[i] != '\0' && i < 999; i++) {
    file[i] = (WCHAR)name[i];
  }
  file[i] = 0;
  REQUIRE_CODE(S_OK, start(&runtime));
  return writer_conformance(runtime, file, report);
}

static Outcome behave(void) {
  ISampanRuntime *runtime = NULL;
  REQUIRE_CODE(S_OK, start(&runtime));
  say("stale", stale(runtime, 16));
#define RUN(name) say(#name, name(runtime));
  BEHAVIOURS(RUN)
  REQUIRE_CODE(S_OK, sampan_stop(runtime));
  return 0;
}

/* A JVM that the program makes itself. The library is opened for itself, and must be found nevertheless. */
static JniVm *own_jvm(const char *native_access) {
  static char path[4000];
  static char option[100];
  union {
    void *data;
    JniCreate create;
  } function;
  JniOption options[2];
  JniArguments arguments;
  JniVm *vm = NULL;
  JniEnv *env = NULL;
  void *library;
  snprintf(path, sizeof path, "%s/lib/server/libjvm.so", java_home);
  library = dlopen(path, RTLD_NOW);
  if (library == NULL) {
    return NULL;
  }
  function.data = dlsym(library, "JNI_CreateJavaVM");
  snprintf(path, sizeof path, "-Djava.class.path=%s", class_path);
  snprintf(option, sizeof option, "%s", native_access);
  memset(&arguments, 0, sizeof arguments);
  memset(options, 0, sizeof options);
  options[0].text = path;
  options[1].text = option;
  arguments.version = JNI_OF_JAVA_21;
  arguments.option_count = 2;
  arguments.options = options;
  return function.create(&vm, (void **)&env, &arguments) == 0 ? vm : NULL;
}

/* Its JVM lacks an option. */
static Outcome denied(void) {
  ISampanRuntime *runtime = NULL;
  REQUIRE(own_jvm("--illegal-native-access=deny") != NULL);
  REQUIRE_CODE(SAMPAN_E_JVM_FAILED, sampan_start(NULL, &runtime));
  REQUIRE(runtime == NULL && last_error_is(SAMPAN_E_JVM_FAILED, "start java with --enable-native-access=ALL-UNNAMED"));
  return 0;
}

/* On the module path, with no more native access than the library grants. */
static Outcome modules(const char *path) {
  static const char *const deny[] = {"--illegal-native-access=deny"};
  ISampanRuntime *runtime = NULL;
  SampanStartOptions options = options_of();
  options.class_path = NULL;
  options.module_path = path;
  options.jvm_options = deny;
  options.jvm_option_count = 1;
  REQUIRE_CODE(S_OK, sampan_start(&options, &runtime));
  REQUIRE(allocator_of(runtime, 1) != NULL);
  REQUIRE_CODE(S_OK, sampan_stop(runtime));
  return 0;
}

/* It ends its JVM while its threads call, and goes on. */
static Outcome destroy(void) {
  ISampanRuntime *runtime = NULL;
  JniVm *vm = own_jvm("--enable-native-access=ALL-UNNAMED");
  REQUIRE(vm != NULL);
  REQUIRE_CODE(S_OK, sampan_start(NULL, &runtime));
  exit_expect();
  REQUIRE(exit_begin(runtime) == 0);
  while (exit_calls() < 100) {
    pause_ms(1);
  }
  REQUIRE(VM(vm)->destroy(vm) == 0);
  REQUIRE_CODE(SAMPAN_E_JVM_FAILED, sampan_start(NULL, &runtime));
  REQUIRE(last_error_is(SAMPAN_E_JVM_FAILED, "has ended"));
  return 0;
}

/* Returns from main while threads call. */
static Outcome leave(long ms) {
  ISampanRuntime *runtime = NULL;
  exit_expect();
  REQUIRE_CODE(S_OK, start(&runtime));
  REQUIRE(exit_begin(runtime) == 0);
  while (exit_calls() < 100) {
    pause_ms(1);
  }
  pause_ms(ms);
  return 0;
}

static void exit_inside(void *context, const SampanRelease *release) {
  (void)context;
  (void)release;
  exit(3);
}

/* Ends the process from inside a handler, below a call of Java's. */
static Outcome leave_inside(void) {
  ISampanRuntime *runtime = NULL;
  IWMSBufferAllocator *allocator;
  INSSBuffer *buffer = NULL;
  REQUIRE_CODE(S_OK, start(&runtime));
  allocator = allocator_of(runtime, 1);
  REQUIRE_CODE(S_OK, ISampanRuntime_SetReleaseHandler(runtime, allocator, exit_inside, NULL));
  REQUIRE_CODE(S_OK, IWMSBufferAllocator_AllocateBuffer(allocator, 10, &buffer));
  INSSBuffer_Release(buffer);
  return __LINE__;
}

/* One attempt, for what can be tried once in a process. */
static Outcome attempt(const char *option, const char *path) {
  ISampanRuntime *runtime = NULL;
  SampanStartOptions options = options_of();
  char text[4000];
  uint32_t size = sizeof text;
  HRESULT code;
  options.class_path = path;
  options.jvm_options = &option;
  options.jvm_option_count = 1;
  code = sampan_start(&options, &runtime);
  REQUIRE(sampan_last_error(NULL, text, &size) == S_OK);
  printf("0x%08x %s\n", (unsigned)code, text);
  size = sizeof text;
  code = sampan_start(&options, &runtime); /* says something sensible, too */
  REQUIRE(FAILED(code) && sampan_last_error(NULL, text, &size) == S_OK);
  printf("0x%08x %s\n", (unsigned)code, text);
  return 0;
}

int main(int count, char **arguments) {
  const char *what = count > 3 ? arguments[1] : "";
  class_path = count > 3 ? arguments[2] : NULL;
  java_home = count > 3 ? arguments[3] : NULL;
  if (strcmp(what, "lifecycle") == 0) {
    say("before", before());
    say("twice", twice());
    say("errors_pass_over", errors_pass_over());
    say("held", held());
    say("old_pointers", old_pointers());
    say("inside_handler", inside_handler());
    say("while_others_call", while_others_call());
    say("from_many_threads", from_many_threads());
  } else if (strcmp(what, "border") == 0) {
    say("border", behave());
  } else if (strcmp(what, "conformance") == 0 && count > 4) {
    say("conformance", conform(arguments[4]));
  } else if (strcmp(what, "writer_conformance") == 0 && count > 5) {
    say("writer_conformance", conform_writer(arguments[4], arguments[5]));
  } else if (strcmp(what, "destroy") == 0) {
    say("destroy", destroy());
  } else if (strcmp(what, "denied") == 0) {
    say("denied", denied());
  } else if (strcmp(what, "modules") == 0 && count > 4) {
    say("modules", modules(arguments[4]));
  } else if (strcmp(what, "leave") == 0 && count > 4) {
    say("leave", leave(atol(arguments[4])));
  } else if (strcmp(what, "leave_inside") == 0) {
    say("leave_inside", leave_inside());
  } else if (strcmp(what, "attempt") == 0 && count > 5) {
    say("attempt", attempt(arguments[4], arguments[5]));
  } else {
    fprintf(stderr, "what?\n");
    return 2;
  }
  return 0;
}
