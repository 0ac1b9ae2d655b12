/*
 * sampan_start, sampan_stop, sampan_last_error: a JVM for programs that have none, through the invocation interface of
 * JNI.
 *
 * The JVM is started on a thread of the library's own, which ends then. So no thread of the program's becomes the
 * JVM's main thread, for which others would wait, and it does not matter which thread of the program calls: the first
 * one of a process has a stack that grows, which a JVM can guard only badly.
 *
 * There is no jni.h here: this compiles where no JDK is installed. What is used of it are a few functions of the JVM's
 * tables, whose places the JNI specification has fixed for ever. A test compares them with a JDK's jni.h.
 */
#if !defined(_WIN32) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE 1 /* RTLD_DEFAULT, realpath */
#endif
#if defined(__APPLE__)
#define _DARWIN_C_SOURCE 1
#endif

#include "sampan_library.h"
#include "sampan_jni.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define PATH_SEPARATOR ';'
#define JAVA_PROGRAM "java.exe"
#define LIBJVM "jvm.dll"
#define LIBJVM_OF_HOME "\\bin\\server\\jvm.dll"
#else
#include <dlfcn.h>
#include <limits.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#define PATH_SEPARATOR ':'
#define JAVA_PROGRAM "java"
#ifdef __APPLE__
#define LIBJVM "libjvm.dylib"
#else
#define LIBJVM "libjvm.so"
#endif
#define LIBJVM_OF_HOME "/lib/server/" LIBJVM
#endif

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

#define TEXT_SIZE SAMPAN_ERROR_SIZE

/* When the process ends: how long Java threads that are no daemons are waited for, and then the shutdown hooks. */
#define THREADS_MS 1000
#define HOOKS_MS 10000

/* ---- What went wrong ---------------------------------------------------------------------------------------------- */

static const SampanEntries *entries(void) { return sampan_gate_closed() ? NULL : sampan_library()->entries; }

/* Gives what is remembered here to Java, which from then on knows which error of this thread was its last. */
static void hand_over(void) {
  const SampanEntries *java = entries();
  SampanError *error = sampan_error();
  if (java != NULL && error != NULL && error->code != S_OK) {
    java->Remember(error->text, (uint32_t)error->code);
    error->code = S_OK;
  }
}

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static HRESULT fail(HRESULT code, const char *format, ...) {
  va_list arguments;
  SampanError *error = sampan_error();
  if (error != NULL) {
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    error->code = code;
    hand_over();
  }
  return code;
}

HRESULT sampan_last_error(HRESULT *code, char *text, uint32_t *size) {
  const SampanEntries *java = entries();
  const SampanError *error = sampan_error();
  const char *known = error == NULL ? "no memory for an error's text" : error->text;
  HRESULT result = error == NULL ? E_OUTOFMEMORY : error->code;
  uint32_t room;
  size_t needed;
  if (size == NULL) {
    return E_POINTER;
  }
  if (result == S_OK && java != NULL) {
    return java->LastError(code, text, size);
  }
  if (result == S_OK && sampan_gate_closed()) {
    result = MF_E_SHUTDOWN;
    known = "the JVM of this process has ended, and nothing of Sampan's can be used any more";
  } else if (result == S_OK) {
    known = "";
  }
  needed = strlen(known) + 1;
  room = *size;
  *size = (uint32_t)needed;
  if (text != NULL) {
    if (room < needed) {
      return NS_E_SDK_BUFFERTOOSMALL;
    }
    memcpy(text, known, needed);
  }
  if (code != NULL) {
    *code = result;
  }
  return result == S_OK ? S_FALSE : S_OK;
}

/* Text that grows up to a limit. */
typedef struct Text {
  size_t length;
  char bytes[TEXT_SIZE];
} Text;

