#pragma once

#include <string>

#include "models/onnx_api.h"
#include "models/onnx_session.h"

namespace radgauge::models::onnx {

/// The numbers that a model gave as its output `name` for `rows` rows: a tensor [rows] or [rows, width] of
/// float or double, or a sequence of {class: number}. Throws Error(data) for any other shape, for another
/// number of rows, and for rows that name different classes.
OnnxAnswer read_answer(OrtValue* value, const std::string& name, std::size_t rows, const std::string& path);

}  // namespace radgauge::models::onnx
