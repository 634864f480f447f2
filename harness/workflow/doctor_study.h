#pragma once

#include <ostream>
#include <string>

namespace radgauge::workflow {

/// Everything that a dry run says of a study (problems, memory, disk, time), the measured speed of one cell,
/// and the three commonest mistakes with the numbers of its own first object: bins, grid, and too few
/// patients. Returns the exit code of the dry run.
int doctor_study(const std::string& file, int threads, std::ostream& out);

}  // namespace radgauge::workflow
