#include "agreement/gauge.h"

#include <fstream>
#include <set>

#include "agreement/gauge_design.h"
#include "core/text.h"
#include "data.h"

namespace radgauge {
namespace {

using Table = std::vector<std::vector<std::string>>;

Table read_lines(const std::string& path) {
  std::ifstream in(path);
  Table out;
  for (std::string line; std::getline(in, line);) out.push_back(split(line, ','));
  return out;
}

/// A made-up or reference study: places with one feature. Labels by the factor's name; no label of repeats.
struct Made {
  GaugePlaces places;
  std::vector<double> values;
  GaugeRow row(unsigned over = kReader) {
    places.over = over;
    places.features = {"f"};
    places.value = [this](std::size_t place, std::size_t) { return values[place]; };
    return gauge_rows("q", places).at(0);
  }
};

unsigned bit_of(const std::string& name) {
  for (std::size_t f = 0; f < kFactorNames.size(); ++f)
    if (name == kFactorNames[f]) return 1u << f;
  return 0;
}

Made from_table(const Table& table) {
  Made out;
  for (std::size_t c = 0; c < table.front().size(); ++c)
    for (std::size_t r = 1; r < table.size(); ++r) {
      const std::string& name = table.front()[c];
      if (const unsigned factor = bit_of(name))
        out.places.labels[factor_index(factor)].push_back(table[r][c]);
      if (name == "value") out.values.push_back(*parse_double(table[r][c]));
      if (name == "object") out.places.rows.push_back(table[r][c]);
    }
  return out;
}

struct Expected {
  double value = 0, relative = 0, absolute = 0;
};

/// The primary rows of a case by "method quantity".
struct Case {
  std::map<std::string, Expected> expected;
  Expected value(const std::string& key) const {
    const auto it = expected.find(key);
    EXPECT_NE(it, expected.end()) << key;
    return it == expected.end() ? Expected{} : it->second;
  }
};

Case expected_of(const std::string& folder, const std::string& name) {
  Case out;
  for (const auto& row : read_lines(folder + "/expected.csv"))
    if (row[0] == name && row[5] == "primary")
      out.expected[row[2] + " " + row[3]] = {parse_double(row[6]).value_or(std::nan("")),
                                             *parse_double(row[7]), *parse_double(row[8])};
  return out;
}

const GaugeComponent& component(const GaugeRow& row, const std::string& term) {
  for (const GaugeComponent& c : row.components)
    if (c.term == term) return c;
  static const GaugeComponent none;
  ADD_FAILURE() << "no component " << term;
  return none;
}

void near(double got, const Expected& want, const std::string& what) {
  EXPECT_NEAR(got, want.value, want.absolute + want.relative * std::abs(want.value)) << what;
}

void near(double got, double want, const std::string& what) {
  near(got, Expected{want, 1e-9, 1e-9}, what);
}

// Variances of the terms, and the G coefficients of the means that the oracle has.
void check_components(const GaugeRow& row, const Case& want) {
  for (const GaugeComponent& c : row.components) {
    if (row.method == "ANOVA") near(c.var_anova, want.value("anova var." + c.term), c.term);
    near(c.var_reml, want.value("reml var." + c.term), c.term);
  }
  const std::string method = row.method == "ANOVA" ? "anova" : "reml";
  near(row.rc, want.value(method + " RC"), "RC");
  near(row.rdc, want.value(method + " RDC"), "RDC");
  int checked = 0;
  for (const GaugeDecisionStudy& study : row.decision_studies) {
    std::string suffix;
    bool single_repeat = true;
    for (const auto& [factor, n] : study.levels) {
      if (factor == "repeat") single_repeat = n == 1;
      if (factor == "scanner" || factor == "reader") suffix += "." + factor + to_text(std::int64_t{n});
    }
    if (!single_repeat) continue;
    const std::string gtheory = row.method == "ANOVA" ? "gtheory " : "gtheory_reml ";
    near(study.erho2, want.value(gtheory + "Erho2" + suffix), suffix);
    near(study.phi, want.value(gtheory + "Phi" + suffix), suffix);
    ++checked;
  }
  EXPECT_GE(checked, 3);
}

// "AIAG-style": objects x readers x repeats by the ANOVA method, interaction pooled if p > 0.25.
TEST(GaugeOracle, AiagStudyOfObjectsByReaders) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/components");
  for (const std::string name : {"ex_or_8x3x2", "ex_zero_reader_8x3x2"}) {
    const GaugeRow row = from_table(read_lines(folder + "/data/" + name + ".csv")).row();
    ASSERT_EQ(row.reason, "");
    EXPECT_EQ(row.method, "ANOVA");
    EXPECT_EQ(row.design, "object x reader x repeat, balanced: 8 objects, 3 readers, 2 repeats");
    const Case want = expected_of(folder, name);
    check_components(row, want);
    const std::string final = "gauge_rr final.";
    near(row.ev, want.value(final + "EV"), "EV");
    near(row.av, want.value(final + "AV"), "AV");
    near(row.interaction, want.value(final + "INT"), "INT");
    near(row.grr, want.value(final + "GRR"), "GRR");
    near(row.pv, want.value(final + "PV"), "PV");
    near(row.tv, want.value(final + "TV"), "TV");
    near(row.study_variation_percent, want.value(final + "pct_study.GRR"), "%GRR");
    near(row.ndc, want.value(final + "ndc"), "ndc");
    near(row.interaction_p, want.value("gauge_rr p.interaction"), "p");
    EXPECT_EQ(row.interaction_pooled, want.value("gauge_rr pooled_selected").value == 1);
    near(component(row, "object").contribution_percent, want.value(final + "pct_contribution.PV"), "PV %");
    near(component(row, "residual").study_variation_percent, want.value(final + "pct_study.EV"), "EV %");
    near(component(row, "reader").study_variation_percent, want.value(final + "pct_study.AV_reader"), "AV %");
  }
}

TEST(GaugeOracle, CrossedFactorsAndUnbalancedScanners) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/components");
  const GaugeRow crossed = from_table(read_lines(folder + "/data/ex_osr_6x2x2x2.csv")).row();
  EXPECT_EQ(crossed.method, "ANOVA");
  EXPECT_EQ(crossed.design,
            "object x scanner x reader x repeat, balanced: 6 objects, 2 scanners, 2 readers, 2 repeats");
  check_components(crossed, expected_of(folder, "ex_osr_6x2x2x2"));
  const GaugeRow unbalanced = from_table(read_lines(folder + "/data/ex_os_unbalanced_9x3.csv")).row(kScanner);
  EXPECT_EQ(unbalanced.method, "REML");
  EXPECT_NE(unbalanced.design.find("unbalanced: 9 objects, 3 scanners, 1 to 3 repeats"), std::string::npos)
      << unbalanced.design;
  check_components(unbalanced, expected_of(folder, "ex_os_unbalanced_9x3"));
}

