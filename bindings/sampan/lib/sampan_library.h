/*
 * What the parts of the library share, and what Java and the library tell each other. Nobody else includes it: programs
 * include sampan.h. Java reads and writes SampanLibrary by its offsets (dev.sampan.border.NativeLibrary).
 */
#ifndef SAMPAN_LIBRARY_H
#define SAMPAN_LIBRARY_H

#define SAMPAN_BUILDING_LIBRARY 1
#define CINTERFACE 1
#include "sampan.h"

/* Grows with every change of what Java and the library tell each other. */
#define SAMPAN_LIBRARY_VERSION 2

/* What Java offers the library: a table of functions, behind the gate like all others. */
typedef struct SampanEntries {
  /* A runtime with a reference for the caller. S_FALSE: it was there already. */
  HRESULT(STDMETHODCALLTYPE *Start)(void *runtime);
  HRESULT(STDMETHODCALLTYPE *Stop)(void *runtime);
  HRESULT(STDMETHODCALLTYPE *LastError)(void *code, void *text, void *size);
  /* Makes a refusal of the library's the last error of this thread. */
  HRESULT(STDMETHODCALLTYPE *Remember)(void *text, uint32_t code);
} SampanEntries;

typedef struct SampanLibrary {
  uint32_t size;
  uint32_t version;
  /*
   * Makes functions that lead to Java, and no longer once the gate is closed.
   *
   * slots    "QueryInterface(ppp) AddRef(p) ...": names and types of arguments; jextract.h says what the letters mean
   * targets  for each slot, the function in Java
   * table    for each slot, becomes the function to call instead
   *
   * S_OK; E_INVALIDARG: a type that the library does not know; E_OUTOFMEMORY: more functions of one type than it has.
   */
  HRESULT (*table)(const char *slots, void *const *targets, void **table);
  /* From now on nothing goes to Java any more. Calls that are there go on. */
  void (*close)(void);
  /* Waits for calls of other threads that are in Java. Returns how many are left after so many milliseconds. */
  uint32_t (*drain)(uint32_t milliseconds);
  /* Written by Java. NULL: Java has not met this library. */
  const SampanEntries *volatile entries;
  /* Written by Java. What the functions of sampan_inline.h look at; they call while it is not 0. */
  volatile uint64_t *volatile attention;
} SampanLibrary;

/* The attention when the JVM ends. */
#define SAMPAN_ENDING 2u

#ifdef __cplusplus
extern "C" {
#endif

/* The library as Java sees it. */
SAMPAN_API SampanLibrary *sampan_library(void);

#define SAMPAN_ERROR_SIZE 2000

/* What went wrong last on a thread, as long as there is no Java that could remember it. S_OK: nothing. */
typedef struct SampanError {
  HRESULT code;
  char text[SAMPAN_ERROR_SIZE];
} SampanError;

/* Of the calling thread; NULL if there is no memory for it. */
SampanError *sampan_error(void);

/* Whether the gate is closed: the JVM has ended, or the process is ending. */
int sampan_gate_closed(void);

#ifdef __cplusplus
}
#endif

/* ---- What compilers and systems call differently ----------------------------------------------------------------- */

#ifdef _WIN32
typedef SRWLOCK SampanLock;
#define SAMPAN_LOCK_INIT SRWLOCK_INIT
#define sampan_lock(lock) AcquireSRWLockExclusive(lock)
#define sampan_unlock(lock) ReleaseSRWLockExclusive(lock)
typedef CONDITION_VARIABLE SampanCondition;
#define SAMPAN_CONDITION_INIT CONDITION_VARIABLE_INIT
#define sampan_wait(condition, lock) SleepConditionVariableSRW(condition, lock, INFINITE, 0)
#define sampan_wake(condition) WakeAllConditionVariable(condition)
#else
#include <pthread.h>
typedef pthread_mutex_t SampanLock;
#define SAMPAN_LOCK_INIT PTHREAD_MUTEX_INITIALIZER
#define sampan_lock(lock) pthread_mutex_lock(lock)
#define sampan_unlock(lock) pthread_mutex_unlock(lock)
typedef pthread_cond_t SampanCondition;
#define SAMPAN_CONDITION_INIT PTHREAD_COND_INITIALIZER
#define sampan_wait(condition, lock) pthread_cond_wait(condition, lock)
#define sampan_wake(condition) pthread_cond_broadcast(condition)
#endif

#if defined(_MSC_VER)
#define SAMPAN_THREAD_LOCAL __declspec(thread)
#elif defined(__cplusplus)
#define SAMPAN_THREAD_LOCAL thread_local
#else
#define SAMPAN_THREAD_LOCAL _Thread_local
#endif

#endif
