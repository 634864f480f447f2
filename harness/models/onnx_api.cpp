#ifdef RADGAUGE_ONNX

#include "models/onnx_api.h"

#include "core/error.h"
#include "core/text.h"

namespace radgauge::models::onnx {

const OrtApi* api() {
  static const OrtApi* const found = OrtGetApiBase()->GetApi(ORT_API_VERSION);
  return found;
}

void check(OrtStatus* status, const std::string& path) {
  if (status == nullptr) return;
  const Owned<OrtStatus> owner(status, api()->ReleaseStatus);
  throw Error(ErrorKind::data,
              path + ": ONNX Runtime says: " + shortened(api()->GetErrorMessage(status), 400));
}

OrtAllocator* allocator(const std::string& path) {
  return asked<OrtAllocator*>(path, api()->GetAllocatorWithDefaultOptions);
}

bool Tensor::is_real() const {
  return type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT || type == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
}

std::size_t Tensor::fixed_length(std::size_t dimension) const {
  return dimension < lengths.size() && lengths[dimension] > 0 ? static_cast<std::size_t>(lengths[dimension])
                                                              : 0;
}

namespace {

Tensor described(const OrtTensorTypeAndShapeInfo* info, const std::string& path) {
  Tensor out;
  out.type = asked<ONNXTensorElementDataType>(path, api()->GetTensorElementType, info);
  out.lengths.resize(asked<std::size_t>(path, api()->GetDimensionsCount, info));
  check(api()->GetDimensions(info, out.lengths.data(), out.lengths.size()), path);
  return out;
}

}  // namespace

Tensor tensor_of(const OrtTypeInfo* info, const std::string& path) {
  const auto* tensor = asked<const OrtTensorTypeAndShapeInfo*>(path, api()->CastTypeInfoToTensorInfo, info);
  return tensor == nullptr ? Tensor{} : described(tensor, path);
}

Tensor tensor_of(OrtValue* value, const std::string& path) {
  const auto info = made<OrtTensorTypeAndShapeInfo>(path, api()->ReleaseTensorTypeAndShapeInfo,
                                                    api()->GetTensorTypeAndShape, value);
  return described(info.get(), path);
}

std::string lengths_text(const std::vector<std::int64_t>& lengths) {
  std::vector<std::string> parts;
  for (const std::int64_t length : lengths) parts.push_back(length < 0 ? "any" : to_text(length));
  return "[" + join(parts, ", ") + "]";
}

bool is_class_map(const OrtTypeInfo* info, const std::string& path) {
  const auto* sequence = asked<const OrtSequenceTypeInfo*>(path, api()->CastTypeInfoToSequenceTypeInfo, info);
  if (sequence == nullptr) return false;
  const auto element =
      made<OrtTypeInfo>(path, api()->ReleaseTypeInfo, api()->GetSequenceElementType, sequence);
  const auto* map = asked<const OrtMapTypeInfo*>(path, api()->CastTypeInfoToMapTypeInfo, element.get());
  if (map == nullptr) return false;
  const auto key = asked<ONNXTensorElementDataType>(path, api()->GetMapKeyType, map);
  const auto value = made<OrtTypeInfo>(path, api()->ReleaseTypeInfo, api()->GetMapValueType, map);
  return tensor_of(value.get(), path).is_real() &&
         (key == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 || key == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING);
}

}  // namespace radgauge::models::onnx

#endif
