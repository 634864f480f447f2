#pragma once

#include <memory>
#include <string>
#include <vector>

namespace radgauge::models {

/// What an ONNX model takes and gives.
struct OnnxShape {
  std::size_t columns = 0;  ///< of the matrix that it takes
  std::size_t rows = 0;     ///< that it always takes at once; 0: any number
  std::string output;       ///< the one that is read
  std::size_t width = 0;    ///< numbers of that for each row; 0: the file does not say
};

/// What a model gave.
struct OnnxAnswer {
  std::size_t width = 0;       ///< numbers for each row
  std::vector<double> values;  ///< row by row
  std::vector<std::string>
      classes;  ///< whose they are, in their order; empty where the model does not name them
};

/// Can this build predict with ONNX Runtime? The text is the version of the library ("1.21.0"), or "" where
/// it was built without.
std::string onnx_runtime_version();

/// Throws Error(study) naming the model `path` where this build has no ONNX Runtime, or where the library
/// that is installed is older than the one it was built with; both say what to do.
void require_onnx_runtime(const std::string& path);

/// Does the name of an output say that it holds probabilities: "prob" in any case?
bool is_called_probability(std::string name);

/// A model in ONNX Runtime, on the processor with one thread. Any number of threads may ask it.
class OnnxSession {
 public:
  /// Throws Error(data) with the runtime's words for a model that it does not take (broken, of a newer
  /// operator set, with unknown operators), and Error(study) for one that does not take one matrix of float
  /// or double with a fixed number of columns, or has no output, or several, that could be read: numbers
  /// (float or double), or a sequence of {class: number} (ZipMap of skl2onnx). Of several, the one whose name
  /// holds "prob" is read. `path` is for messages.
  OnnxSession(const std::string& bytes, const std::string& path);
  ~OnnxSession();
  OnnxSession(const OnnxSession&) = delete;
  OnnxSession& operator=(const OnnxSession&) = delete;

  const OnnxShape& shape() const { return shape_; }

  /// What the model gives for `rows` rows, `values` row by row. Throws Error(data) with the runtime's words,
  /// for a value beyond the float that the model takes, and for an answer that is not a row for each row.
  OnnxAnswer run(std::vector<double> values, std::size_t rows) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
  OnnxShape shape_;
};

}  // namespace radgauge::models
