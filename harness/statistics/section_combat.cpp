#include <algorithm>
#include <cmath>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "statistics/combat.h"
#include "statistics/section_parts.h"

namespace radgauge::statistics::section {
namespace {

[[noreturn]] void refuse_combat(const std::string& message) {
  throw Error(ErrorKind::data, message);
}

struct CombatTable {
  std::vector<std::string> samples;
  std::vector<std::string> batches;  ///< in text order
  std::vector<std::string> covariates;
  std::vector<std::string> features;
  CombatData all;    ///< every row
  CombatData train;  ///< rows whose role is train; all of them without such a column
};

void add_row(CombatData& data, std::size_t batch, const std::vector<double>& covariates,
             const std::vector<double>& features) {
  data.covariates.resize(covariates.size());
  data.features.resize(features.size());
  data.batch.push_back(batch);
  for (std::size_t c = 0; c < covariates.size(); ++c) data.covariates[c].push_back(covariates[c]);
  for (std::size_t f = 0; f < features.size(); ++f) data.features[f].push_back(features[f]);
}

std::vector<double> numbers(const Table& table, std::size_t row, const std::vector<std::string>& names) {
  std::vector<double> out;
  for (const std::string& name : names) {
    out.push_back(number(table, row, column(table, name)));
    if (std::isnan(out.back()))
      refuse_combat("data row " + std::to_string(row + 1) + ", column '" + name +
                    "': a value is missing; ComBat needs every value, so remove the row or the column");
  }
  return out;
}

// Columns that ComBat keeps: those asked for, else age and sex where there are any.
std::vector<std::string> combat_covariates(const Table& table, const StatOptions& options) {
  for (const std::string& name : options.covariates)
    if (name == "sample" || name == "batch" || name == "role" || !has_column(table, name))
      throw Error(ErrorKind::usage, "--covariates names '" + name + "', which is no column of values" +
                                        did_you_mean(name, table.header));
  if (!options.covariates.empty()) return options.covariates;
  std::vector<std::string> out;
  for (const std::string& name : table.header)
    if (name == "age" || name == "sex") out.push_back(name);
  return out;
}

std::size_t combat_reference(const CombatTable& table, const StatOptions& options) {
  if (options.reference.empty()) return table.batches.size() - 1;
  const auto at = std::find(table.batches.begin(), table.batches.end(), options.reference);
  if (at != table.batches.end()) return static_cast<std::size_t>(at - table.batches.begin());
  throw Error(ErrorKind::usage, "--reference is '" + options.reference + "', which is no batch" +
                                    did_you_mean(options.reference, table.batches) +
                                    "; the batches: " + listed(table.batches));
}

CombatTable read_combat(const Table& table, const StatOptions& options) {
  CombatTable out;
  out.covariates = combat_covariates(table, options);
  const std::size_t sample = column(table, "sample"), batch = column(table, "batch");
  for (const std::string& name : table.header) {
    if (name == "sample" || name == "batch" || name == "role") continue;
    if (std::find(out.covariates.begin(), out.covariates.end(), name) == out.covariates.end())
      out.features.push_back(name);
  }
  if (table.rows.empty() || out.features.empty())
    refuse_combat(table.rows.empty() ? "the table has a header but no rows"
                                     : "the table has no column besides sample, batch, role and covariates");
  std::set<std::string> batches, seen;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    batches.insert(label(table, row, batch));
    out.samples.push_back(label(table, row, sample));
    if (!seen.insert(out.samples.back()).second)
      refuse_combat("data row " + std::to_string(row + 1) + ": sample '" + shortened(out.samples.back()) +
                    "' occurs twice; keep one of the rows");
  }
  out.batches.assign(batches.begin(), batches.end());
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto at = batches.find(label(table, row, batch));
    const auto b = static_cast<std::size_t>(std::distance(batches.begin(), at));
    const auto covariates = numbers(table, row, out.covariates), features = numbers(table, row, out.features);
    add_row(out.all, b, covariates, features);
    const std::string role = has_column(table, "role") ? label(table, row, column(table, "role")) : "train";
    if (role != "train" && role != "test" && role != "apply")
      refuse_combat("data row " + std::to_string(row + 1) + ": role is '" + shortened(role) +
                    "'; it must be train, test or apply");
    if (role == "train") add_row(out.train, b, covariates, features);
  }
  return out;
}

struct CombatVariant {
  const char* name;
  bool with_covariates;
  bool with_reference;
  CombatOptions options;
};

void add_variant(std::vector<StatRow>& out, const CombatTable& table, const CombatVariant& variant,
                 std::size_t reference) {
  CombatData train = table.train, all = table.all;
  if (!variant.with_covariates) {
    train.covariates.clear();
    all.covariates.clear();
  }
  CombatOptions options = variant.options;
  options.batch_names = table.batches;
  if (variant.with_reference) options.reference = reference;
  const CombatModel model = fit_combat(train, table.batches.size(), options, table.covariates);
  const auto adjusted = apply_combat(model, all);
  Rows priors(out, variant.name, "-");
  const std::string none = "fewer than two features whose batches differ in spread";
  for (std::size_t b = 0; b < table.batches.size(); ++b) {
    if (options.reference == b) continue;
    priors.add("prior_gamma_bar:" + table.batches[b], model.priors[b].gamma_bar, none);
    priors.add("prior_tau2:" + table.batches[b], model.priors[b].tau2, none);
    priors.add("prior_lambda:" + table.batches[b], model.priors[b].lambda, none);
    priors.add("prior_theta:" + table.batches[b], model.priors[b].theta, none);
  }
  for (std::size_t k = 0; k < table.features.size(); ++k) {
    const CombatFeature& f = model.features[k];
    Rows rows(out, std::string(variant.name) + ":" + table.features[k], "-");
    rows.add("alpha", f.alpha);
    rows.add("sigma2_pooled", f.sigma2_pooled);
    for (std::size_t c = 0; c < f.beta.size(); ++c) rows.add("beta_" + table.covariates[c], f.beta[c]);
    for (std::size_t b = 0; b < table.batches.size(); ++b) {
      if (options.reference == b) continue;
      const auto value = [&](double v) { return f.reason.empty() ? v : kNaN; };
      rows.add("gamma_hat:" + table.batches[b], value(f.gamma_hat[b]), f.reason);
      rows.add("delta2_hat:" + table.batches[b], value(f.delta2_hat[b]), f.reason);
      rows.add("gamma_star:" + table.batches[b], value(f.gamma_star[b]), f.reason);
      rows.add("delta2_star:" + table.batches[b], value(f.delta2_star[b]), f.reason);
    }
    for (std::size_t i = 0; i < table.samples.size(); ++i)
      rows.add("adjusted:" + table.samples[i], adjusted[k][i]);
  }
}

}  // namespace

std::vector<StatRow> combat(const Table& text, const StatOptions& asked) {
  const CombatTable table = read_combat(text, asked);
  const std::size_t reference = combat_reference(table, asked);
  const CombatVariant variants[] = {{"nocov", false, false, {}},
                                    {"cov", true, false, {}},
                                    {"mean_only", false, false, {true, true, {}}},
                                    {"ref_batch", false, true, {}},
                                    {"cov_ref_batch", true, true, {}},
                                    {"nonparametric", false, false, {false, false, {}}}};
  std::vector<StatRow> out;
  for (const CombatVariant& variant : variants)
    if (!variant.with_covariates || !table.covariates.empty()) add_variant(out, table, variant, reference);
  return out;
}

}  // namespace radgauge::statistics::section
