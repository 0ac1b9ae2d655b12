/* C++: a pointer that releases what it has, by itself. */
#include "sampan.h"

#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <utility>

extern "C" int smart_pointer(ISampanRuntime *runtime);

namespace {

void check(HRESULT hr, const char *what) {
  if (FAILED(hr)) {
    throw std::runtime_error(what);
  }
}

/* Owns one reference. */
template <class Interface> class Pointer {
 public:
  Pointer() = default;
  Pointer(const Pointer &other) : raw_(other.raw_) {
    if (raw_ != nullptr) raw_->AddRef();
  }
  Pointer(Pointer &&other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
  Pointer &operator=(Pointer other) noexcept {
    std::swap(raw_, other.raw_);
    return *this;
  }
  ~Pointer() {
    if (raw_ != nullptr) raw_->Release();
  }
  Interface *operator->() const { return raw_; }
  Interface *get() const { return raw_; }
  /* For an out parameter, which brings a reference along. */
  Interface **out() {
    *this = Pointer();
    return &raw_;
  }
  template <class Other> Pointer<Other> as() const {
    Pointer<Other> other;
    check(raw_->QueryInterface(sampan::iid<Other>(), reinterpret_cast<void **>(other.out())), "QueryInterface");
    return other;
  }

 private:
  Interface *raw_ = nullptr;
};

Pointer<INSSBuffer> filled(IWMSBufferAllocator *allocator, const char *text) {
  Pointer<INSSBuffer> sample;
  BYTE *memory;
  const DWORD length = static_cast<DWORD>(std::strlen(text));
  check(allocator->AllocateBuffer(length, sample.out()), "AllocateBuffer");
  check(sample->GetBuffer(&memory), "GetBuffer");
  std::memcpy(memory, text, length);
  check(sample->SetLength(length), "SetLength");
  return sample;
}

}

extern "C" int smart_pointer(ISampanRuntime *runtime) try {
  SampanAllocatorOptions options = {};
  options.size = sizeof options;
  options.name = "smart";
  options.sample_size = 100;
  options.count = 2;
  Pointer<IWMSBufferAllocator> allocator;
  check(runtime->CreateAllocator(&options, allocator.out()), "CreateAllocator");
  LONG free_count = 0;
  {
    Pointer<INSSBuffer> one = filled(allocator.get(), "one");
    Pointer<INSSBuffer4> same = one.as<INSSBuffer4>(); /* two references, one sample */
    Pointer<INSSBuffer> other = filled(allocator.get(), "other");
    one = std::move(other); /* `same` keeps the first */
    DWORD length;
    check(same->GetLength(&length), "GetLength");
    if (length != 3) return E_FAIL;
  } /* both are free again */
  check(allocator.as<IMFVideoSampleAllocatorCallback>()->GetFreeSampleCount(&free_count), "GetFreeSampleCount");
  return free_count == 2 ? S_OK : E_FAIL;
} catch (const std::exception &failure) {
  std::fprintf(stderr, "%s failed\n", failure.what());
  return E_FAIL;
}
