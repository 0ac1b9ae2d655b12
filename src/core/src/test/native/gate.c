/*
 * The gate of the C library without a JVM: what Java would offer is written in C here. GateTest builds it with and
 * without sanitizers. Prints "0", or the line of what did not hold. With tables of slots as arguments it prints each
 * method's name, and whether its last argument becomes NULL once the gate is closed.
 */
#define _POSIX_C_SOURCE 200809L /* nanosleep */

#include "../../../../../bindings/sampan/lib/sampan_library.h"

#include "../../../../../bindings/sampan/jextract.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REQUIRE(condition)   \
  do {                       \
    if (!(condition)) {      \
      return __LINE__;       \
    }                        \
  } while (0)

#define P(n) ((void *)(uintptr_t)(0x1234567890ABCD00u + (n)))
#define D(n) (0x89ABCD00u + (n))
#define W(n) ((uint16_t)(0xFE00u + (n)))
#define Q(n) (0xFEDCBA9876543200u + (n))

static const GUID G = {0xfedcba98, 0x7654, 0x3210, {0xf1, 0xe2, 0xd3, 0xc4, 0xb5, 0xa6, 0x97, 0x88}};

/* name, parameters, whether they arrived, arguments */
#define SIGNATURES(S)                                                                                              \
  S(p, (void *a), a == P(1), (P(1)))                                                                               \
  S(pd, (void *a, uint32_t b), a == P(1) && b == D(2), (P(1), D(2)))                                               \
  S(pp, (void *a, void *b), a == P(1) && b == P(2), (P(1), P(2)))                                                  \
  S(pw, (void *a, uint16_t b), a == P(1) && b == W(2), (P(1), W(2)))                                               \
  S(pdp, (void *a, uint32_t b, void *c), a == P(1) && b == D(2) && c == P(3), (P(1), D(2), P(3)))                  \
  S(ppp, (void *a, void *b, void *c), a == P(1) && b == P(2) && c == P(3), (P(1), P(2), P(3)))                     \
  S(pqp, (void *a, uint64_t b, void *c), a == P(1) && b == Q(2) && c == P(3), (P(1), Q(2), P(3)))                  \
  S(pwp, (void *a, uint16_t b, void *c), a == P(1) && b == W(2) && c == P(3), (P(1), W(2), P(3)))                  \
  S(pddp, (void *a, uint32_t b, uint32_t c, void *d), a == P(1) && b == D(2) && c == D(3) && d == P(4),            \
      (P(1), D(2), D(3), P(4)))                                                                                    \
  S(pgpd, (void *a, GUID b, void *c, uint32_t d), a == P(1) && IsEqualGUID(&b, &G) && c == P(3) && d == D(4),      \
      (P(1), G, P(3), D(4)))                                                                                       \
  S(pgpp, (void *a, GUID b, void *c, void *d), a == P(1) && IsEqualGUID(&b, &G) && c == P(3) && d == P(4),         \
      (P(1), G, P(3), P(4)))                                                                                       \
  S(pppp, (void *a, void *b, void *c, void *d), a == P(1) && b == P(2) && c == P(3) && d == P(4),                  \
      (P(1), P(2), P(3), P(4)))                                                                                    \
  S(pdppp, (void *a, uint32_t b, void *c, void *d, void *e),                                                       \
      a == P(1) && b == D(2) && c == P(3) && d == P(4) && e == P(5), (P(1), D(2), P(3), P(4), P(5)))               \
  S(pdqdp, (void *a, uint32_t b, uint64_t c, uint32_t d, void *e),                                                 \
      a == P(1) && b == D(2) && c == Q(3) && d == D(4) && e == P(5), (P(1), D(2), Q(3), D(4), P(5)))               \
  S(pgwpd, (void *a, GUID b, uint16_t c, void *d, uint32_t e),                                                     \
      a == P(1) && IsEqualGUID(&b, &G) && c == W(3) && d == P(4) && e == D(5), (P(1), G, W(3), P(4), D(5)))        \
  S(pdpdpw, (void *a, uint32_t b, void *c, uint32_t d, void *e, uint16_t f),                                       \
      a == P(1) && b == D(2) && c == P(3) && d == D(4) && e == P(5) && f == W(6),                                  \
      (P(1), D(2), P(3), D(4), P(5), W(6)))                                                                        \
  S(pdpppp, (void *a, uint32_t b, void *c, void *d, void *e, void *f),                                             \
      a == P(1) && b == D(2) && c == P(3) && d == P(4) && e == P(5) && f == P(6),                                  \
      (P(1), D(2), P(3), P(4), P(5), P(6)))                                                                        \
  S(pwpppp, (void *a, uint16_t b, void *c, void *d, void *e, void *f),                                             \
      a == P(1) && b == W(2) && c == P(3) && d == P(4) && e == P(5) && f == P(6),                                  \
      (P(1), W(2), P(3), P(4), P(5), P(6)))                                                                        \
  S(pwqdqdp, (void *a, uint16_t b, uint64_t c, uint32_t d, uint64_t e, uint32_t f, void *g),                       \
      a == P(1) && b == W(2) && c == Q(3) && d == D(4) && e == Q(5) && f == D(6) && g == P(7),                     \
      (P(1), W(2), Q(3), D(4), Q(5), D(6), P(7)))

