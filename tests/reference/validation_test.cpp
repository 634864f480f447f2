// oracle: the consensus of the teams of the IBSI validation phase on 30 soft-tissue sarcoma patients
// (Zwanenburg et al., Radiology 2020, doi:10.1148/radiol.2020191145).
#include <fstream>
#include <set>

#include "core/text.h"
#include "data.h"
#include "reference/extractor.h"
#include "reference/nifti_reader.h"
#include "reference/preprocessing/grid.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::read_nifti;
using testing::read_nifti_mask;
using testing::read_table;

struct Consensus {
  std::string tag;
  double value;
  double tolerance;
};

/// Rows on which we differ from the consensus: how many patients, by feature.
using Misses = std::map<std::string, int>;

struct Modality {
  const char* name;
  const char* preset;
  Misses explained;
};

/// On PET three of four teams (a "moderate" consensus) read the intensity-volume histogram one bin of 0.1 SUV
/// off at some bins, the same bins in every patient: they compare bin centres (k - 0.5) 0.1 with a grid
/// 0.05 + (k - 1) 0.1 in floating point, and where the centre comes out below the grid value, all voxels of
/// the bin are missing from its volume fraction. In double precision that comparison alone accounts for the
/// bins 7, 13, 18, 102, 103 and 157 of the eight that are affected, and for all differences of volumes but
/// one. We count whole bin numbers. The test below asks for exactly these misses, each by one bin.
const Misses kBinCentres{
    {"ivh_i10", 6}, {"ivh_i90", 4}, {"ivh_diff_i10_i90", 5}, {"ivh_diff_v10_v90", 4}, {"ivh_v90", 1}};
constexpr double kBinSuv = 0.1;
void PrintTo(const Modality& modality, std::ostream* out) {
  *out << modality.name;
}

/// Rows of a moderate or better consensus, by patient.
std::map<std::string, std::vector<Consensus>> consensus_of(const std::string& path,
                                                           const std::string& modality) {
  std::map<std::string, std::vector<Consensus>> rows;
  for (const auto& row : read_table(path))
    if (row[0] == modality && row.size() > 15 && row[15] != "none" && row[15] != "weak" && !row[13].empty())
      rows[row[1]].push_back({row[3], std::stod(row[13]), std::stod(row[14])});
  return rows;
}

std::set<std::string> patients_at_the_edge(const std::string& path, const std::string& modality) {
  std::set<std::string> patients;
  for (const auto& row : read_table(path))
    if (row[1] == modality && row[9] != "no") patients.insert(row[0]);
  return patients;
}

std::map<std::string, FeatureValue> measure(const std::string& folder, const Modality& modality) {
  const ExtractionSettings& s = find_preset(modality.preset)->settings;
  const std::string stem = folder + "/" + modality.name;
  const Volume whole = read_nifti(stem + "_image.nii.gz");
  const Mask mask = read_nifti_mask(stem + "_mask.nii.gz");
  const Box box = grow(bounding_box(mask), {24, 24, 24});
  const Volume image = crop(whole, box);
  const Prepared p = resample(sampling_source(image, s), image, crop(mask, box), grid_plan(whole.lattice, s),
                              s, surroundings_mm(s));
  const FeatureVector values = extract(p.image, p.mask, std::span(&s, 1))[0];
  const std::vector<FeatureInfo> list = feature_list(s);
  std::map<std::string, FeatureValue> measured;
  for (std::size_t i = 0; i < list.size(); ++i) measured[list[i].tag] = values[i];
  return measured;
}

class ValidationOracle : public ::testing::TestWithParam<Modality> {};

TEST_P(ValidationOracle, FeaturesAgreeWithTheConsensusOfTheTeams) {
  RADGAUGE_REFERENCE_DATA(folder, "ibsi/validation/nifti");
  RADGAUGE_REFERENCE_DATA(table, "ibsi/validation/reference_values_ibsi1_phase3.csv");
  RADGAUGE_REFERENCE_DATA(cases, "ibsi/validation/cases.csv");
  const Modality modality = GetParam();
  const std::set<std::string> edge = patients_at_the_edge(cases, modality.name);
  std::int64_t compared = 0;
  std::int64_t agreed = 0;
  int patients = 0;
  Misses missed;
  for (const auto& [patient, rows] : consensus_of(table, modality.name)) {
    const std::string stem = folder + "/" + patient;
    if (edge.count(patient) != 0 || !std::filesystem::exists(stem + "/" + modality.name + "_image.nii.gz"))
      continue;
    ++patients;
    const auto measured = measure(stem, modality);
    for (const Consensus& c : rows) {
      const auto found = measured.find(c.tag);
      if (found == measured.end()) continue;
      ++compared;
      const double difference = std::abs(found->second.value - c.value);
      if (difference <= c.tolerance) {
        ++agreed;
        continue;
      }
      ++missed[c.tag];
      if (c.tag.starts_with("ivh_i") || c.tag.starts_with("ivh_diff_i")) {
        EXPECT_NEAR(difference, kBinSuv, c.tolerance) << patient << " " << c.tag;
      }
    }
  }
  std::string text;
  for (const auto& [tag, n] : missed) text += " " + tag + ":" + std::to_string(n);
  RecordProperty("compared", std::to_string(compared));
  RecordProperty("agreed", std::to_string(agreed));
  std::cout << modality.name << ": " << agreed << " of " << compared << " values of " << patients
            << " patients agree; missed:" << text << "\n";
  EXPECT_GE(patients, 15);
  EXPECT_GT(compared, 50 * patients);
  EXPECT_EQ(missed, modality.explained);
}

INSTANTIATE_TEST_SUITE_P(Modalities, ValidationOracle,
                         ::testing::Values(Modality{"CT", "ct-1mm", {}}, Modality{"MR_T1", "mr-1mm", {}},
                                           Modality{"PET", "pet-3mm", kBinCentres}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace radgauge
