#pragma once

#include <string>
#include <vector>

#include "dicom/dicom_files.h"

namespace radgauge::testing {

/// How an enhanced object is written.
enum class EnhancedForm {
  original,   ///< Enhanced CT, MR, PET: attributes of its own; PET in a Real World Value Mapping to Bq/ml
  converted,  ///< Legacy Converted: the classic attributes as unassigned ones
};

/// One object with the slices of a series (dicom_files.h) as its frames, in the order given. What its
/// functional groups do not take stays in the object.
DicomTree enhanced_tree(const std::vector<DicomTree>& slices, EnhancedForm form = EnhancedForm::original);

/// The functional groups of a frame, and of all.
DicomTree& frame_groups(DicomTree& object, std::size_t frame);
DicomTree& shared_groups(DicomTree& object);

/// Adds a dimension that `pointer` names to an object, and says of each frame its index along it.
void add_dimension(DicomTree& object, std::pair<std::uint16_t, std::uint16_t> pointer,
                   const std::vector<std::uint32_t>& index);

/// A Real World Value Mapping: value = slope * stored + intercept in a unit of UCUM.
DicomTree mapping_item(double slope, double intercept, const std::string& unit);

}  // namespace radgauge::testing
