/* A program of its own: starts a JVM, runs an example, stops. "main producer out.wmv", "main sink out.wmv", "main consumer". */
#include "sampan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int producer(ISampanRuntime *runtime, const WCHAR *path);
int sink(ISampanRuntime *runtime, const char *path);
int consumer(ISampanRuntime *runtime);
int smart_pointer(ISampanRuntime *runtime);

static HRESULT run(ISampanRuntime *runtime, const char *example, const char *file) {
  if (strcmp(example, "producer") == 0) {
    WCHAR wide[1000]; /* 16 bits each, everywhere; this conversion is good for ASCII */
    size_t i;
    for (i = 0; file[i] != '\0' && i < 999; i++) wide[i] = (WCHAR)file[i];
    wide[i] = 0;
    return producer(runtime, wide);
  }
  if (strcmp(example, "sink") == 0) return sink(runtime, file);
  if (strcmp(example, "consumer") == 0) return consumer(runtime);
#ifdef WITH_CPP /* smart_pointer.cpp is linked, too */
  if (strcmp(example, "smart_pointer") == 0) return smart_pointer(runtime);
#endif
  return E_INVALIDARG;
}

/* What went wrong last on this thread. */
static int failed(const char *what, HRESULT hr) {
  char text[2000] = "";
  uint32_t size = sizeof text;
  sampan_last_error(NULL, text, &size);
  fprintf(stderr, "%s: 0x%08x: %s\n", what, (unsigned)hr, text);
  return EXIT_FAILURE;
}

int main(int count, char **arguments) {
  const char *example = count > 1 ? arguments[1] : "";
  SampanStartOptions options = {0};
  ISampanRuntime *runtime;
  HRESULT hr;
  options.size = sizeof options;
  options.class_path = getenv("SAMPAN_CLASS_PATH");
  if (FAILED(hr = sampan_start(&options, &runtime))) return failed("start", hr);
  if (FAILED(hr = run(runtime, example, count > 2 ? arguments[2] : "out.wmv"))) return failed(example, hr);
  if (FAILED(hr = sampan_stop(runtime))) return failed("stop", hr); /* every sample is back */
  printf("%s is done\n", example);
  return EXIT_SUCCESS;
}
