#pragma once

#include <string>
#include <vector>

#include "analysis/results.h"
#include "study/plan.h"

namespace radgauge::workflow {

/// Folder of the contact sheets of a run: GROUP.png, or GROUP.OPERATION.png of a group that varies one at a
/// time, and contact_sheets.csv (columns group, file, row, object, condition).
inline constexpr const char* kContactSheetFolder = "contact_sheets";

/// A sheet for each group of the study that changes image or mask (each perturbation of one that varies one
/// at a time), of the first object with a stored cell: its first, middle and last condition, fewer where
/// the file would pass kLargestSheetBytes. An object that cannot be pictured is said in the result, and the
/// next one tried, up to three. Nothing if the study says `contact_sheets: false`, or if the sheets of that
/// object are there already. `stored` is one per cell of the plan. Does not throw: a picture is never worth a
/// run.
std::vector<std::string> write_contact_sheets(const study::Study& study, const study::Plan& plan,
                                              const std::vector<bool>& stored, const std::string& folder);

/// The sheets in the folder of a run; none where there are none, or where they cannot be read.
std::vector<analysis::ContactSheet> read_contact_sheets(const std::string& folder);

inline constexpr std::size_t kLargestSheetBytes = 100000;

}  // namespace radgauge::workflow
