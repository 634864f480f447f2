#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "drift/scores.h"
#include "statistics/distribution_shift.h"
#include "statistics/multiplicity.h"

namespace radgauge::drift {
namespace {

// 2,000 rows of both together: two million pairs.
constexpr std::size_t kRowsOfEach = 1000;
// Of the domain classifier, in standardised columns: scikit-learn's default, C = 1.
constexpr double kClassifierRidge = 1;
constexpr std::size_t kFewestRows = 5;

struct CompleteRows {
  std::vector<std::size_t> object;
  std::vector<std::vector<double>> columns;
  std::vector<std::size_t> patient;
};

std::vector<std::vector<double>> cloud_columns(const DriftData& data,
                                               const std::vector<models::Input>& inputs,
                                               std::size_t condition) {
  std::vector<std::vector<double>> out;
  for (const models::Input& input : inputs) out.push_back(data.input(input, condition, 0));
  return out;
}

bool is_complete(const std::vector<std::vector<double>>& columns, std::size_t object) {
  return std::none_of(columns.begin(), columns.end(), [&](const auto& c) { return std::isnan(c[object]); });
}

CompleteRows rows_at(const DriftData& data, const std::vector<std::vector<double>>& columns,
                     const std::vector<std::size_t>& objects) {
  CompleteRows out{objects, std::vector<std::vector<double>>(columns.size()), {}};
  for (const std::size_t i : objects) {
    out.patient.push_back(data.patient[i]);
    for (std::size_t j = 0; j < columns.size(); ++j) out.columns[j].push_back(columns[j][i]);
  }
  return out;
}

void compare_clouds(CloudShift& out, const CompleteRows& reference, const CompleteRows& here,
                    std::uint64_t seed) {
  const std::set<std::size_t> there(reference.patient.begin(), reference.patient.end());
  const bool shared =
      !out.is_paired && std::any_of(here.patient.begin(), here.patient.end(),
                                    [&](std::size_t patient) { return there.count(patient) > 0; });
  if (shared) {
    out.reason = "no object, but some patient is in both: such samples are neither paired nor independent";
    return;
  }
  const statistics::CloudDistance d = statistics::cloud_distance(reference.columns, here.columns,
                                                                 {.seed = seed,
                                                                  .most_rows = kRowsOfEach,
                                                                  .reference_unit = reference.patient,
                                                                  .target_unit = here.patient,
                                                                  .is_paired = out.is_paired,
                                                                  .ridge = kClassifierRidge});
  out.energy = d.energy;
  out.mmd2 = d.mmd2;
  out.mmd_bandwidth = d.mmd_bandwidth;
  out.mmd_p = d.mmd_p;
  out.classifier_auc = d.classifier_auc;
  if (std::isnan(d.energy)) out.reason = "no input varies on the reference";
  out.reason_mmd = !out.reason.empty() ? out.reason : std::isnan(d.mmd2) ? "most rows are equal" : "";
  out.reason_classifier = std::string(d.classifier_reason);
}

// Features alone of the same objects, whose covariates are the same; of different objects all inputs.
CloudShift cloud_shift(const DriftData& data, const std::vector<models::Input>& inputs, std::size_t condition,
                       std::uint64_t seed) {
  CloudShift out;
  const auto there = cloud_columns(data, inputs, 0), here = cloud_columns(data, inputs, condition);
  std::vector<std::size_t> on_reference, on_this, both;
  for (std::size_t i = 0; i < data.n_objects(); ++i) {
    const bool is_there = is_complete(there, i), is_here = is_complete(here, i);
    if (is_there) on_reference.push_back(i);
    if (is_here) on_this.push_back(i);
    if (is_there && is_here) both.push_back(i);
  }
  out.is_paired = !both.empty();
  if (out.is_paired) on_reference = on_this = both;
  out.n_reference = static_cast<std::int64_t>(on_reference.size());
  out.n = static_cast<std::int64_t>(on_this.size());
  std::vector<models::Input> compared;
  for (const models::Input& input : inputs)
    if (!out.is_paired || input.kind == models::Input::Kind::feature) compared.push_back(input);
  if (compared.empty())
    out.reason = "the model reads no feature, and the same objects have the same covariates";
  else if (std::min(on_reference.size(), on_this.size()) < kFewestRows)
    out.reason = "fewer than five objects with every input";
  else
    compare_clouds(out, rows_at(data, cloud_columns(data, compared, 0), on_reference),
                   rows_at(data, cloud_columns(data, compared, condition), on_this), seed);
  if (out.reason_mmd.empty()) out.reason_mmd = out.reason;
  if (out.reason_classifier.empty()) out.reason_classifier = out.reason;
  return out;
}

}  // namespace

CloudShifts cloud_shifts(const DriftData& data,
                         const std::vector<std::shared_ptr<const models::Model>>& models,
                         std::uint64_t seed) {
  CloudShifts out;
  std::vector<std::pair<const std::vector<models::Input>*, std::size_t>> tasks;
  for (const auto& model : models) {
    const auto [at, fresh] = out.emplace(model->card().inputs, data.conditions.size());
    at->second.front().reason = at->second.front().reason_mmd = at->second.front().reason_classifier =
        "this is the reference";
    for (std::size_t c = 1; fresh && c < data.conditions.size(); ++c) tasks.emplace_back(&at->first, c);
  }
  oneapi::tbb::parallel_for(std::size_t{0}, tasks.size(), [&](std::size_t t) {
    const auto& [inputs, condition] = tasks[t];
    out.at(*inputs)[condition] = cloud_shift(data, *inputs, condition, seed);
  });
  std::vector<double> p;
  for (const auto& [inputs, condition] : tasks) p.push_back(out.at(*inputs)[condition].mmd_p);
  const std::vector<double> q = statistics::benjamini_hochberg(p);
  for (std::size_t t = 0; t < tasks.size(); ++t) out.at(*tasks[t].first)[tasks[t].second].mmd_q = q[t];
  return out;
}

}  // namespace radgauge::drift