#if defined(__GNUC__)
__attribute__((format(printf, 2, 0)))
#endif
static void append_all(Text *text, const char *format, va_list arguments) {
  size_t room = sizeof text->bytes - text->length;
  int written = vsnprintf(text->bytes + text->length, room, format, arguments);
  if (written > 0) {
    text->length += (size_t)written < room ? (size_t)written : room - 1;
  }
}

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void append(Text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  append_all(text, format, arguments);
  va_end(arguments);
}

/* Without what ends lines at its end. */
static const char *trimmed(Text *text) {
  while (text->length > 0 && (unsigned char)text->bytes[text->length - 1] <= ' ') {
    text->length--;
  }
  text->bytes[text->length] = '\0';
  return text->bytes;
}

/* ---- Libraries and threads of the system -------------------------------------------------------------------------- */

/* A function comes as a pointer to data; this is the one place where it becomes one. */
typedef union JvmFunction {
  void *data;
  JniCreate create;
  JniCreated created;
  JniDefaults defaults;
} JvmFunction;

#ifdef _WIN32

static void *open_library(const char *file, Text *why) {
  void *library = (void *)LoadLibraryExA(file, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
  if (library == NULL) {
    append(why, "error %lu", (unsigned long)GetLastError());
  }
  return library;
}

static void *find(void *library, const char *symbol) {
  union {
    FARPROC function;
    void *data;
  } found;
  found.function = GetProcAddress((HMODULE)library, symbol);
  return found.data;
}

static void *find_anywhere(const char *symbol) {
  HMODULE library = GetModuleHandleA(LIBJVM);
  return library == NULL ? NULL : find((void *)library, symbol);
}

static int exists(const char *file) { return GetFileAttributesA(file) != INVALID_FILE_ATTRIBUTES; }

static const char *real(const char *path, char *into) {
  return GetFullPathNameA(path, PATH_MAX, into, NULL) == 0 ? NULL : into;
}

static char *last_separator(char *path) {
  char *back = strrchr(path, '\\');
  char *slash = strrchr(path, '/');
  return back > slash ? back : slash;
}

#define THREAD(name) static DWORD WINAPI name(void *argument)

static int on_own_thread(LPTHREAD_START_ROUTINE run, void *argument) {
  HANDLE thread = CreateThread(NULL, 0, run, argument, 0, NULL);
  if (thread == NULL) {
    return 0;
  }
  CloseHandle(thread);
  return 1;
}

static void sleep_for_ever(void) { Sleep(INFINITE); }

static void sleep_1_ms(void) { Sleep(1); }

#else

static void *open_library(const char *file, Text *why) {
  /* As the JDK's launcher does, so that whoever asks the process for a JVM finds it. */
  void *library = dlopen(file, RTLD_NOW | RTLD_GLOBAL);
  if (library == NULL) {
    const char *reason = dlerror();
    append(why, "%s", reason == NULL ? "no reason given" : reason);
  }
  return library;
}

static void *find(void *library, const char *symbol) { return dlsym(library, symbol); }

static void *find_anywhere(const char *symbol) {
  void *library;
  void *found = dlsym(RTLD_DEFAULT, symbol);
  if (found == NULL) {
    library = dlopen(LIBJVM, RTLD_NOW | RTLD_NOLOAD); /* somebody may have opened it for himself */
    found = library == NULL ? NULL : dlsym(library, symbol);
  }
  return found;
}

static int exists(const char *file) { return access(file, R_OK) == 0; }

static const char *real(const char *path, char *into) { return realpath(path, into); }

static char *last_separator(char *path) { return strrchr(path, '/'); }

#define THREAD(name) static void *name(void *argument)

static int on_own_thread(void *(*run)(void *), void *argument) {
  pthread_t thread;
  pthread_attr_t attributes;
  int made;
  if (pthread_attr_init(&attributes) != 0) {
    return 0;
  }
  /* As much as the JDK's launcher gives its main thread, whatever the program's own limit is. */
  pthread_attr_setstacksize(&attributes, 8 << 20);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  made = pthread_create(&thread, &attributes, run, argument) == 0;
  pthread_attr_destroy(&attributes);
  return made;
}

static void sleep_1_ms(void) {
  struct timespec ms;
  ms.tv_sec = 0;
  ms.tv_nsec = 1000000;
  nanosleep(&ms, NULL);
}

static void sleep_for_ever(void) {
  for (;;) {
    pause();
  }
}

#endif

/* ---- Where the JVM is ----------------------------------------------------------------------------------------------- */

/* A file, and where it was looked for. */
typedef struct Search {
  char file[PATH_MAX];
  Text looked;
} Search;

static int try_file(Search *search, const char *whose, const char *file) {
  append(&search->looked, "%s%s (%s)", search->looked.length == 0 ? "" : ", ", file, whose);
  if (!exists(file)) {
    return 0;
  }
  if (file != search->file) {
    snprintf(search->file, sizeof search->file, "%s", file);
  }
  return 1;
}

static int try_home(Search *search, const char *whose, const char *home) {
  char file[PATH_MAX];
  int length = snprintf(file, sizeof file, "%s%s", home, LIBJVM_OF_HOME);
  return length > 0 && (size_t)length < sizeof file && try_file(search, whose, file);
}

/* java on the path is often a link into the JDK: bin/java of its home. */
static int try_path(Search *search) {
  const char *path = getenv("PATH");
  char program[PATH_MAX];
  char home[PATH_MAX];
  while (path != NULL && *path != '\0') {
    const char *end = strchr(path, PATH_SEPARATOR);
    size_t length = end == NULL ? strlen(path) : (size_t)(end - path);
    int whole = snprintf(program, sizeof program, "%.*s/%s", (int)length, path, JAVA_PROGRAM);
    if (length > 0 && whole > 0 && (size_t)whole < sizeof program && exists(program) && real(program, home) != NULL) {
      int up;
      for (up = 0; up < 2; up++) {
        char *separator = last_separator(home);
        if (separator != NULL) {
          *separator = '\0';
        }
      }
      return try_home(search, "java on the path", home);
    }
    path = end == NULL ? NULL : end + 1;
  }
  append(&search->looked, "%sno %s on the path", search->looked.length == 0 ? "" : ", ", JAVA_PROGRAM);
  return 0;
}

static int find_jvm(const SampanStartOptions *options, Search *search) {
  const char *home = getenv("JAVA_HOME");
  int found;
  if (options->libjvm != NULL) {
    found = try_file(search, "libjvm of the options", options->libjvm);
  } else if (options->java_home != NULL) {
    found = try_home(search, "java_home of the options", options->java_home);
  } else {
    if (home == NULL || *home == '\0') {
      append(&search->looked, "JAVA_HOME is not set");
      found = 0;
    } else {
      found = try_home(search, "JAVA_HOME", home);
    }
    found = found || try_path(search);
  }
  return found;
}

/* ---- How it is started ---------------------------------------------------------------------------------------------- */

#define MODULES "dev.sampan,dev.sampan.bindings.linux,dev.sampan.bindings.sampan"

/* What goes to the thread that starts the JVM, and comes back from it. */
typedef struct Work {
  const SampanStartOptions *options;
  HRESULT code;
  Text text;
  int done;
} Work;

static SampanLock work_lock = SAMPAN_LOCK_INIT;
static SampanCondition work_done = SAMPAN_CONDITION_INIT;

static void finish(Work *work) {
  sampan_lock(&work_lock);
  work->done = 1;
  sampan_wake(&work_done);
  sampan_unlock(&work_lock);
}

/* The start that this thread makes, and what the JVM says meanwhile; it says it on stdout or stderr as well. */
static SAMPAN_THREAD_LOCAL Work *starting_here;
/* Whether a JVM gave up while it started. Read after the thread that wrote it said that it is done. */
static int lost;
static Text *said;

static jint JNICALL_ hear(FILE *stream, const char *format, va_list arguments) {
  va_list again;
  int written;
  va_copy(again, arguments);
  if (starting_here != NULL) { /* not what other threads of the JVM say */
    append_all(said, format, again);
  }
  va_end(again);
  written = vfprintf(stream, format, arguments);
  return written;
}

/*
 * The JVM gives up and is about to end the process, as it does for a module that is missing. While it starts, it is
 * stopped here: the program gets a code, this thread sleeps, and the process cannot have a JVM any more.
 */
static void JNICALL_ aborted(void) {
  Work *work = starting_here;
  if (work != NULL) {
    work->code = SAMPAN_E_JVM_FAILED;
    append(&work->text, "the JVM does not start: %s", said->length == 0 ? "stderr says why" : trimmed(said));
    lost = 1;
    finish(work);
    sleep_for_ever();
  }
}

static HRESULT result(Work *work, HRESULT code, const char *what, const char *why) {
  work->code = code;
  append(&work->text, "%s%s%s", what, *why == '\0' ? "" : ": ", why);
  return code;
}

/* The options of the JVM, each a copy of the library's. */
typedef struct OptionList {
  JniOption *all;
  jint count;
  int failed;
} OptionList;

static void add(OptionList *list, const char *before, const char *text) {
  size_t length = strlen(before) + strlen(text) + 1;
  char *option = (char *)malloc(length);
  if (option == NULL) {
    list->failed = 1;
    return;
  }
  snprintf(option, length, "%s%s", before, text);
  list->all[list->count].text = option;
  list->all[list->count].extra = NULL;
  list->count++;
}

static void free_options(OptionList *list) {
  jint i;
  for (i = 2; i < list->count; i++) { /* the first two are no copies */
    free(list->all[i].text);
  }
  free(list->all);
}

/* Whether the kernel makes other threads' stores visible when it is asked to, which spares each call a fence. */
static int has_membarrier(void) {
#if defined(__linux__) && defined(SYS_membarrier)
  /* Which commands there are; two are needed: private expedited ones, and to register for them. */
  long commands = syscall(SYS_membarrier, 0L, 0L, 0L);
  return commands > 0 && (commands & 0x18) == 0x18;
#else
  return 0;
#endif
}

static int make_options(const SampanStartOptions *options, OptionList *list) {
  union {
    jint(JNICALL_ *print)(FILE *, const char *, va_list);
    void(JNICALL_ *abort)(void);
    void *data;
  } hook;
  static char vfprintf_option[] = "vfprintf";
  static char abort_option[] = "abort";
  uint32_t i;
  memset(list, 0, sizeof *list);
  list->all = (JniOption *)calloc((size_t)options->jvm_option_count + 8, sizeof *list->all);
  if (list->all == NULL) {
    return 0;
  }
  hook.print = hear;
  list->all[0].text = vfprintf_option;
  list->all[0].extra = hook.data;
  hook.abort = aborted;
  list->all[1].text = abort_option;
  list->all[1].extra = hook.data;
  list->count = 2;
  /* SIGINT, SIGTERM and SIGHUP stay the program's. */
  add(list, "-Xrs", "");
  if (has_membarrier()) {
    /* A JVM that is told so and has no membarrier does not start. Calls into Java take a third less. */
    add(list, "-XX:+UseSystemMemoryBarrier", "");
  }
  if (options->class_path != NULL) {
    add(list, "-Djava.class.path=", options->class_path);
    add(list, "--enable-native-access=", "ALL-UNNAMED");
  }
  if (options->module_path != NULL) {
    add(list, "--module-path=", options->module_path);
    /* All that is there: a JVM that lacks a module by name ends the process. */
    add(list, "--add-modules=", "ALL-MODULE-PATH");
    add(list, "--enable-native-access=", MODULES);
  }
  for (i = 0; i < options->jvm_option_count; i++) {
    add(list, options->jvm_options[i], "");
  }
  return !list->failed;
}

/* The text of an exception that is pending in a JVM, without it any more. */
static void exception_text(JniEnv *env, Text *text) {
  void *exception = JNI(env)->exception_occurred(env);
  void *type;
  void *method;
  void *string = NULL;
  const char *bytes;
  JNI(env)->exception_clear(env);
  if (exception == NULL) {
    append(text, "no exception");
    return;
  }
  type = JNI(env)->get_object_class(env, exception);
  method = JNI(env)->get_method(env, type, "toString", "()Ljava/lang/String;");
  if (method != NULL) {
    string = JNI(env)->call_object(env, exception, method, NULL);
  }
  JNI(env)->exception_clear(env);
  bytes = string == NULL ? NULL : JNI(env)->get_string(env, string, NULL);
  append(text, "%s", bytes == NULL ? "an exception without text" : bytes);
  if (bytes != NULL) {
    JNI(env)->release_string(env, string, bytes);
  }
}

/* Introduces the library and Sampan's Java to each other. */
static void meet(Work *work, JniEnv *env) {
  JniValue library;
  Text why;
  void *method = NULL;
  void *type = JNI(env)->find_class(env, "dev/sampan/border/NativeLibrary");
  memset(&why, 0, sizeof why);
  if (type != NULL) {
    method = JNI(env)->get_static_method(env, type, "meet", "(J)V");
  }
  if (method != NULL) {
    library.j = (int64_t)(intptr_t)sampan_library();
    JNI(env)->call_static_void(env, type, method, &library);
  }
  if (!JNI(env)->exception_check(env)) {
    work->code = S_OK;
    return;
  }
  exception_text(env, &why);
  if (strstr(why.bytes, "UnsupportedClassVersionError") != NULL) {
    result(work, SAMPAN_E_JVM_TOO_OLD, "this JVM is older than Java 22", why.bytes);
  } else if (strstr(why.bytes, "IllegalCallerException") != NULL) {
    result(work, SAMPAN_E_JVM_FAILED, "the JVM lacks an option", why.bytes);
  } else if (type == NULL || method == NULL) {
    result(work, SAMPAN_E_RUNTIME_NOT_FOUND,
        "the JVM runs, but Sampan of this version is not on its class path or module path", why.bytes);
  } else {
    result(work, SAMPAN_E_RUNTIME_NOT_FOUND, "the JVM runs, but Sampan's Java does not begin", why.bytes);
  }
}

/* Whether a home's release file says that its Java is too old. Where there is none, the JVM itself will tell. */
static int too_old(const char *libjvm, char *version, size_t size) {
  char path[PATH_MAX + 16];
  char line[200];
  FILE *file;
  int old = 0;
  int up;
  snprintf(path, PATH_MAX, "%s", libjvm);
  for (up = 0; up < 3; up++) {
    char *separator = last_separator(path);
    if (separator == NULL) {
      return 0;
    }
    *separator = '\0';
  }
  strcat(path, "/release");
  file = fopen(path, "r");
  if (file == NULL) {
    return 0;
  }
  while (fgets(line, sizeof line, file) != NULL) {
    if (strncmp(line, "JAVA_VERSION=\"", 14) == 0) {
      snprintf(version, size, "%.*s", (int)strcspn(line + 14, "\"\r\n"), line + 14);
      old = atoi(version) < 22; /* 1 for Java 8 */
    }
  }
  fclose(file);
  return old;
}

/* A JVM that runs in this process; NULL if there is none. */
static JniVm *running(void) {
  JvmFunction function;
  JniVm *vm = NULL;
  jint count = 0;
  function.data = find_anywhere("JNI_GetCreatedJavaVMs");
  return function.data != NULL && function.created(&vm, 1, &count) == 0 && count > 0 ? vm : NULL;
}

static void join_running(Work *work, JniVm *vm) {
  JniEnv *env = NULL;
  if (VM(vm)->attach_as_daemon(vm, (void **)&env, NULL) != 0) {
    result(work, SAMPAN_E_JVM_FAILED, "the JVM of this process does not let a thread in; it may be ending", "");
    return;
  }
  meet(work, env);
  VM(vm)->detach(vm);
}

/* The JVM that was started here, until it ends. */
static JniVm *ours;

static volatile sig_atomic_t destroyed;

THREAD(destroy) {
  JniVm *vm = (JniVm *)argument;
  VM(vm)->destroy(vm);
  destroyed = 1;
  return 0;
}

/*
 * The process ends: main returned, or somebody called exit. Ends the JVM in order, while its libraries are still whole;
 * its shutdown hook closes the gate. On a thread of its own, since it waits for Java threads that are no daemons, and a
 * process that ends cannot wait for them for ever.
 */
static void process_ends(void) {
  int ms;
  if (sampan_gate_closed() || ours == NULL || !on_own_thread(destroy, ours)) {
    return; /* a closed gate: it is the JVM itself that ends the process */
  }
  for (ms = 0; !destroyed && ms < (sampan_gate_closed() ? HOOKS_MS : THREADS_MS); ms++) {
    sleep_1_ms();
  }
}

static void create(Work *work) {
  Search *search = (Search *)calloc(1, sizeof *search);
  JvmFunction function;
  JvmFunction defaults;
  JniArguments arguments;
  OptionList options;
  JniVm *vm = NULL;
  JniEnv *env = NULL;
  Text why;
  char version[64] = "";
  void *library;
  jint code;
  memset(&why, 0, sizeof why);
  if (search == NULL) {
    result(work, E_OUTOFMEMORY, "no memory", "");
    return;
  }
  if (!find_jvm(work->options, search)) {
    result(work, SAMPAN_E_JVM_NOT_FOUND, "no " LIBJVM " was found; looked at", trimmed(&search->looked));
    free(search);
    return;
  }
  if (too_old(search->file, version, sizeof version)) {
    append(&work->text, "%s is of Java %s, and Sampan needs 22 or later", search->file, version);
    work->code = SAMPAN_E_JVM_TOO_OLD;
    free(search);
    return;
  }
  library = open_library(search->file, &why);
  if (library == NULL) {
    append(&work->text, "%s does not load: ", search->file);
    result(work, SAMPAN_E_JVM_FAILED, trimmed(&why), "");
    free(search);
    return;
  }
  function.data = find(library, "JNI_CreateJavaVM");
  defaults.data = find(library, "JNI_GetDefaultJavaVMInitArgs");
  memset(&arguments, 0, sizeof arguments);
  arguments.version = JNI_OF_JAVA_21; /* 22 has none of its own */
  if (function.data == NULL || defaults.data == NULL) {
    result(work, SAMPAN_E_JVM_FAILED, "not a JVM", search->file);
  } else if (defaults.defaults(&arguments) != 0) {
    result(work, SAMPAN_E_JVM_TOO_OLD, "this JVM is older than Java 22", search->file);
  } else if (!make_options(work->options, &options)) {
    result(work, E_OUTOFMEMORY, "no memory for the JVM's options", "");
    free_options(&options);
  } else {
    arguments.version = JNI_OF_JAVA_21;
    arguments.option_count = options.count;
    arguments.options = options.all;
    said = &why;
    starting_here = work;
    code = function.create(&vm, (void **)&env, &arguments);
    starting_here = NULL;
    said = NULL;
    free_options(&options);
    if (code != 0) {
      lost = 1; /* a second try would find what the first has left behind: its class path, for example */
      append(&work->text, "the JVM does not start (%d): ", (int)code);
      result(work, SAMPAN_E_JVM_FAILED, why.length == 0 ? "it gives no reason" : trimmed(&why), "");
    } else {
      ours = vm;
      meet(work, env);
      /* After the JVM's libraries were loaded: what is registered last runs first. */
      atexit(process_ends);
      VM(vm)->detach(vm);
    }
  }
  free(search);
}

THREAD(find_or_create) {
  Work *work = (Work *)argument;
  JniVm *vm = running();
  if (vm != NULL) {
    join_running(work, vm);
  } else {
    create(work);
  }
  finish(work);
  return 0;
}

/* ---- The functions -------------------------------------------------------------------------------------------------- */

static HRESULT check(const SampanStartOptions *options) {
  uint32_t i;
  if (options->size < sizeof *options) {
    return fail(E_INVALIDARG, "options has %u bytes by its first member, and needs %u", (unsigned)options->size,
        (unsigned)sizeof *options);
  }
  if (options->flags != 0) {
    return fail(E_INVALIDARG, "unknown flags 0x%x", (unsigned)options->flags);
  }
  if (options->reserved != 0) {
    return fail(E_INVALIDARG, "reserved is not 0");
  }
  if (options->jvm_options == NULL && options->jvm_option_count != 0) {
    return fail(E_INVALIDARG, "there are %u JVM options, and jvm_options is null",
        (unsigned)options->jvm_option_count);
  }
  for (i = 0; i < options->jvm_option_count; i++) {
    if (options->jvm_options[i] == NULL) {
      return fail(E_INVALIDARG, "JVM option %u is null", (unsigned)i);
    }
  }
  return S_OK;
}

static HRESULT meet_java(const SampanStartOptions *options) {
  HRESULT code = E_OUTOFMEMORY;
  Work *work = (Work *)calloc(1, sizeof *work);
  if (work == NULL) {
    return fail(code, "no memory");
  }
  work->options = options;
  work->code = E_FAIL;
  if (!on_own_thread(find_or_create, work)) {
    fail(code, "no thread to start the JVM on");
  } else {
    sampan_lock(&work_lock);
    while (!work->done) {
      sampan_wait(&work_done, &work_lock);
    }
    sampan_unlock(&work_lock);
    code = work->code;
    if (code != S_OK) {
      fail(code, "%s", trimmed(&work->text));
    }
  }
  free(work);
  return code;
}

HRESULT sampan_start(const SampanStartOptions *options, ISampanRuntime **runtime) {
  static SampanLock starting = SAMPAN_LOCK_INIT;
  static const SampanStartOptions none = {(uint32_t)sizeof none, 0, NULL, NULL, NULL, NULL, NULL, 0, 0};
  HRESULT code;
  if (runtime == NULL) {
    return fail(E_POINTER, "runtime is null");
  }
  *runtime = NULL;
  if (options != NULL && FAILED(check(options))) {
    return E_INVALIDARG;
  }
  sampan_lock(&starting);
  if (sampan_gate_closed()) {
    code = fail(SAMPAN_E_JVM_FAILED, "the JVM of this process has ended, and a process has only one");
  } else if (lost) {
    code = fail(SAMPAN_E_JVM_FAILED, "a JVM failed to start in this process before, and a process has only one; start the process again");
  } else {
    code = sampan_library()->entries != NULL ? S_OK : meet_java(options == NULL ? &none : options);
  }
  sampan_unlock(&starting);
  if (code == S_OK) {
    hand_over(); /* this thread's errors from when there was no JVM */
    code = sampan_library()->entries->Start(runtime);
    if (code == MF_E_SHUTDOWN) {
      code = fail(SAMPAN_E_JVM_FAILED, "the JVM of this process is ending");
    }
  }
  return code;
}

HRESULT sampan_stop(ISampanRuntime *runtime) {
  const SampanEntries *java = sampan_library()->entries;
  if (runtime == NULL) {
    return fail(E_POINTER, "runtime is null");
  }
  if (java == NULL) {
    return fail(E_HANDLE, "no runtime was started");
  }
  return java->Stop(runtime);
}
