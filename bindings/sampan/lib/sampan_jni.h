/*
 * What the library uses of JNI: functions of two tables, by their places in the JNI specification ("Interface Function
 * Table", "The Invocation API"). Declared here so that the library compiles where there is no JDK.
 */
#ifndef SAMPAN_JNI_H
#define SAMPAN_JNI_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#ifdef _WIN32
#define JNICALL_ __stdcall
#else
#define JNICALL_
#endif

typedef int32_t jint;

#define JNI_OF_JAVA_21 0x00150000

typedef union JniValue {
  int64_t j;
  void *l;
} JniValue;

typedef struct JniOption {
  char *text;
  void *extra;
} JniOption;

typedef struct JniArguments {
  jint version;
  jint option_count;
  JniOption *options;
  uint8_t ignore_unrecognized;
} JniArguments;

/* Both are pointers to a pointer to their table. */
typedef const struct JniTable *JniEnv;
typedef const struct VmTable *JniVm;

typedef struct JniTable {
  void *before_find_class[6];
  void *(JNICALL_ *find_class)(JniEnv *, const char *name);
  void *before_exception_occurred[8];
  void *(JNICALL_ *exception_occurred)(JniEnv *);
  void *exception_describe;
  void(JNICALL_ *exception_clear)(JniEnv *);
  void *before_get_object_class[13];
  void *(JNICALL_ *get_object_class)(JniEnv *, void *object);
  void *is_instance_of;
  void *(JNICALL_ *get_method)(JniEnv *, void *type, const char *name, const char *signature);
  void *before_call_object[2];
  void *(JNICALL_ *call_object)(JniEnv *, void *object, void *method, const JniValue *arguments);
  void *before_get_static_method[76];
  void *(JNICALL_ *get_static_method)(JniEnv *, void *type, const char *name, const char *signature);
  void *before_call_static_void[29];
  void(JNICALL_ *call_static_void)(JniEnv *, void *type, void *method, const JniValue *arguments);
  void *before_get_string[25];
  const char *(JNICALL_ *get_string)(JniEnv *, void *string, uint8_t *copied);
  void(JNICALL_ *release_string)(JniEnv *, void *string, const char *bytes);
  void *before_exception_check[57];
  uint8_t(JNICALL_ *exception_check)(JniEnv *);
} JniTable;

typedef struct VmTable {
  void *before_destroy[3];
  jint(JNICALL_ *destroy)(JniVm *);
  void *attach;
  jint(JNICALL_ *detach)(JniVm *);
  void *get_env;
  jint(JNICALL_ *attach_as_daemon)(JniVm *, void **env, void *arguments);
} VmTable;

typedef jint(JNICALL_ *JniCreate)(JniVm **vm, void **env, void *arguments);
typedef jint(JNICALL_ *JniCreated)(JniVm **vms, jint size, jint *count);
typedef jint(JNICALL_ *JniDefaults)(void *arguments);

#define JNI(env) (*(env))
#define VM(vm) (*(vm))

#endif
