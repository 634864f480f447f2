// oracle: the reference values of the Image Biomarker Standardisation Initiative (Zwanenburg et al.,
// Radiology 2020, doi:10.1148/radiol.2020191145): value and tolerance of every feature,
// on the digital phantom and on the CT phantom with configurations A to E.
#include <fstream>
#include <set>

#include "core/text.h"
#include "data.h"
#include "reference/extractor.h"
#include "reference/nifti_reader.h"
#include "reference/preprocessing/grid.h"
#include "reference/preprocessing/roi.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::read_nifti;
using testing::read_nifti_mask;
using testing::read_table;

double three_digits(double x) {
  return std::stod(to_rounded_text(x, 3));
}

struct Measured {
  FeatureInfo info;
  FeatureValue value;
};

std::map<std::string, Measured> ibsi_measure(const Volume& image, const Mask& mask,
                                             const ExtractionSettings& s) {
  const Prepared p = resample(sampling_source(image, s), image, mask, grid_plan(whole_lattice(image), s), s,
                              surroundings_mm(s));
  const FeatureVector values = extract(p.image, p.mask, std::span(&s, 1))[0];
  const std::vector<FeatureInfo> list = feature_list(s);
  EXPECT_EQ(values.size(), list.size());
  std::map<std::string, Measured> measured;
  for (std::size_t i = 0; i < list.size(); ++i) measured[list[i].tag] = {list[i], values[i]};
  EXPECT_EQ(measured.size(), list.size()) << "tags are unique";
  return measured;
}

struct Set {
  const char* table;
  const char* preset;
  const char* folder;
  std::size_t features;  ///< with a reference value
};
void PrintTo(const Set& set, std::ostream* out) {
  *out << set.table;
}

class IbsiOracle : public ::testing::TestWithParam<Set> {};

TEST_P(IbsiOracle, EveryFeatureMeetsItsReferenceValue) {
  const Set& set = GetParam();
  const std::string folder = "ibsi/ibsi1/" + std::string(set.folder);
  RADGAUGE_REFERENCE_DATA(image_path, folder + "/image.nii.gz");
  RADGAUGE_REFERENCE_DATA(mask_path, folder + "/mask.nii.gz");
  RADGAUGE_REFERENCE_DATA(table_path, std::string("ibsi/ibsi1/reference_values/") + set.table + ".csv");
  const Preset* preset = find_preset(set.preset);
  ASSERT_NE(preset, nullptr);
  const auto measured = ibsi_measure(read_nifti(image_path), read_nifti_mask(mask_path), preset->settings);
  std::size_t compared = 0;
  std::size_t listed = 0;
  for (const auto& row : read_table(table_path)) {
    const std::string& tag = row[4];
    if (row[0] == "family" || row[0] == "diagnostic") continue;  // the header, and what is no feature
    ASSERT_TRUE(measured.count(tag)) << tag << " is not in the feature list";
    ++listed;
    const Measured& m = measured.at(tag);
    EXPECT_EQ(m.info.ibsi_code, row[2]) << tag;
    EXPECT_EQ(m.info.name, row[1]) << tag;
    EXPECT_EQ(m.info.standardised, !row[5].empty()) << tag;
    ASSERT_EQ(m.value.status, Status::ok) << tag << ": " << m.value.reason;
    if (row[5].empty()) continue;
    const double slack = 1e-9 * std::abs(std::stod(row[5]));  // decimal fractions in binary
    EXPECT_LE(std::abs(three_digits(m.value.value) - std::stod(row[5])), std::stod(row[6]) + slack)
        << tag << " is " << m.value.value << ", reference " << row[5] << " +- " << row[6];
    ++compared;
  }
  EXPECT_EQ(compared, set.features);
  EXPECT_EQ(measured.size(), listed) << "every feature listed stands in the table";
}