TEST(GaugeOracle, ConfoundedScannerLeavesRepeatabilityOnly) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/components");
  const std::string name = "ex_confounded_object_scanner_8";
  const GaugeRow row = from_table(read_lines(folder + "/data/" + name + ".csv")).row(kScanner);
  EXPECT_NE(row.reason.find("scanner is confounded with object"), std::string::npos) << row.reason;
  EXPECT_EQ(component(row, "scanner").confounded_with, "object");
  EXPECT_EQ(component(row, "object").confounded_with, "scanner");
  const Case want = expected_of(folder, name);
  near(component(row, "residual").var_anova, want.value("anova var.residual"), "residual");
  near(row.rc, want.value("anova RC"), "RC");
  for (const double number : {row.grr, row.av, row.pv, row.tv, row.ndc, row.study_variation_percent, row.phi})
    EXPECT_TRUE(std::isnan(number));
  EXPECT_TRUE(row.decision_studies.empty());
}

// Deterministic, without structure, -0.5 to 0.5.
double noise(int seed) {
  return std::fmod(0.6180339887498949 * (seed * seed + 7 * seed + 3), 1.0) - 0.5;
}

struct Sizes {
  int patients = 8, lesions = 1, scanners = 0, sessions = 0, readers = 0, draws = 0;
};

// Effects of objects, instruments and readers; draws change an object's image for all its readers.
Made crossed(const Sizes& n, double draw_sd = 1) {
  Made out;
  int seed = 0;
  for (int p = 0; p < n.patients; ++p)
    for (int l = 0; l < n.lesions; ++l)
      for (int s = 0; s < std::max(1, n.scanners); ++s)
        for (int v = 0; v < std::max(1, n.sessions); ++v)
          for (int d = 0; d < std::max(1, n.draws); ++d)
            for (int r = 0; r < std::max(1, n.readers); ++r) {
              const auto add = [&](unsigned factor, const char* prefix, int number) {
                out.places.labels[factor_index(factor)].push_back(prefix + to_text(std::int64_t{number}));
              };
              add(kPatient, "P", p);
              add(kObject, "L", l);
              if (n.scanners) add(kScanner, "S", s);
              if (n.sessions) add(kSession, "V", v);
              if (n.readers) add(kReader, "R", r);
              if (n.draws) add(kDraw, "d", d);
              out.places.rows.push_back("P" + to_text(std::int64_t{p}) + "/" + to_text(std::int64_t{l}));
              out.values.push_back(10 * noise(p + 1) + 6 * noise(100 + 9 * p + l) + 3 * noise(200 + s) +
                                   2 * noise(300 + 5 * s + v) + 2 * noise(400 + r) +
                                   draw_sd * noise(1000 + 37 * (p * 9 + l) + 11 * s + d) +
                                   0.4 * noise(5000 + ++seed));
            }
  return out;
}

