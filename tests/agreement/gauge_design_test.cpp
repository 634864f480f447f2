#include "agreement/gauge_design.h"

#include "agreement/gauge_example.h"

namespace radgauge {

using namespace radgauge::agreement;
using namespace radgauge::statistics;

namespace {

TEST(GaugeMechanics, DesignsAreNamed) {
  EXPECT_EQ(crossed({.readers = 3}).row().design, "object x reader, balanced: 8 objects, 3 readers");
  EXPECT_EQ(crossed({.lesions = 2, .readers = 3}).row().design,
            "object in patient x reader, balanced: 16 objects of 8 patients, 3 readers");
  EXPECT_EQ(crossed({.scanners = 2, .sessions = 2, .readers = 2}).row().design,
            "object x scanner x session in scanner x reader, balanced: 8 objects, 2 scanners, 4 sessions, 2 "
            "readers");
  EXPECT_EQ(crossed({.draws = 5}).row(0).design, "object x repeat, balanced: 8 objects, 5 repeats");
}

// Removes the places that `gone` names by their labels of two factors.
template <class Gone>
Made without(const Made& all, unsigned a, unsigned b, Gone gone) {
  Made out;
  for (std::size_t i = 0; i < all.values.size(); ++i) {
    if (gone(all.places.labels[factor_index(a)][i], all.places.labels[factor_index(b)][i])) continue;
    out.values.push_back(all.values[i]);
    out.places.rows.push_back(all.places.rows[i]);
    for (std::size_t f = 0; f < kFactorNames.size(); ++f)
      if (!all.places.labels[f].empty()) out.places.labels[f].push_back(all.places.labels[f][i]);
  }
  return out;
}

TEST(GaugeMechanics, ConfoundedFactorsLeaveByName) {
  using Text = const std::string&;
  // Each patient on one scanner, read by both readers.
  Made study = without(crossed({.scanners = 2, .readers = 2}), kPatient, kScanner,
                       [](Text p, Text s) { return (p < "P4") != (s == "S0"); });
  GaugeRow row = study.row(kReader);
  EXPECT_EQ(row.reason, "");
  EXPECT_NE(row.note.find("scanner is confounded with object"), std::string::npos) << row.note;
  EXPECT_EQ(component(row, "scanner").confounded_with, "object");
  EXPECT_GT(row.grr, 0);
  row = study.row(kScanner);
  EXPECT_NE(row.reason.find("scanner is confounded with object"), std::string::npos) << row.reason;
  EXPECT_TRUE(std::isnan(row.grr));
  // Reader always with scanner: one component for both.
  study = without(crossed({.scanners = 2, .readers = 2}), kReader, kScanner,
                  [](Text r, Text s) { return (r == "R0") != (s == "S0"); });
  row = study.row(kReader);
  EXPECT_EQ(row.reason, "");
  EXPECT_EQ(component(row, "scanner").confounded_with, "reader");
  EXPECT_EQ(component(row, "reader").confounded_with, "scanner");
  EXPECT_TRUE(std::isnan(component(row, "reader").variance));
  EXPECT_NE(row.note.find("is of both"), std::string::npos) << row.note;
  // Lesions of a patient on the patient's own scanner.
  study = without(crossed({.lesions = 2, .scanners = 2, .draws = 2}), kPatient, kScanner,
                  [](Text p, Text s) { return (p < "P4") != (s == "S0"); });
  EXPECT_NE(study.row(kScanner).reason.find("scanner is confounded with patient"), std::string::npos);
}

TEST(GaugeMechanics, ReadersOfOneScannerAreNestedInIt) {
  using Text = const std::string&;
  const Made study = without(crossed({.scanners = 2, .readers = 4, .draws = 2}), kReader, kScanner,
                             [](Text r, Text s) { return (r < "R2") != (s == "S0"); });
  const GaugeRow row = Made(study).row(kReader);
  EXPECT_EQ(row.reason, "");
  EXPECT_EQ(row.method, agreement::GaugeMethod::anova) << row.design;
  EXPECT_NE(row.design.find("reader in scanner"), std::string::npos) << row.design;
  EXPECT_GE(component(row, "scanner:reader").variance, 0);
  for (const GaugeComponent& c : row.components) EXPECT_NE(c.term, "object:reader");
}

TEST(GaugeMechanics, MissingCellsTakeRemlOrTheCompleteObjects) {
  Made study = crossed({.readers = 3, .draws = 2});
  study.values[5] = std::nan("");
  const GaugeRow row = study.row();
  EXPECT_EQ(row.method, agreement::GaugeMethod::reml);
  EXPECT_EQ(row.reason, "");
  EXPECT_TRUE(std::isnan(component(row, "reader").var_anova));
  LabelledValues labels;
  labels.labels = study.places.labels;
  labels.values.assign(study.values.size(), 0);
  for (auto& list : labels.labels)
    if (!list.empty()) list.erase(list.begin() + 5);
  labels.values.pop_back();
  const agreement::GaugeDesign design = agreement::gauge_design(labels, kReader, 10);
  EXPECT_TRUE(design.model.balanced);
  EXPECT_EQ(design.kept.size(), 42u);
  EXPECT_EQ(design.note, "ANOVA of the 7 of 8 objects measured in every cell");
}

}  // namespace
}  // namespace radgauge
