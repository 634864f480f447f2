#ifdef RADGAUGE_ONNX

#include "models/onnx_answer.h"

#include "core/error.h"
#include "core/text.h"

namespace radgauge::models::onnx {
namespace {

struct Output {
  const std::string& name;
  std::size_t rows;
  const std::string& path;

  [[noreturn]] void wrong(const std::string& what) const {
    throw Error(ErrorKind::data,
                path + ": its output '" + name + "' " + what + " for " + count_of(rows, "row"));
  }
};

std::size_t count_of_numbers(const Tensor& tensor) {
  std::size_t count = 1;
  for (const std::int64_t length : tensor.lengths) count *= static_cast<std::size_t>(length);
  return count;
}

template <typename Number>
std::vector<double> copied(OrtValue* value, std::size_t count, const std::string& path) {
  const auto* first = static_cast<const Number*>(asked<void*>(path, api()->GetTensorMutableData, value));
  return {first, first + count};
}

std::vector<double> numbers_of(OrtValue* value, const Tensor& tensor, const Output& output) {
  const std::size_t count = count_of_numbers(tensor);
  if (tensor.type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) return copied<float>(value, count, output.path);
  if (tensor.type == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE) return copied<double>(value, count, output.path);
  output.wrong("is no float or double");
}

std::vector<std::string> class_names(OrtValue* keys, const std::string& path) {
  const Tensor tensor = tensor_of(keys, path);
  const std::size_t count = count_of_numbers(tensor);
  std::vector<std::string> names(count);
  if (tensor.type == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64) {
    const auto* first =
        static_cast<const std::int64_t*>(asked<void*>(path, api()->GetTensorMutableData, keys));
    for (std::size_t k = 0; k < count; ++k) names[k] = to_text(first[k]);
    return names;
  }
  for (std::size_t k = 0; k < count; ++k) {
    names[k].resize(asked<std::size_t>(path, api()->GetStringTensorElementLength, keys, k));
    check(api()->GetStringTensorElement(keys, names[k].size(), k, names[k].data()), path);
  }
  return names;
}

OnnxAnswer read_tensor(OrtValue* value, const Output& output) {
  const Tensor tensor = tensor_of(value, output.path);
  const std::size_t dimensions = tensor.lengths.size();
  if (dimensions < 1 || dimensions > 2 || tensor.lengths[0] != static_cast<std::int64_t>(output.rows))
    output.wrong("has the shape " + lengths_text(tensor.lengths));
  OnnxAnswer answer;
  answer.values = numbers_of(value, tensor, output);
  answer.width = answer.values.size() / output.rows;
  return answer;
}

OnnxAnswer read_class_maps(OrtValue* value, const Output& output) {
  const std::string& path = output.path;
  const auto count = asked<std::size_t>(path, api()->GetValueCount, value);
  if (count != output.rows) output.wrong("has " + count_text(count) + " lists of classes");
  OnnxAnswer answer;
  for (std::size_t i = 0; i < count; ++i) {
    const auto part = [&](OrtValue* of, std::size_t at) {
      return made<OrtValue>(path, api()->ReleaseValue, api()->GetValue, of, static_cast<int>(at),
                            allocator(path));
    };
    const auto map = part(value, i);
    const auto keys = part(map.get(), 0), numbers = part(map.get(), 1);
    const std::vector<std::string> classes = class_names(keys.get(), path);
    if (i == 0) answer.classes = classes;
    if (classes != answer.classes)
      output.wrong("names the classes " + listed(classes) + " after " + listed(answer.classes));
    const std::vector<double> row = numbers_of(numbers.get(), tensor_of(numbers.get(), path), output);
    if (row.size() != classes.size()) output.wrong("has classes without a number");
    answer.values.insert(answer.values.end(), row.begin(), row.end());
  }
  answer.width = answer.classes.size();
  return answer;
}

}  // namespace

OnnxAnswer read_answer(OrtValue* value, const std::string& name, std::size_t rows, const std::string& path) {
  const Output output{name, rows, path};
  switch (asked<ONNXType>(path, api()->GetValueType, value)) {
    case ONNX_TYPE_TENSOR:
      return read_tensor(value, output);
    case ONNX_TYPE_SEQUENCE:
      return read_class_maps(value, output);
    default:
      output.wrong("is neither a tensor nor a sequence");
  }
}

}  // namespace radgauge::models::onnx

#endif
