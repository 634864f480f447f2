#pragma once

#include <map>
#include <string>

namespace radgauge::models {

/// What makes a value of an ONNX graph.
struct OnnxNode {
  std::string operation;       ///< "Sigmoid"
  std::string first_input;     ///< the value that it reads first; "" if it reads none
  bool ends_logistic = false;  ///< its attribute post_transform is LOGISTIC
};

/// What is looked at in an ONNX file before its runtime sees it.
struct OnnxFile {
  std::map<std::string, OnnxNode> maker;  ///< of each value, by its name

  /// Does the graph say that a single number of this value is a probability: the end of a logistic function,
  /// at most reshaped or cast?
  bool ends_in_logistic(std::string value) const;
};

/// The structure of an ONNX file (the protobuf messages of onnx.proto3). Throws Error(data) for one that is
/// no such file or is not whole, Error(study) for one whose numbers lie in other files (external data):
/// radgauge keeps one file with a run, and opens none that only a model names. `path` is for messages.
OnnxFile read_onnx(const std::string& bytes, const std::string& path);

}  // namespace radgauge::models
