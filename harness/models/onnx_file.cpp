#include "models/onnx_file.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace radgauge::models {
namespace {

[[noreturn]] void no_onnx(const std::string& path, const std::string& why) {
  throw Error(ErrorKind::data, path + " is no ONNX model: " + why + "; save it again");
}

/// The fields of a protobuf message, one after the other.
class ProtobufFields {
 public:
  ProtobufFields(std::string_view bytes, const std::string& path) : rest_(bytes), path_(path) {}

  std::uint64_t field = 0;
  std::uint64_t number = 0;  ///< of a varint; else 0
  std::string_view text;     ///< of a field with a length: text, or another message
  bool has_text = false;

  bool next() {
    if (rest_.empty()) return false;
    const std::uint64_t tag = varint();
    field = tag >> 3;
    number = 0;
    text = {};
    has_text = (tag & 7) == 2;
    switch (tag & 7) {
      case 0:
        number = varint();
        return true;
      case 1:
        take(8);
        return true;
      case 2:
        text = take(varint());
        return true;
      case 5:
        take(4);
        return true;
      default:
        no_onnx(path_, "it holds what is no protobuf message");
    }
  }

 private:
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) no_onnx(path_, "it ends within a message");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) return value;
    }
    no_onnx(path_, "it holds what is no protobuf message");
  }

  std::string_view rest_;
  const std::string& path_;
};

enum class Message { model, training, graph, function, node, attribute, tensor, sparse_tensor };

struct Part {
  Message of;
  std::uint64_t field;
  Message message;
};

/// Where onnx.proto3 has messages that may hold tensors.
constexpr std::array kParts{Part{Message::model, 7, Message::graph},
                            Part{Message::model, 20, Message::training},
                            Part{Message::model, 25, Message::function},
                            Part{Message::training, 1, Message::graph},
                            Part{Message::training, 2, Message::graph},
                            Part{Message::function, 7, Message::node},
                            Part{Message::function, 11, Message::attribute},
                            Part{Message::graph, 1, Message::node},
                            Part{Message::graph, 5, Message::tensor},
                            Part{Message::graph, 15, Message::sparse_tensor},
                            Part{Message::node, 5, Message::attribute},
                            Part{Message::attribute, 5, Message::tensor},
                            Part{Message::attribute, 6, Message::graph},
                            Part{Message::attribute, 10, Message::tensor},
                            Part{Message::attribute, 11, Message::graph},
                            Part{Message::attribute, 22, Message::sparse_tensor},
                            Part{Message::attribute, 23, Message::sparse_tensor},
                            Part{Message::sparse_tensor, 1, Message::tensor},
                            Part{Message::sparse_tensor, 2, Message::tensor}};

class OnnxReader {
 public:
  explicit OnnxReader(const std::string& path) : path_(path) {}

  void read(Message kind, std::string_view bytes, int depth) {
    constexpr int kDeepest = 100;  // as protobuf itself
    if (depth > kDeepest) no_onnx(path_, "its messages are nested too deep");
    if (kind == Message::node && depth == 2) read_node(bytes);
    ProtobufFields fields(bytes, path_);
    while (fields.next()) {
      if (kind == Message::tensor) check_tensor(fields);
      if (!fields.has_text) continue;
      for (const Part& part : kParts)
        if (part.of == kind && part.field == fields.field) {
          has_graph_ = has_graph_ || part.message == Message::graph;
          read(part.message, fields.text, depth + 1);
        }
    }
  }

  OnnxFile result() {
    if (!has_graph_) no_onnx(path_, "it has no graph");
    return std::move(file_);
  }

 private:
  void check_tensor(const ProtobufFields& fields) const {
    constexpr std::uint64_t kExternalData = 13, kDataLocation = 14, kExternal = 1;
    if (fields.field == kExternalData || (fields.field == kDataLocation && fields.number == kExternal))
      throw Error(ErrorKind::study,
                  path_ +
                      " keeps its numbers in other files (external data); save the model as one file "
                      "(onnx.save without save_as_external_data), or predict with a worker (models: "
                      "[{worker: [...]}])");
  }

  bool is_logistic_end(std::string_view attribute) const {
    std::string_view name, value;
    for (ProtobufFields fields(attribute, path_); fields.next();) {
      if (fields.field == 1) name = fields.text;
      if (fields.field == 4) value = fields.text;
    }
    return name == "post_transform" && value == "LOGISTIC";
  }

  void read_node(std::string_view bytes) {
    OnnxNode node;
    std::vector<std::string> made;
    for (ProtobufFields fields(bytes, path_); fields.next();) {
      if (fields.field == 1 && node.first_input.empty()) node.first_input = fields.text;
      if (fields.field == 2) made.emplace_back(fields.text);
      if (fields.field == 4) node.operation = fields.text;
      if (fields.field == 5 && is_logistic_end(fields.text)) node.ends_logistic = true;
    }
    for (const std::string& value : made) file_.maker[value] = node;
  }

  const std::string& path_;
  OnnxFile file_;
  bool has_graph_ = false;
};

}  // namespace

bool OnnxFile::ends_in_logistic(std::string value) const {
  constexpr std::array<std::string_view, 6> kSameNumbers{"Identity", "Reshape",   "Squeeze",
                                                         "Flatten",  "Unsqueeze", "Cast"};
  for (std::size_t step = 0; step <= maker.size(); ++step) {
    const auto at = maker.find(value);
    if (at == maker.end()) return false;
    const OnnxNode& node = at->second;
    if (node.operation == "Sigmoid" || node.ends_logistic) return true;
    bool same = false;
    for (const std::string_view name : kSameNumbers) same = same || node.operation == name;
    if (!same) return false;
    value = node.first_input;
  }
  return false;
}

OnnxFile read_onnx(const std::string& bytes, const std::string& path) {
  OnnxReader reader(path);
  reader.read(Message::model, bytes, 0);
  return reader.result();
}

}  // namespace radgauge::models
