#pragma once

#include <string>

#include "gate/trace.h"

namespace radgauge::gate {

/// Writes a trace: one line of JSON that says what is in it (schema radgauge-trace-1), then, packed by gzip,
/// the voxels of each step as float32 and the numbers as float64, little endian, in the order of that line.
/// The same trace gives the same bytes.
void save_trace(const CellTrace& trace, const std::string& path);

/// Reads one back. Throws Error(data) that names the file for one that is none, is of another version, was
/// cut or damaged, or promises more than it can hold.
CellTrace read_trace(const std::string& path);

/// Does this file begin as a trace does? False for one that cannot be read.
bool is_trace_file(const std::string& path);

}  // namespace radgauge::gate
