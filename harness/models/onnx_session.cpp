#include "models/onnx_session.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/text.h"

#ifdef RADGAUGE_ONNX
#include "models/onnx_answer.h"
#include "models/onnx_api.h"
#endif

namespace radgauge::models {

bool is_called_probability(std::string name) {
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name.find("prob") != std::string::npos;
}

#ifdef RADGAUGE_ONNX

namespace {

using onnx::api;
using onnx::asked;
using onnx::check;
using onnx::made;
using onnx::Owned;

[[noreturn]] void refuse_onnx(const std::string& path, const std::string& why) {
  throw Error(ErrorKind::study,
              path + ": " + why + "; save it so, or predict with a worker (models: [{worker: [...]}])");
}

Owned<OrtSession> opened(const OrtEnv* env, const std::string& bytes, const std::string& path) {
  const auto options =
      made<OrtSessionOptions>(path, api()->ReleaseSessionOptions, api()->CreateSessionOptions);
  OrtSessionOptions* raw = options.get();
  // One thread and rewrites that keep every number: the same result each time, and what the file says.
  check(api()->SetIntraOpNumThreads(raw, 1), path);
  check(api()->SetInterOpNumThreads(raw, 1), path);
  check(api()->SetSessionExecutionMode(raw, ORT_SEQUENTIAL), path);
  check(api()->SetSessionGraphOptimizationLevel(raw, ORT_ENABLE_BASIC), path);
  // Else bytes that look like the runtime's own format would be taken as that, which read_onnx() did not see.
  check(api()->AddSessionConfigEntry(raw, "session.load_model_format", "ONNX"), path);
  return made<OrtSession>(path, api()->ReleaseSession, api()->CreateSessionFromArray, env, bytes.data(),
                          bytes.size(), raw);
}

using NameOf = decltype(OrtApi::SessionGetInputName);

std::string name_of(NameOf call, const OrtSession* session, std::size_t i, const std::string& path) {
  OrtAllocator* allocator = onnx::allocator(path);
  char* name = asked<char*>(path, call, session, i, allocator);
  const std::string text = name;
  allocator->Free(allocator, name);
  return text;
}

struct OnnxOutput {
  std::string name;
  std::size_t width = 0;
};

OnnxOutput output_to_read(const std::vector<OnnxOutput>& readable, const std::vector<std::string>& all,
                          const std::string& path) {
  if (readable.empty())
    refuse_onnx(path,
                "none of its outputs (" + listed(all) +
                    ") is a matrix of float or double, or a sequence of {class: number}, as predictions "
                    "have to be");
  if (readable.size() == 1) return readable[0];
  std::vector<OnnxOutput> named;
  std::copy_if(readable.begin(), readable.end(), std::back_inserter(named),
               [](const OnnxOutput& output) { return is_called_probability(output.name); });
  if (named.size() == 1) return named[0];
  refuse_onnx(path, "which of its outputs (" + listed(all) +
                        ") are the predictions is not clear; one of numbers is expected, or one whose name "
                        "holds 'prob'");
}

}  // namespace

struct OnnxSession::Parts {
  std::string path;
  Owned<OrtEnv> env;
  Owned<OrtSession> session;
  Owned<OrtMemoryInfo> memory;
  std::string input;
  bool is_double = false;

  Parts(const std::string& bytes, const std::string& file)
      : path(file),
        // What goes wrong comes back as a status and is said once; the log would say it again.
        env(made<OrtEnv>(path, api()->ReleaseEnv, api()->CreateEnv, ORT_LOGGING_LEVEL_FATAL, "radgauge")),
        session(nullptr, api()->ReleaseSession),
        memory(made<OrtMemoryInfo>(path, api()->ReleaseMemoryInfo, api()->CreateCpuMemoryInfo,
                                   OrtArenaAllocator, OrtMemTypeDefault)) {
    check(api()->DisableTelemetryEvents(env.get()), path);
    session = opened(env.get(), bytes, path);
  }

  void read_input(OnnxShape& shape) {
    constexpr std::size_t kMostRows = 100000, kFirst = 0;
    const auto count = asked<std::size_t>(path, api()->SessionGetInputCount, session.get());
    if (count != 1)
      refuse_onnx(
          path, "it has " + count_of(count, "input") + ", and one matrix, a row for each case, is expected");
    input = name_of(api()->SessionGetInputName, session.get(), kFirst, path);
    const auto info = made<OrtTypeInfo>(path, api()->ReleaseTypeInfo, api()->SessionGetInputTypeInfo,
                                        session.get(), kFirst);
    const onnx::Tensor tensor = onnx::tensor_of(info.get(), path);
    if (!tensor.is_real()) refuse_onnx(path, "its input '" + input + "' is no tensor of float or double");
    shape.rows = tensor.fixed_length(0);
    shape.columns = tensor.fixed_length(1);
    if (tensor.lengths.size() != 2 || shape.columns == 0 || shape.rows > kMostRows)
      refuse_onnx(path, "its input '" + input + "' has the shape " + onnx::lengths_text(tensor.lengths) +
                            ", and a matrix of any number of rows with a fixed number of columns is "
                            "expected, such as [any, 12]");
    is_double = tensor.type == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
  }