/// The diagnostics of one region, named as in the tables: {int_mask, morph_mask}_..._{interp, reseg}_roi.
void describe(const std::string& mask_name, const std::string& stage, const Roi& roi,
              const std::vector<std::uint8_t>& inside, std::map<std::string, double>& out) {
  Mask mask;
  mask.lattice.size = roi.size;
  mask.voxels = inside;
  const Index3 size = bounding_box(mask).size();
  for (std::size_t a = 0; a < 3; ++a)
    out[mask_name + "_bb_dim_" + "xyz"[a] + "_" + stage + "_roi"] = static_cast<double>(size[a]);
  double sum = 0;
  double low = 1e300;
  double high = -1e300;
  for (std::size_t i = 0; i < inside.size(); ++i)
    if (inside[i] != 0) {
      sum += roi.intensity[i];
      low = std::min<double>(low, roi.intensity[i]);
      high = std::max<double>(high, roi.intensity[i]);
    }
  out[mask_name + "_vox_count_" + stage + "_roi"] = static_cast<double>(count(mask));
  out[mask_name + "_mean_int_" + stage + "_roi"] = sum / static_cast<double>(count(mask));
  out[mask_name + "_min_int_" + stage + "_roi"] = low;
  out[mask_name + "_max_int_" + stage + "_roi"] = high;
}

class IbsiRegionOracle : public IbsiOracle {};

TEST_P(IbsiRegionOracle, RegionsMeetTheDiagnostics) {
  const Set& set = GetParam();
  const std::string folder = "ibsi/ibsi1/" + std::string(set.folder);
  RADGAUGE_REFERENCE_DATA(image_path, folder + "/image.nii.gz");
  RADGAUGE_REFERENCE_DATA(mask_path, folder + "/mask.nii.gz");
  RADGAUGE_REFERENCE_DATA(table_path, std::string("ibsi/ibsi1/reference_values/") + set.table + ".csv");
  const ExtractionSettings& s = find_preset(set.preset)->settings;
  const Volume image = read_nifti(image_path);
  const GridPlan plan = grid_plan(image.lattice, s);
  const Prepared p = resample(sampling_source(image, s), image, read_nifti_mask(mask_path), plan, s, 0);
  const Roi roi = cut_roi(p.image, p.mask);
  const IntensityMask left =
      resegment(roi, s.resegmentation_lower, s.resegmentation_upper, s.resegmentation_sigma);
  std::map<std::string, double> found;
  for (std::size_t a = 0; a < 3; ++a) {
    found[std::string("img_dim_") + "xyz"[a] + "_interp_img"] = static_cast<double>(plan.output.size[a]);
    found[std::string("vox_dim_") + "xyz"[a] + "_interp_img"] = plan.output.spacing_mm[a];
  }
  describe("int_mask", "interp", roi, roi.inside, found);
  describe("morph_mask", "interp", roi, roi.inside, found);
  describe("int_mask", "reseg", roi, left.inside, found);
  describe("morph_mask", "reseg", roi, roi.inside, found);
  std::size_t compared = 0;
  for (const auto& row : read_table(table_path)) {
    if (row[0] != "diagnostic" || row[5].empty() || found.count(row[4]) == 0) continue;
    const double slack = 1e-9 * std::abs(std::stod(row[5]));
    // Counts are given in full.
    const double value =
        found.at(row[4]) == std::round(found.at(row[4])) ? found.at(row[4]) : three_digits(found.at(row[4]));
    EXPECT_LE(std::abs(value - std::stod(row[5])), std::stod(row[6]) + slack)
        << row[4] << " is " << found.at(row[4]) << ", reference " << row[5] << " +- " << row[6];
    ++compared;
  }
  EXPECT_GE(compared, 20u);
}

const Set kPhantomSet{"digital_phantom", "ibsi-digital", "digital_phantom", 482};
const std::array<Set, 5> kConfigurations{{{"config_a", "ibsi-a", "ct_phantom", 346},
                                          {"config_b", "ibsi-b", "ct_phantom", 346},
                                          {"config_c", "ibsi-c", "ct_phantom", 210},
                                          {"config_d", "ibsi-d", "ct_phantom", 210},
                                          {"config_e", "ibsi-e", "ct_phantom", 210}}};

std::string table_name(const ::testing::TestParamInfo<Set>& test) {
  return test.param.table;
}

INSTANTIATE_TEST_SUITE_P(DigitalPhantom, IbsiOracle, ::testing::Values(kPhantomSet), table_name);
INSTANTIATE_TEST_SUITE_P(Configurations, IbsiOracle, ::testing::ValuesIn(kConfigurations), table_name);
// The table of the digital phantom has no diagnostics.
INSTANTIATE_TEST_SUITE_P(Configurations, IbsiRegionOracle, ::testing::ValuesIn(kConfigurations), table_name);

}  // namespace
}  // namespace radgauge
