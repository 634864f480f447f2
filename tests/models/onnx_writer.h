#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace radgauge::models {

/// Writes a protobuf message field by field.
struct Protobuf {
  std::string bytes;

  Protobuf& number(unsigned field, std::uint64_t value) {
    varint(std::uint64_t{field} << 3);
    varint(value);
    return *this;
  }
  Protobuf& text(unsigned field, const std::string& value) {
    varint(std::uint64_t{field} << 3 | 2);
    varint(value.size());
    bytes += value;
    return *this;
  }
  Protobuf& texts(unsigned field, const std::vector<std::string>& values) {
    for (const std::string& value : values) text(field, value);
    return *this;
  }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
    bytes += static_cast<char>(value);
  }
};

enum class OnnxType : std::uint64_t { real = 1, integer = 7, text = 8, real_double = 11 };

/// The bytes of an ONNX model; each part as the message that it is in onnx.proto3.
struct OnnxWriter {
  std::vector<std::string> nodes, tensors, inputs, outputs;
  std::uint64_t operators = 17;  ///< version of the operator set

  template <typename Number>
  static std::string tensor(const std::string& name, std::vector<std::uint64_t> lengths, OnnxType type,
                            const std::vector<Number>& values) {
    static_assert(std::endian::native == std::endian::little);
    std::string raw(values.size() * sizeof(Number), '\0');
    if (!raw.empty()) std::memcpy(raw.data(), values.data(), raw.size());
    Protobuf out;
    for (const std::uint64_t length : lengths) out.number(1, length);
    return out.number(2, static_cast<std::uint64_t>(type)).text(8, name).text(9, raw).bytes;
  }

  /// A length of 0 is any.
  static std::string matrix(const std::string& name, const std::vector<std::uint64_t>& lengths,
                            OnnxType type = OnnxType::real) {
    Protobuf shape;
    for (const std::uint64_t length : lengths)
      shape.text(1, length == 0 ? Protobuf().text(2, "n").bytes : Protobuf().number(1, length).bytes);
    const auto held = Protobuf().number(1, static_cast<std::uint64_t>(type)).text(2, shape.bytes);
    return Protobuf().text(1, name).text(2, Protobuf().text(1, held.bytes).bytes).bytes;
  }

  static std::string class_maps(const std::string& name, OnnxType key) {
    const auto number = Protobuf().text(1, Protobuf().number(1, 1).text(2, "").bytes);
    const auto map = Protobuf().number(1, static_cast<std::uint64_t>(key)).text(2, number.bytes);
    const auto sequence = Protobuf().text(1, Protobuf().text(5, map.bytes).bytes);
    return Protobuf().text(1, name).text(2, Protobuf().text(4, sequence.bytes).bytes).bytes;
  }

  static std::string node(const std::string& operation, const std::vector<std::string>& from,
                          const std::string& to, const std::vector<std::string>& attributes = {},
                          const std::string& domain = "") {
    return Protobuf()
        .texts(1, from)
        .text(2, to)
        .text(4, operation)
        .texts(5, attributes)
        .text(7, domain)
        .bytes;
  }

  static std::string class_names(const std::vector<std::string>& names) {
    return Protobuf().text(1, "classlabels_strings").texts(9, names).number(20, 8).bytes;
  }

  static std::string class_numbers(const std::vector<std::uint64_t>& numbers) {
    Protobuf out;
    out.text(1, "classlabels_int64s");
    for (const std::uint64_t number : numbers) out.number(8, number);
    return out.number(20, 7).bytes;
  }

  std::string bytes() const {
    Protobuf graph;
    graph.texts(1, nodes).text(2, "g").texts(5, tensors).texts(11, inputs).texts(12, outputs);
    return Protobuf()
        .number(1, 8)
        .text(7, graph.bytes)
        .text(8, Protobuf().text(1, "").number(2, operators).bytes)
        .text(8, Protobuf().text(1, "ai.onnx.ml").number(2, 2).bytes)
        .bytes;
  }
};

/// x -> x W + b of f1 and f2 as the value "z", `weights` [2, n]; nothing is an output yet.
inline OnnxWriter linear_onnx(const std::vector<float>& weights, const std::vector<float>& intercepts) {
  OnnxWriter out;
  const std::uint64_t n = intercepts.size();
  out.inputs = {OnnxWriter::matrix("X", {0, 2})};
  out.tensors = {OnnxWriter::tensor("W", {2, n}, OnnxType::real, weights),
                 OnnxWriter::tensor("b", {n}, OnnxType::real, intercepts)};
  out.nodes = {OnnxWriter::node("MatMul", {"X", "W"}, "xw"), OnnxWriter::node("Add", {"xw", "b"}, "z")};
  return out;
}

/// `model` with another node from "z" to its one output, a matrix of `width` columns (0: any).
inline OnnxWriter ended(OnnxWriter model, const std::string& operation, const std::string& output,
                        std::uint64_t width) {
  model.nodes.push_back(OnnxWriter::node(operation, {"z"}, output));
  model.outputs = {OnnxWriter::matrix(output, {0, width})};
  return model;
}

}  // namespace radgauge::models