  void read_output(OnnxShape& shape) const {
    std::vector<OnnxOutput> readable;
    std::vector<std::string> all;
    const auto count = asked<std::size_t>(path, api()->SessionGetOutputCount, session.get());
    for (std::size_t i = 0; i < count; ++i) {
      all.push_back(name_of(api()->SessionGetOutputName, session.get(), i, path));
      const auto info =
          made<OrtTypeInfo>(path, api()->ReleaseTypeInfo, api()->SessionGetOutputTypeInfo, session.get(), i);
      const onnx::Tensor tensor = onnx::tensor_of(info.get(), path);
      if (tensor.is_real() && tensor.lengths.size() <= 2)
        readable.push_back({all.back(), tensor.lengths.size() == 1 ? 1 : tensor.fixed_length(1)});
      else if (onnx::is_class_map(info.get(), path))
        readable.push_back({all.back(), 0});
    }
    const OnnxOutput chosen = output_to_read(readable, all, path);
    shape.output = chosen.name;
    shape.width = chosen.width;
  }

  std::vector<float> as_floats(const std::vector<double>& values) const {
    std::vector<float> floats(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::abs(values[i]) > static_cast<double>(std::numeric_limits<float>::max()))
        throw Error(ErrorKind::data, path + ": the model takes float, and " + to_text(values[i]) +
                                         " is beyond what a float holds");
      floats[i] = static_cast<float>(values[i]);
    }
    return floats;
  }
};

OnnxSession::OnnxSession(const std::string& bytes, const std::string& path)
    : parts_(std::make_unique<Parts>(bytes, path)) {
  parts_->read_input(shape_);
  parts_->read_output(shape_);
}

OnnxAnswer OnnxSession::run(std::vector<double> values, std::size_t rows) const {
  const std::string& path = parts_->path;
  std::vector<float> floats;
  void* data = values.data();
  std::size_t size = values.size() * sizeof(double);
  if (!parts_->is_double) {
    floats = parts_->as_floats(values);
    data = floats.data();
    size = floats.size() * sizeof(float);
  }
  const std::int64_t lengths[] = {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(shape_.columns)};
  const auto matrix = made<OrtValue>(
      path, api()->ReleaseValue, api()->CreateTensorWithDataAsOrtValue, parts_->memory.get(), data, size,
      &lengths[0], std::size_t{2},
      parts_->is_double ? ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE : ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT);
  const char* const input = parts_->input.c_str();
  const char* const output = shape_.output.c_str();
  const OrtValue* const taken = matrix.get();
  const auto given = made<OrtValue>(path, api()->ReleaseValue, api()->Run, parts_->session.get(), nullptr,
                                    &input, &taken, std::size_t{1}, &output, std::size_t{1});
  return onnx::read_answer(given.get(), shape_.output, rows, path);
}

std::string onnx_runtime_version() {
  return OrtGetApiBase()->GetVersionString();
}

void require_onnx_runtime(const std::string& path) {
  if (api() == nullptr)
    throw Error(ErrorKind::study, path + " is an ONNX model, and the ONNX Runtime that is installed (" +
                                      onnx_runtime_version() +
                                      ") is older than the one this radgauge was built with; install 1." +
                                      std::to_string(ORT_API_VERSION) + " or newer, or build again");
}

#else

struct OnnxSession::Parts {};

OnnxSession::OnnxSession(const std::string&, const std::string& path) {
  require_onnx_runtime(path);
}

OnnxAnswer OnnxSession::run(std::vector<double>, std::size_t) const {
  return {};
}

std::string onnx_runtime_version() {
  return {};
}

void require_onnx_runtime(const std::string& path) {
  throw Error(
      ErrorKind::study,
      path +
          " is an ONNX model, and this radgauge was built without ONNX Runtime: build it where CMake "
          "finds onnxruntime_c_api.h and libonnxruntime (-DCMAKE_PREFIX_PATH=FOLDER), or predict with "
          "a worker (models: [{worker: [python3, onnx_worker.py, FILE], ...}])");
}

#endif

OnnxSession::~OnnxSession() = default;

}  // namespace radgauge::models
