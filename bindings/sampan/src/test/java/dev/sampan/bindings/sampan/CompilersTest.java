package dev.sampan.bindings.sampan;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sampan.h and sampan_inline.h compile everywhere, without a warning. */
class CompilersTest {

  private static final String C =
      """
      #include "sampan_inline.h"
      HRESULT use_inline(ISampanRuntime *runtime, IWMSBufferAllocator *allocator);
      HRESULT use_inline(ISampanRuntime *runtime, IWMSBufferAllocator *allocator) {
        SampanInline fast;
        INSSBuffer *buffer = NULL;
        HRESULT hr = sampan_inline_get(runtime, allocator, &fast);
        if (SUCCEEDED(sampan_allocate(&fast, 100, &buffer))) {
          sampan_add_ref(&fast, buffer);
          sampan_release(&fast, buffer);
          sampan_release(&fast, buffer);
        }
        return hr;
      }
      HRESULT use(INSSBuffer *buffer, IWMWriter *writer);
      HRESULT use(INSSBuffer *buffer, IWMWriter *writer) {
        INSSBuffer4 *four = NULL;
        const GUID key = WM_SampleExtensionGUID_SampleDuration;
        WORD duration = 40;
        HRESULT hr = INSSBuffer_QueryInterface(buffer, &IID_INSSBuffer4, (void **)&four);
        if (SUCCEEDED(hr)) {
          hr = INSSBuffer4_SetProperty(four, key, &duration, WM_SampleExtension_SampleDuration_Size);
          (void)INSSBuffer4_Release(four);
        }
        if (FAILED(hr) || IsEqualGUID(&key, &IID_IUnknown)) {
          return NS_E_INVALID_REQUEST;
        }
        return IWMWriter_SetOutputFilename(writer, SAMPAN_TEXT("out.wmv"));
      }
      """;

  private static final String CPP =
      """
      #include "sampan_inline.h"
      HRESULT use_inline(ISampanRuntime *runtime, IWMSBufferAllocator *allocator) {
        SampanInline fast;
        INSSBuffer *buffer = nullptr;
        HRESULT hr = sampan_inline_get(runtime, allocator, &fast);
        if (SUCCEEDED(sampan_allocate(&fast, 100, &buffer))) {
          sampan_add_ref(&fast, buffer);
          sampan_release(&fast, buffer);
          sampan_release(&fast, buffer);
        }
        return hr;
      }
      template <class T> struct Ptr {
        T *p = nullptr;
        ~Ptr() { if (p != nullptr) p->Release(); }
        template <class From> HRESULT from(From *other) {
          return other->QueryInterface(sampan::iid<T>(), reinterpret_cast<void **>(&p));
        }
      };
      struct Notify final : IMFVideoSampleAllocatorNotify {
        HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void **object) override {
          bool known = iid == sampan::iid<IMFVideoSampleAllocatorNotify>();
          *object = known ? this : nullptr;
          return known ? S_OK : E_NOINTERFACE;
        }
        ULONG STDMETHODCALLTYPE AddRef() override { return 2; }
        ULONG STDMETHODCALLTYPE Release() override { return 1; }
        HRESULT STDMETHODCALLTYPE NotifyRelease() override { return S_OK; }
      };
      HRESULT use(IWMSBufferAllocator *allocator) {
        static Notify notify;
        Ptr<IMFVideoSampleAllocatorCallback> callback;
        HRESULT hr = callback.from(allocator);
        return FAILED(hr) ? hr : callback.p->SetCallback(&notify);
      }
      """;

  @TempDir Path directory;

  @Test
  void c11() throws Exception {
    Compiler.c(directory, "-std=c11").check("use.c", C);
  }

  @Test
  void cpp17() throws Exception {
    Compiler.cpp(directory, "-std=c++17").check("use.cpp", CPP);
  }

  @Test
  void cpp11() throws Exception {
    Compiler.cpp(directory, "-std=c++11", "-Woverloaded-virtual", "-Wsuggest-override")
        .check("use.cpp", CPP);
  }

  /** As on Windows, CINTERFACE leaves C++ with the declarations of C. */
  @Test
  void cppWithTheDeclarationsOfC() throws Exception {
    var source = C.replace("&IID_", "IID_").replace("&key, IID", "key, IID");
    Compiler.cpp(directory, "-std=c++17", "-DCINTERFACE").check("use.cpp", source);
  }

  @Test
  void c11OnWindows() throws Exception {
    Compiler.of(directory, "x86_64-w64-mingw32-gcc", "-std=c11").check("use.c", C);
  }

  @Test
  void cpp17OnWindows() throws Exception {
    Compiler.of(directory, "x86_64-w64-mingw32-g++", "-std=c++17").check("use.cpp", CPP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x86_64-linux-gnu",
        "aarch64-linux-gnu",
        "armv7-linux-gnueabihf",
        "arm64-apple-macos",
        "x86_64-apple-macos"
      })
  void clang(String target) throws Exception {
    // Freestanding: the C library of the target is not here, clang's own stdint.h is.
    var options = new String[] {"--target=" + target, "-ffreestanding", "-Wno-stdlibcxx-not-found"};
    Compiler.of(directory, clang(), append(options, "-std=c11")).checkSyntax("use.c", C);
    Compiler.of(directory, clang(), append(options, "-std=c++17")).checkSyntax("use.cpp", CPP);
  }

  private static String[] append(String[] options, String option) {
    return Stream.concat(Stream.of(options), Stream.of(option)).toArray(String[]::new);
  }

  /** clang, or what Debian calls it. */
  private static String clang() {
    var names =
        Stream.concat(
                Stream.of("clang"),
                Stream.iterate(30, v -> v > 10, v -> v - 1).map(v -> "clang-" + v))
            .toList();
    for (var name : names) {
      for (var path : System.getenv("PATH").split(File.pathSeparator, -1)) {
        if (Files.isExecutable(Path.of(path, name))) {
          return name;
        }
      }
    }
    assumeTrue(false, "not on this machine: command clang");
    return "";
  }
}