TEST(GaugeMechanics, DesignsAreNamed) {
  EXPECT_EQ(crossed({.readers = 3}).row().design, "object x reader, balanced: 8 objects, 3 readers");
  EXPECT_EQ(crossed({.lesions = 2, .readers = 3}).row().design,
            "object in patient x reader, balanced: 16 objects of 8 patients, 3 readers");
  EXPECT_EQ(crossed({.scanners = 2, .sessions = 2, .readers = 2}).row().design,
            "object x scanner x session in scanner x reader, balanced: 8 objects, 2 scanners, 4 sessions, 2 "
            "readers");
  EXPECT_EQ(crossed({.draws = 5}).row(0).design, "object x repeat, balanced: 8 objects, 5 repeats");
}

TEST(GaugeMechanics, DrawsHaveRepeatabilityOnly) {
  const GaugeRow row = crossed({.draws = 5}).row(0);
  ASSERT_EQ(row.reason, "");
  EXPECT_EQ(row.components.size(), 2u);
  EXPECT_EQ(row.ev, row.grr);
  EXPECT_TRUE(std::isnan(row.av));
  near(row.rc, row.rdc, "RC");
  EXPECT_EQ(row.decision_studies.size(), 3u);
  EXPECT_LT(row.decision_studies[2].rdc, row.decision_studies[0].rdc);
}

TEST(GaugeMechanics, WithoutRepeatsTheResidualHoldsTheInteraction) {
  const GaugeRow row = crossed({.readers = 3}).row();
  EXPECT_EQ(component(row, "residual").confounded_with, "object:reader");
  EXPECT_TRUE(std::isnan(row.rc));
  EXPECT_TRUE(std::isnan(row.interaction));
  EXPECT_GT(row.ev, 0);
}

// The noise of a draw is common to all readers of the image: it is repeatability, not interaction, and more
// readers do not average it.
TEST(GaugeMechanics, SharedDrawsAreAComponentOfTheirOwn) {
  const GaugeRow quiet = crossed({.patients = 12, .readers = 3, .draws = 4}, 0.01).row();
  const GaugeRow noisy = crossed({.patients = 12, .readers = 3, .draws = 4}, 5).row();
  near(component(noisy, "residual").var_anova, component(quiet, "residual").var_anova, "residual");
  near(component(noisy, "object:reader").var_anova, component(quiet, "object:reader").var_anova,
       "interaction");
  EXPECT_GT(component(noisy, "object:draw").variance, 100 * component(quiet, "object:draw").variance);
  near(noisy.ev * noisy.ev, component(noisy, "object:draw").variance + component(noisy, "residual").variance,
       "EV");
  const auto mean_of = [&](int readers, int repeats) {
    for (const GaugeDecisionStudy& study : noisy.decision_studies)
      if (study.levels == std::vector<std::pair<std::string, int>>{{"reader", readers}, {"repeat", repeats}})
        return study.rdc;
    ADD_FAILURE() << "no decision study";
    return 0.0;
  };
  EXPECT_GT(mean_of(3, 1), 1.2 * mean_of(1, 3));
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
  EXPECT_EQ(row.method, "ANOVA") << row.design;
  EXPECT_NE(row.design.find("reader in scanner"), std::string::npos) << row.design;
  EXPECT_GE(component(row, "scanner:reader").variance, 0);
  for (const GaugeComponent& c : row.components) EXPECT_NE(c.term, "object:reader");
}