#define TARGET(name, parameters, arrived, arguments) \
  static HRESULT target_##name parameters { return (arrived) ? 77 : -1; }
SIGNATURES(TARGET)

#define MEMBER(name, parameters, arrived, arguments) HRESULT(*name) parameters;
typedef union Function {
  void *data;
  SIGNATURES(MEMBER)
} Function;

static int arguments_arrive(SampanLibrary *library) {
#define TRY(name_, parameters, arrived, arguments)                                              \
  {                                                                                             \
    Function target;                                                                            \
    Function made;                                                                              \
    target.name_ = target_##name_;                                                              \
    REQUIRE(library->table("Method(" #name_ ")", &target.data, &made.data) == S_OK);            \
    REQUIRE(made.data != target.data && made.name_ arguments == 77);                            \
  }
  SIGNATURES(TRY)
  return 0;
}

/* Every table of Sampan's, and more than one of each. */
static int there_are_enough(SampanLibrary *library) {
  static const char *const tables[] = {INSSBuffer4_SLOTS, IWMSBufferAllocator_SLOTS,
      IMFVideoSampleAllocatorNotifyEx_SLOTS, IMFVideoSampleAllocatorCallback_SLOTS, IWMInputMediaProps_SLOTS,
      IWMStreamConfig2_SLOTS, IWMProfile_SLOTS, IWMWriterSink_SLOTS, IWMWriter_SLOTS, IWMWriterAdvanced3_SLOTS,
      ISampanRuntime_SLOTS, IWMInputMediaProps_SLOTS, IWMWriterSink_SLOTS};
  static void *targets[100];
  static void *made[100];
  size_t i;
  for (i = 0; i < sizeof tables / sizeof tables[0]; i++) {
    REQUIRE(library->table(tables[i], targets, made) == S_OK);
  }
  REQUIRE(library->table("Method(pz)", targets, made) == E_INVALIDARG);
  REQUIRE(library->table("Method", targets, made) == E_INVALIDARG);
  for (i = 0; i < 1000 && library->table("Method(pw)", targets, made) == S_OK; i++) {
  }
  REQUIRE(i < 1000 && library->table("Method(pw)", targets, made) == E_OUTOFMEMORY);
  return 0;
}

/* ---- Closing ------------------------------------------------------------------------------------------------------- */

static atomic_int inside;
static atomic_int go_on;
static atomic_int answered;
static atomic_int late; /* calls that came to Java after drain had said that none is there */
static atomic_int drained;
static SampanLibrary *the_library;
static uint32_t own;

static void pause_ms(long ms) {
  struct timespec time;
  time.tv_sec = 0;
  time.tv_nsec = ms * 1000000;
  nanosleep(&time, NULL);
}

static HRESULT wait_inside(void *a) {
  (void)a;
  atomic_fetch_add(&inside, 1);
  while (!atomic_load(&go_on)) {
    pause_ms(1);
  }
  return 77;
}

static HRESULT quick(void *a) {
  (void)a;
  if (atomic_load(&drained)) {
    atomic_fetch_add(&late, 1);
  }
  return 77;
}

static HRESULT drain_inside(void *a) {
  (void)a;
  own = the_library->drain(1000);
  return 77;
}

static Function waiting;
static Function quickly;
static Function draining;
static Function dying;
static Function add_ref;
static Function query;
static Function query_short;

static void *stay(void *argument) { return waiting.p(P(1)) == 77 ? argument : NULL; }

static void *spin(void *argument) {
  HRESULT code;
  while ((code = quickly.p(P(1))) == 77) {
  }
  if (code == MF_E_SHUTDOWN) {
    atomic_fetch_add(&answered, 1);
  }
  return argument;
}

static void *once(void *argument) {
  quickly.p(P(1));
  return argument;
}

static HRESULT exit_thread(void *a) { pthread_exit(a); }

/* Against the rules, but it must not be waited for. */
static void *die_inside(void *argument) {
  dying.p(argument);
  return argument;
}

#define SPINNING 16

static int closes(SampanLibrary *library) {
  Function target;
  pthread_t stays;
  pthread_t spins[SPINNING];
  pthread_t thread;
  void *out;
  int i;
  the_library = library;
  target.p = wait_inside;
  REQUIRE(library->table("Wait(p)", &target.data, &waiting.data) == S_OK);
  target.p = quick;
  REQUIRE(library->table("Quick(p)", &target.data, &quickly.data) == S_OK);
  REQUIRE(library->table("AddRef(p)", &target.data, &add_ref.data) == S_OK);
  target.p = drain_inside;
  REQUIRE(library->table("Drain(p)", &target.data, &draining.data) == S_OK);
  target.p = exit_thread;
  REQUIRE(library->table("Exit(p)", &target.data, &dying.data) == S_OK);
  target.ppp = target_ppp;
  REQUIRE(library->table("QueryInterface(ppp)", &target.data, &query.data) == S_OK);
  REQUIRE(library->table("Query(ppp)", &target.data, &query_short.data) == S_OK);

  /* A thread does not wait for itself, and threads that have ended are not waited for. */
  REQUIRE(draining.p(P(1)) == 77 && own == 0);
  for (i = 0; i < 200; i++) {
    REQUIRE(pthread_create(&thread, NULL, i % 2 ? once : die_inside, NULL) == 0);
    REQUIRE(pthread_join(thread, NULL) == 0);
  }
  REQUIRE(library->drain(1000) == 0);

  REQUIRE(pthread_create(&stays, NULL, stay, P(1)) == 0);
  for (i = 0; i < SPINNING; i++) {
    REQUIRE(pthread_create(&spins[i], NULL, spin, NULL) == 0);
  }
  while (!atomic_load(&inside)) {
    pause_ms(1);
  }
  REQUIRE(!sampan_gate_closed());
  library->close();
  REQUIRE(sampan_gate_closed());
  while (library->drain(10) > 1) { /* but for the one that stays */
  }
  REQUIRE(library->drain(20) == 1);
  atomic_store(&drained, 1);
  atomic_store(&go_on, 1);
  REQUIRE(library->drain(10000) == 0);
  REQUIRE(pthread_join(stays, &out) == 0 && out == P(1)); /* its call was let end */
  for (i = 0; i < SPINNING; i++) {
    REQUIRE(pthread_join(spins[i], NULL) == 0);
  }
  REQUIRE(atomic_load(&answered) == SPINNING && atomic_load(&late) == 0);

  /* What is answered now. */
  REQUIRE(quickly.p(P(1)) == MF_E_SHUTDOWN && add_ref.p(P(1)) == 0);
  out = P(2);
  REQUIRE(query.ppp(P(1), P(2), &out) == MF_E_SHUTDOWN && out == NULL);
  REQUIRE(query.ppp(P(1), P(2), NULL) == MF_E_SHUTDOWN);
  out = P(2);
  REQUIRE(query_short.ppp(P(1), P(2), &out) == MF_E_SHUTDOWN && out == P(2)); /* not an interface pointer */
  {
    char text[300];
    uint32_t size = sizeof text;
    HRESULT code = 0;
    ISampanRuntime *runtime = (ISampanRuntime *)&out;
    REQUIRE(sampan_last_error(&code, text, &size) == S_OK && code == MF_E_SHUTDOWN);
    REQUIRE(strstr(text, "has ended") != NULL && size == strlen(text) + 1);
    REQUIRE(sampan_start(NULL, &runtime) == SAMPAN_E_JVM_FAILED && runtime == NULL);
    size = sizeof text;
    REQUIRE(sampan_last_error(&code, text, &size) == S_OK && code == SAMPAN_E_JVM_FAILED);
    REQUIRE(sampan_stop((ISampanRuntime *)&out) == E_HANDLE);
  }
  return 0;
}

/* ---- What is NULL afterwards --------------------------------------------------------------------------------------- */

/* The signatures that end in a pointer. */
#define ENDING_IN_POINTER(S)                          \
  S(pp, (P(1), &out))                                 \
  S(pdp, (P(1), D(2), &out))                          \
  S(ppp, (P(1), P(2), &out))                          \
  S(pqp, (P(1), Q(2), &out))                          \
  S(pwp, (P(1), W(2), &out))                          \
  S(pddp, (P(1), D(2), D(3), &out))                   \
  S(pgpp, (P(1), G, P(3), &out))                      \
  S(pppp, (P(1), P(2), P(3), &out))                   \
  S(pdppp, (P(1), D(2), P(3), P(4), &out))            \
  S(pdqdp, (P(1), D(2), Q(3), D(4), &out))            \
  S(pdpppp, (P(1), D(2), P(3), P(4), P(5), &out))     \
  S(pwpppp, (P(1), W(2), P(3), P(4), P(5), &out))     \
  S(pwqdqdp, (P(1), W(2), Q(3), D(4), Q(5), D(6), &out))

static int clears(SampanLibrary *library, int count, char **tables) {
  static void *targets[100];
  static void *made[20][100];
  int i;
  REQUIRE(count <= 20);
  for (i = 0; i < count; i++) {
    REQUIRE(library->table(tables[i], targets, made[i]) == S_OK);
  }
  library->close();
  for (i = 0; i < count; i++) {
    char *slot = strtok(tables[i], " ");
    int number;
    for (number = 0; slot != NULL; number++, slot = strtok(NULL, " ")) {
      Function function;
      void *out = P(9);
      char *types = strchr(slot, '(');
      REQUIRE(types != NULL);
      *types++ = '\0';
      function.data = made[i][number];
#define CLOSED(name, arguments)                                                 \
  if (strcmp(types, #name ")") == 0) {                                          \
    REQUIRE(function.name arguments == MF_E_SHUTDOWN && (out == NULL || out == P(9))); \
  }
      ENDING_IN_POINTER(CLOSED)
      printf("%s %d\n", slot, out == NULL);
    }
  }
  return 0;
}

int main(int count, char **arguments) {
  SampanLibrary *library = sampan_library();
  int line = library->size == 48 && library->version == SAMPAN_LIBRARY_VERSION && library->entries == NULL &&
                     library->attention == NULL
                 ? 0
                 : __LINE__;
  if (count > 1) {
    line = line == 0 ? clears(library, count - 1, arguments + 1) : line;
    return line;
  }
  line = line == 0 ? arguments_arrive(library) : line;
  line = line == 0 ? there_are_enough(library) : line;
  line = line == 0 ? closes(library) : line;
  printf("%d\n", line);
  return line == 0 ? 0 : 1;
}
