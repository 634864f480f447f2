#pragma once

#include <onnxruntime_c_api.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace radgauge::models::onnx {

// The C interface of ONNX Runtime in the words of C++; for builds that have it. `path` is the model's, for
// messages.

/// Null for a library that is older than the header: require_onnx_runtime() says so first.
const OrtApi* api();

/// Throws Error(data) with the runtime's words for a status that is an error.
void check(OrtStatus* status, const std::string& path);

/// What a call of the runtime writes to its last argument. Throws as check().
template <typename T, typename Call, typename... Arguments>
T asked(const std::string& path, Call call, Arguments... arguments) {
  T value{};
  check(call(arguments..., &value), path);
  return value;
}

template <typename T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

/// The same for an object that has to be released.
template <typename T, typename Call, typename... Arguments>
Owned<T> made(const std::string& path, void (*release)(T*), Call call, Arguments... arguments) {
  return {asked<T*>(path, call, arguments...), release};
}

OrtAllocator* allocator(const std::string& path);

/// What a tensor holds, and its shape. -1: a length that is not fixed; no lengths: a scalar, or not known.
struct Tensor {
  ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  std::vector<std::int64_t> lengths;

  bool is_real() const;                                   ///< float or double
  std::size_t fixed_length(std::size_t dimension) const;  ///< 0: not fixed, or no such dimension
};

Tensor tensor_of(const OrtTypeInfo* info, const std::string& path);  ///< undefined for what is no tensor
Tensor tensor_of(OrtValue* value, const std::string& path);

/// "[any, 12]"
std::string lengths_text(const std::vector<std::int64_t>& lengths);

/// Is it a sequence of {class: number}, as ZipMap of skl2onnx makes it?
bool is_class_map(const OrtTypeInfo* info, const std::string& path);

}  // namespace radgauge::models::onnx