TEST(GaugeMechanics, DegenerateFeaturesSayWhy) {
  Made study = crossed({.readers = 2, .draws = 2});
  for (double& value : study.values) value = 3.25;
  EXPECT_NE(study.row().reason.find("constant"), std::string::npos);
  for (double& value : study.values) value = std::nan("");
  EXPECT_NE(study.row().reason.find("no cell has a value"), std::string::npos);
  study = crossed({.readers = 2});
  for (std::size_t i = 0; i < study.values.size(); ++i)
    study.values[i] = static_cast<double>(i / 2) + 1e-14 * static_cast<double>(i % 2);
  const GaugeRow unchanged = study.row();
  EXPECT_EQ(unchanged.reason, "");
  EXPECT_EQ(unchanged.grr, 0) << "a rounding error is not a measurement";
  EXPECT_EQ(unchanged.study_variation_percent, 0);
  EXPECT_TRUE(std::isnan(unchanged.ndc));
  EXPECT_EQ(crossed({.patients = 1, .readers = 3, .draws = 2}).row().reason,
            "one object: there is nothing to tell apart");
  EXPECT_NE(crossed({.readers = 1, .draws = 2}).row().reason.find("one reader only"), std::string::npos);
}

TEST(GaugeMechanics, MissingCellsTakeRemlOrTheCompleteObjects) {
  Made study = crossed({.readers = 3, .draws = 2});
  study.values[5] = std::nan("");
  const GaugeRow row = study.row();
  EXPECT_EQ(row.method, "REML");
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

TEST(GaugeInvariant, SharesAddUp) {
  for (const Sizes& n : {Sizes{.readers = 3, .draws = 3}, Sizes{.lesions = 2, .readers = 2},
                         Sizes{.scanners = 2, .sessions = 2, .readers = 2, .draws = 2}}) {
    const GaugeRow row = crossed(n).row();
    ASSERT_EQ(row.reason, "");
    double total = 0;
    for (const GaugeComponent& c : row.components) total += c.contribution_percent;
    EXPECT_NEAR(total, 100, 1e-9) << row.design;
    EXPECT_NEAR(row.tv * row.tv, row.grr * row.grr + row.pv * row.pv, 1e-9);
    EXPECT_NEAR(row.grr * row.grr, row.ev * row.ev + row.av * row.av, 1e-9);
    EXPECT_EQ(row.ndc, std::floor(1.41 * row.pv / row.grr));
  }
}

TEST(GaugeInvariant, OrderOfPlacesChangesNoByteAndLabelsNothing) {
  const Made study = crossed({.patients = 6, .lesions = 2, .readers = 3, .draws = 2});
  Made reversed = study, renamed = study;
  std::reverse(reversed.values.begin(), reversed.values.end());
  std::reverse(reversed.places.rows.begin(), reversed.places.rows.end());
  for (auto& list : reversed.places.labels) std::reverse(list.begin(), list.end());
  for (std::string& label : renamed.places.labels[factor_index(kReader)])
    label = label == "R0" ? "z" : label + "x";
  for (std::string& label : renamed.places.labels[factor_index(kPatient)])
    label = label == "P0" ? "z" : label + "x";
  const GaugeRow a = Made(study).row(), b = reversed.row(), c = renamed.row();
  EXPECT_EQ(a.design, b.design);
  EXPECT_EQ(to_text(a.grr), to_text(b.grr));
  ASSERT_EQ(a.components.size(), b.components.size());
  for (std::size_t i = 0; i < a.components.size(); ++i) {
    EXPECT_EQ(to_text(a.components[i].var_anova), to_text(b.components[i].var_anova));
    EXPECT_EQ(to_text(a.components[i].var_reml), to_text(b.components[i].var_reml));
    EXPECT_NEAR(a.components[i].variance, c.components[i].variance, 1e-9 * a.tv * a.tv);
  }
}

TEST(GaugeInvariant, AStratumIsTheStudyOfItsObjects) {
  Made all = crossed({.patients = 9, .readers = 3, .draws = 2});
  all.row();
  std::vector<std::string> rows;
  for (int p = 0; p < 5; ++p) rows.push_back("P" + to_text(std::int64_t{p}) + "/0");
  const GaugeRow stratum = gauge_rows("q", restricted(all.places, rows), "small").at(0);
  EXPECT_EQ(stratum.stratum, "small");
  EXPECT_EQ(to_text(stratum.grr), to_text(crossed({.patients = 5, .readers = 3, .draws = 2}).row().grr));
}

TEST(GaugeMechanics, FeatureRowsFollowTheTable) {
  GaugeRow gauge;
  gauge.feature = "f";
  gauge.study_variation_percent = 12;
  gauge.ndc = 7;
  std::vector<FeatureRow> rows(2);
  rows[0].feature = "f";
  rows[1].feature = "g";
  rows[1].ndc = 3;
  follow_gauge({gauge}, rows);
  EXPECT_EQ(rows[0].ndc, 7);
  EXPECT_EQ(rows[0].study_variation_percent, 12);
  EXPECT_TRUE(std::isnan(rows[1].ndc));
}

}  // namespace
}  // namespace radgauge
