#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/extraction_settings.h"
#include "core/feature.h"
#include "reference/features/shape.h"
#include "reference/features/zones.h"
#include "reference/preprocessing/roi.h"

namespace radgauge::reference {

/// One feature of a family: a pure function of the matrix or map M that the family's builder makes. `tag` is
/// the whole tag, or the tag without its aggregation.
template <class M>
struct FeatureRow {
  std::string_view tag;
  std::string_view ibsi_code;
  std::string_view name;
  std::string_view unit;
  FeatureValue (*value)(const M&);
  bool standardised = true;
};

inline const Surroundings kNoSurroundings;

class MatrixChecksum;

/// What families are computed from; parts that no family of the call needs are left empty.
struct FamilyInput {
  const Roi& roi;
  const Shape& shape;
  const IntensityMask& intensity_mask;
  const Levels& levels;
  const ZoneMaps& zones;
  const FeatureSettings& settings;
  const Surroundings& surroundings = kNoSurroundings;
  MatrixChecksum* matrices = nullptr;  ///< takes the checksum of the family's matrices where one is asked for
};

/// What the values of a family depend on, besides the mask: extractions that agree in it share them.
enum class DependsOn { intensities, levels };

/// Parts of FamilyInput that are made only for families that need them.
enum class Needs { nothing, shape, zones };

/// The settings that only one family reads, as numbers: extractions that agree in them share its values.
using OwnSettings = std::vector<double>;

/// A feature family as data. To add one: a file with its builder and table, and a line in families().
struct Family {
  std::string_view name;
  std::string_view help;
  DependsOn depends_on;
  Needs needs;
  std::vector<FeatureInfo> (*list)(const FeatureSettings&);
  FeatureVector (*values)(const FamilyInput&);
  OwnSettings (*own_settings)(const FeatureSettings&) = nullptr;
  double surroundings_mm = 0;  ///< how far around the region it looks at the image
  bool over_maps = true;       ///< it measures maps of the image as it does the image
};

/// All families in the order of the IBSI manual.
std::span<const Family> families();

Family morphology_family();
Family local_intensity_family();
Family intensity_statistics_family();
Family intensity_histogram_family();
Family intensity_volume_histogram_family();
Family glcm_family();
Family glrlm_family();
Family glszm_family();
Family gldzm_family();
Family ngtdm_family();
Family ngldm_family();

/// The rows as a feature list; `aggregation` is appended to the tag unless it is empty.
template <class M>
void append_infos(std::span<const FeatureRow<M>> rows, std::string_view family, std::string_view aggregation,
                  std::vector<FeatureInfo>& list) {
  for (const FeatureRow<M>& row : rows) {
    std::string tag(row.tag);
    if (!aggregation.empty()) tag += "_" + std::string(aggregation);
    list.push_back({tag, std::string(row.ibsi_code), std::string(row.name), std::string(row.unit),
                    std::string(family), std::string(aggregation), row.standardised});
  }
}

/// `value`, or undefined if it is ok but not finite.
FeatureValue settled(const FeatureValue& value);

/// Every row's value of one matrix. A value that is not finite has the status `undefined`.
template <class M>
FeatureVector evaluate(std::span<const FeatureRow<M>> rows, const M& matrix) {
  FeatureVector values;
  values.reserve(rows.size());
  for (const FeatureRow<M>& row : rows) values.push_back(settled(row.value(matrix)));
  return values;
}

}  // namespace radgauge::reference
