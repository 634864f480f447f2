#include "gate/judge.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/text.h"
#include "gate/baseline_text.h"
#include "gate/small_baseline.h"
#include "io/csv.h"
#include "io/files.h"
#include "report/gate.h"
#include "report/gate_summary.h"

namespace radgauge::gate {
namespace {

void change_step(Baseline& b, std::size_t cell, const std::string& step) {
  for (store::StoredChecksum& sum : b.cells[cell].steps)
    if (sum.step == step) ++sum.xxh3;
}

std::optional<FirstStep> step_of_first_row(const Baseline& now) {
  const GateResult result = judge(small_baseline(), now);
  EXPECT_FALSE(result.rows.empty());
  return result.rows.empty() ? std::nullopt : result.rows.front().first_step;
}

TEST(GateInvariant, ARunIsTheSameAsItself) {
  const GateResult result = judge(small_baseline(), small_baseline());
  EXPECT_TRUE(result.holds());
  EXPECT_EQ(exit_code(result), 0);
  EXPECT_EQ(result.count(Verdict::same), 8);
  EXPECT_TRUE(result.rows.empty());
  EXPECT_TRUE(result.causes.empty());
}

TEST(GateInvariant, OrderOfObjectsAndFeaturesIsNoChange) {
  const Baseline before = small_baseline();
  Baseline now = before;
  std::swap(now.objects[0], now.objects[1]);
  std::swap(now.inputs[0], now.inputs[1]);
  std::swap(now.features[0], now.features[1]);
  for (BaselineCell& cell : now.cells) cell.object = 1 - cell.object;
  for (std::size_t c = 0; c < now.cells.size(); ++c)
    std::swap(now.values[now.at(c, 0)], now.values[now.at(c, 1)]);
  const GateResult result = judge(before, now);
  EXPECT_TRUE(result.holds());
  EXPECT_EQ(result.count(Verdict::same), 8);
}

TEST(GateOracle, ToleranceIsTheLargerOfTheLeastAndTheFloor) {
  // 10 x 1e-8 of 1000.25 for stat_mean; 1e-9 of 1.5 for the other, whose floor is below.
  for (const double part : {0.9, 1.1}) {
    Baseline now = small_baseline();
    now.values[1] -= part * 1e-7 * 1000.25;
    EXPECT_EQ(judge(small_baseline(), now).holds(), part < 1) << part;
    now = small_baseline();
    now.values[0] += part * 1e-9 * 1.5;
    EXPECT_EQ(judge(small_baseline(), now).holds(), part < 1) << part;
  }
  GateOptions options;
  options.tolerances.rules = {{"stat_*", 0.5, 0}};
  Baseline now = small_baseline();
  now.values[1] += 0.4;
  EXPECT_TRUE(judge(small_baseline(), now, options).holds());
  now.values[1] += 0.2;
  const GateResult result = judge(small_baseline(), now, options);
  ASSERT_EQ(result.rows.size(), 1u);
  EXPECT_DOUBLE_EQ(result.rows[0].tolerance, 0.5);
  EXPECT_NEAR(result.rows[0].difference(), 0.6, 1e-12);
}

TEST(GateOracle, FirstStepIsTheFirstChecksumThatDiffers) {
  const std::vector<std::string> steps{"image", "mask", "resegmented", "discretised", "matrix"};
  for (std::size_t s = 0; s < steps.size(); ++s) {
    Baseline now = small_baseline();
    now.values[0] = 9;
    for (std::size_t later = s; later < steps.size(); ++later) change_step(now, 0, steps[later]);
    EXPECT_EQ(step_of_first_row(now), static_cast<FirstStep>(s)) << steps[s];
  }
  Baseline now = small_baseline();
  now.values[0] = 9;
  EXPECT_EQ(step_of_first_row(now), FirstStep::value);
  now.cells[0].steps.clear();
  EXPECT_EQ(step_of_first_row(now), FirstStep::value);
}

TEST(GateOracle, AnImageMadeBesideAnotherMaskDiffersByTheMask) {
  Baseline now = small_baseline();
  now.values[0] = 9;
  for (const char* step : {"image", "mask", "resegmented", "discretised", "matrix"})
    change_step(now, 0, step);
  now.inputs[0][kMaskVoxels] = "00000000000000ac";
  EXPECT_EQ(step_of_first_row(now), FirstStep::mask);
  // With another grid, too, it is the image.
  now.settings["extraction original interpolation"] = "linear";
  EXPECT_EQ(step_of_first_row(now), FirstStep::image);
  now.settings["extraction original interpolation"] = "cubic";
  now.settings["extraction original bin_width"] = "10";
  EXPECT_EQ(step_of_first_row(now), FirstStep::mask);
  now.inputs[0][kImageVoxels] = "00000000000000ad";
  EXPECT_EQ(step_of_first_row(now), FirstStep::image);
}

TEST(GateOracle, WhatIsGoneIsMissingAndWhatIsNewIsNoFault) {
  const Baseline before = small_baseline();
  Baseline without_cell = before;
  without_cell.cells.pop_back();
  without_cell.values.resize(6);
  without_cell.statuses.resize(6);
  GateResult result = judge(before, without_cell);
  EXPECT_EQ(result.count(Verdict::missing), 2);
  EXPECT_EQ(exit_code(result), 1);
  result = judge(without_cell, before);
  EXPECT_EQ(result.count(Verdict::added), 2);
  EXPECT_EQ(exit_code(result), 0);

  Baseline without_question = before;
  without_question.decisions.clear();
  result = judge(before, without_question);
  EXPECT_EQ(exit_code(result), 1);
  ASSERT_EQ(result.decisions.size(), 2u);
  EXPECT_EQ(result.decisions[0].verdict, Verdict::missing);
  EXPECT_NE(report::gate_csv(result).find(",question noise,stat_mean,,,,,missing,"), std::string::npos);

  Baseline failed = before;
  failed.statuses[0] = Status::failed;
  EXPECT_EQ(judge(before, failed).rows.at(0).verdict, Verdict::missing);
  Baseline undefined = before;
  undefined.statuses[0] = Status::undefined;
  EXPECT_EQ(judge(before, undefined).rows.at(0).verdict, Verdict::moved);
  EXPECT_TRUE(judge(undefined, undefined).holds());
}

TEST(GateOracle, AValueWhereTheBaselineHasNoneIsNew) {
  for (const Status none : {Status::failed, Status::absent}) {
    Baseline before = small_baseline();
    before.statuses[0] = none;
    before.values[0] = kNaN;
    const GateResult result = judge(before, small_baseline());
    ASSERT_EQ(result.rows.size(), 1u);
    EXPECT_EQ(result.rows[0].verdict, Verdict::added) << to_text(none);
    EXPECT_EQ(exit_code(result), 0) << to_text(none);
  }
  // A cell that failed and is measured now; the other way round it is missing.
  Baseline failed = small_baseline();
  failed.cells[3].status = Status::failed;
  failed.statuses[6] = failed.statuses[7] = Status::failed;
  EXPECT_EQ(judge(failed, small_baseline()).count(Verdict::added), 2);
  EXPECT_EQ(judge(small_baseline(), failed).count(Verdict::missing), 2);
  // A status is not a value: undefined before, a number now has moved.
  Baseline undefined = small_baseline();
  undefined.statuses[0] = Status::undefined;
  EXPECT_EQ(judge(undefined, small_baseline()).rows.at(0).verdict, Verdict::moved);
}

TEST(GateOracle, ALostCertificateFailsAndAGainedOneDoesNot) {
  Baseline now = small_baseline();
  now.decisions[1].decision = agreement::Decision::certified;
  EXPECT_TRUE(judge(small_baseline(), now).holds());
  now.decisions[0].decision = agreement::Decision::inconclusive;
  const GateResult result = judge(small_baseline(), now);
  EXPECT_FALSE(result.holds());
  EXPECT_EQ(result.decisions.size(), 2u);
}

TEST(GateMechanics, CausesNameSettingsAndInputs) {
  Baseline now = small_baseline();
  now.settings["extraction original bin_width"] = "10";
  now.inputs[1][kMaskVoxels] = "00000000000000bc";
  const GateResult result = judge(small_baseline(), now);
  ASSERT_EQ(result.causes.size(), 2u);
  EXPECT_EQ(result.causes[0].what, "extraction original bin_width");
  EXPECT_EQ(result.causes[0].before, "25");
  EXPECT_EQ(result.causes[0].now, "10");
  EXPECT_EQ(result.causes[1].what, "P2/1 mask voxels");
  const auto json = nlohmann::json::parse(report::gate_json(result));
  EXPECT_EQ(json["schema"], "radgauge-gate-1");
  EXPECT_EQ(json["causes"][0]["baseline"], "25");
  EXPECT_EQ(json["verdict"], "same");
}

// mechanics: what a later version can be asked for is no difference until somebody asks for it.
TEST(GateMechanics, ASettingThatCameLaterIsACauseOnceItIsSet) {
  Baseline now = small_baseline();
  ASSERT_EQ(now.settings.count("extraction original normalisation"), 0u);
  now.settings["extraction original normalisation"] = "none";
  EXPECT_TRUE(judge(small_baseline(), now).causes.empty());
  now.settings["extraction original normalisation"] = "z_score";
  const GateResult result = judge(small_baseline(), now);
  ASSERT_EQ(result.causes.size(), 1u);
  EXPECT_EQ(result.causes[0].now, "z_score");
}

TEST(GateMechanics, AcceptingTakesOneFeatureAndKeepsTheReason) {
  Baseline now = small_baseline();
  now.values[0] = 9;
  now.values[1] = 9;
  now.settings["extraction original bin_width"] = "10";
  const Acceptance first{"stat_mean", "because", "2026-11-29"};
  const Baseline half = accept(small_baseline(), now, first);
  const GateResult rest = judge(half, now);
  ASSERT_EQ(rest.rows.size(), 1u);
  EXPECT_EQ(rest.features[rest.rows[0].feature], "cm_contrast_3D_comb");
  EXPECT_EQ(half.settings.at("extraction original bin_width"), "25");
  const Baseline whole = accept(half, now, {"cm_*", "because, too", "2026-11-29"});
  EXPECT_TRUE(judge(whole, now).holds());
  EXPECT_TRUE(judge(whole, now).causes.empty());
  EXPECT_EQ(whole.accepted.size(), 2u);
  EXPECT_THROW(accept(small_baseline(), now, {"nothing", "because", ""}), Error);
}

TEST(GateInvariant, AcceptingKeepsWhatWasNotAccepted) {
  // stat_mean drifts within its tolerance of 1e-4; only cm_contrast is accepted, and then the gate holds.
  Baseline now = small_baseline();
  now.settings["extraction original bin_width"] = "10";
  now.inputs[0][kImageVoxels] = "00000000000000ad";
  change_step(now, 0, "discretised");
  now.features.push_back({"stat_var", "HU^2", "original", kNaN, kNaN});
  now.values = {9, -1000.25 + 0.5e-5, 4, 1.5, -1001.25, 4, 2.5, -1000.25, 4, 2.5, -1001.25, 4};
  now.statuses.assign(now.values.size(), Status::ok);
  const Baseline out = accept(small_baseline(), now, {"cm_*", "because", "2026-11-29"});
  EXPECT_EQ(out.values[out.at(0, 0)], 9);
  EXPECT_EQ(out.values[out.at(0, 1)], -1000.25);
  EXPECT_EQ(out.features.size(), 2u);
  EXPECT_EQ(out.settings, now.settings);
  EXPECT_EQ(out.inputs, now.inputs);
  EXPECT_EQ(out.cells[0].steps[3].xxh3, now.cells[0].steps[3].xxh3);
  EXPECT_EQ(judge(out, now).count(Verdict::added), 4);
  EXPECT_TRUE(judge(out, now).holds());
  // A second drift of the same size adds up to more than the tolerance, unless it was taken.
  now.values[now.at(0, 1)] += 0.98e-4;
  EXPECT_FALSE(judge(out, now).holds());
}

TEST(GateInvariant, AcceptingValuesOfACellThatFailedAndOfOneThatFailsNow) {
  Baseline failed = small_baseline();
  failed.cells[3].status = Status::failed;
  failed.cells[3].reason = "no voxel is left";
  failed.statuses[6] = failed.statuses[7] = Status::failed;
  const auto written = [](const Baseline& b) {
    std::string text;
    write_baseline(b, [&](std::string_view piece) { text += piece; });
    return text;
  };
  const Baseline all = accept(failed, small_baseline(), {"*", "because", ""});
  EXPECT_EQ(all.cells[3].status, Status::ok);
  EXPECT_NE(written(all).find("P2/1,noise.white:k=1,value,stat_mean,-1001.25,ok"), std::string::npos);
  const Baseline one = accept(failed, small_baseline(), {"stat_*", "because", ""});
  EXPECT_NE(written(one).find("P2/1,noise.white:k=1,value,stat_mean,-1001.25,ok"), std::string::npos);
  EXPECT_EQ(judge(one, small_baseline()).count(Verdict::added), 1);
  EXPECT_TRUE(judge(accept(small_baseline(), failed, {"*", "because", ""}), failed).holds());
  EXPECT_FALSE(judge(accept(small_baseline(), failed, {"stat_*", "because", ""}), failed).holds());
}

// invariant: what is accepted is what is read again, whichever way a cell is gone.
TEST(GateInvariant, AnAcceptedBaselineHoldsAsItIsReadAgain) {
  const auto read_again = [](const Baseline& b) {
    const auto path =
        std::filesystem::temp_directory_path() / ("radgauge_again_" + std::to_string(getpid()) + ".csv");
    save_baseline(b, path.string());
    Baseline read = read_baseline(path.string());
    std::filesystem::remove(path);
    return read;
  };
  const auto with_cell = [](Status cell, Status first, Status second) {
    Baseline b = small_baseline();
    b.cells[3].status = cell;
    if (cell != Status::ok) b.cells[3].reason = "no voxel is left";
    b.statuses[6] = first;
    b.statuses[7] = second;
    return b;
  };
  const Baseline states[] = {small_baseline(), with_cell(Status::failed, Status::failed, Status::failed),
                             with_cell(Status::absent, Status::absent, Status::absent),
                             with_cell(Status::failed, Status::failed, Status::absent)};
  for (const Baseline& now : states) {
    EXPECT_TRUE(judge(read_again(now), now).holds());
    for (const Baseline& before : states)
      EXPECT_TRUE(judge(read_again(accept(before, now, {"*", "because", ""})), now).holds());
  }
  Baseline other = small_baseline();
  other.features[0].unit = "kHU";
  other.features[0].floor = 1e-3;
  const Baseline taken = accept(small_baseline(), other, {other.features[0].name, "because", ""});
  EXPECT_EQ(taken.features[0].unit, "kHU");
  EXPECT_EQ(taken.features[0].floor, 1e-3);
}

// oracle: configuration C of IBSI 1 has an inverse variance of 0.39 within 0.003 (Zwanenburg et al. 2020).
TEST(GateOracle, TolerancesOfIbsiAreSharesOfItsReferenceValues) {
  const double share = 0.003 / 0.39;
  Baseline before = small_baseline();
  before.features[0].name = "cm_inv_var_3D_comb";
  GateOptions options;
  options.tolerances.rules = named_tolerances("ibsi:c");
  Baseline now = before;
  now.values[0] = before.values[0] * (1 + 0.9 * share);
  EXPECT_TRUE(judge(before, now, options).holds());
  EXPECT_FALSE(judge(before, now).holds()) << "the usual tolerance is that of rounding";
  now.values[0] = before.values[0] * (1 + 1.1 * share);
  EXPECT_FALSE(judge(before, now, options).holds());
  // Of an extraction and a map, too; without a tolerance of IBSI's the floor counts.
  EXPECT_NEAR(
      tolerance_of({"bins.log_3mm.cm_inv_var_3D_comb", "1", "bins", kNaN, kNaN}, options.tolerances).relative,
      share, 1e-15);
  EXPECT_EQ(tolerance_of({"own", "1", "original", kNaN, kNaN}, options.tolerances).relative,
            options.tolerances.least);
  for (const char* wrong : {"ibsi:f", "ibsi:filters", "ibsi:digital", "ibsi:"})
    EXPECT_THROW(named_tolerances(wrong), Error) << wrong;
}

TEST(GateMechanics, FormatsOfCiShowLostDecisionsAndFailedCells) {
  Baseline before = small_baseline(), now = before;
  now.decisions[0].decision = agreement::Decision::inconclusive;
  // A new object that fails: no value of the baseline is missing, and the gate fails.
  now.objects.push_back("P3/1");
  now.inputs.emplace_back();
  now.cells.push_back({2, 0, Status::failed, "no voxel is left", {}});
  now.values.insert(now.values.end(), {kNaN, kNaN});
  now.statuses.insert(now.statuses.end(), {Status::failed, Status::failed});
  const GateResult result = judge(before, now);
  ASSERT_EQ(exit_code(result), 1);
  EXPECT_EQ(result.count(Verdict::moved) + result.count(Verdict::missing), 0);
  const std::string junit = report::gate_junit(result), csv = report::gate_csv(result);
  EXPECT_NE(junit.find("failures=\"2\""), std::string::npos) << junit;
  EXPECT_NE(junit.find("P3/1 under base"), std::string::npos) << junit;
  EXPECT_NE(junit.find("no voxel is left"), std::string::npos) << junit;
  EXPECT_NE(csv.find(",question noise,cm_contrast_3D_comb,,,,,moved,\n"), std::string::npos) << csv;
  EXPECT_NE(csv.find("P3/1,base,,,,,,missing,\n"), std::string::npos) << csv;
  const auto issues = nlohmann::json::parse(report::gate_gitlab(result));
  ASSERT_EQ(issues.size(), 2u) << issues;
  std::string told;
  for (const auto& issue : issues) told += std::string(issue["description"]) + "\n";
  EXPECT_NE(told.find("certified -> inconclusive"), std::string::npos) << told;
  EXPECT_NE(told.find("1 failed cell instead of 0; P3/1 under base: no voxel is left"), std::string::npos)
      << told;
  EXPECT_NE(issues[0]["fingerprint"], issues[1]["fingerprint"]);
  // A cell that fails in place of another one is told by its values.
  EXPECT_EQ(report::gate_junit(judge(now, now)).find("cells"), std::string::npos);
}

TEST(GateMechanics, FormatsOfCiNameTheWorstAndSayWhatWasCut) {
  Baseline before = small_baseline(), now = before;
  for (int f = 0; f < 60; ++f)
    for (Baseline* side : {&before, &now})
      side->features.push_back({"own_" + std::to_string(100 + f), "1", "original", kNaN, kNaN});
  for (Baseline* side : {&before, &now}) {
    side->values.assign(side->cells.size() * side->features.size(), 1.0);
    side->statuses.assign(side->values.size(), Status::ok);
  }
  for (std::size_t f = 2; f < now.features.size(); ++f) now.values[now.at(0, f)] += static_cast<double>(f);
  const GateResult result = judge(before, now);
  const std::string github = report::gate_github(result), markdown = report::gate_markdown(result);
  std::size_t errors = 0;
  for (std::size_t at = github.find("::error"); at != std::string::npos; at = github.find("::error", at + 1))
    ++errors;
  EXPECT_EQ(errors, 10u);
  EXPECT_NE(github.find("::error title=radgauge%3A own_159::1 moved"), std::string::npos) << github;
  EXPECT_NE(markdown.find("10 of 60 rows were cut here."), std::string::npos);
  const auto issues = nlohmann::json::parse(report::gate_gitlab(result));
  ASSERT_EQ(issues.size(), 60u);
  for (const char* key : {"description", "check_name", "fingerprint", "severity", "location"})
    EXPECT_TRUE(issues[0].contains(key)) << key;
  const std::string junit = report::gate_junit(result);
  EXPECT_NE(junit.find("tests=\"62\" failures=\"60\""), std::string::npos) << junit.substr(0, 300);
}

}  // namespace
}  // namespace radgauge::gate
