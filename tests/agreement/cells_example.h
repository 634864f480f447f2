#pragma once

#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "agreement/agreement.h"
#include "core/nan.h"
#include "core/text.h"
#include "data.h"

namespace radgauge {

// Cells of a made-up question; NaN is a failed cell, infinity an absent one.
struct Cells {
  std::vector<std::string> patients;
  std::size_t columns = 0;
  std::vector<std::vector<double>> features;  // [feature][row * columns + column]
};

inline agreement::QuestionTable table_of(const Cells& cells) {
  agreement::QuestionTable t;
  t.patients = cells.patients;
  for (std::size_t i = 0; i < cells.patients.size(); ++i) t.objects.push_back("o" + std::to_string(i));
  for (std::size_t j = 0; j < cells.columns; ++j) t.columns.push_back("c" + std::to_string(j));
  for (std::size_t f = 0; f < cells.features.size(); ++f) {
    t.features.push_back({"stat_mean", "Q4LE", "Mean", "intensity", "stat", ""});
    t.feature_names.push_back("f" + std::to_string(f));
  }
  t.read = [&cells](std::size_t f, std::span<double> values, std::span<Status> statuses) {
    for (std::size_t c = 0; c < values.size(); ++c) {
      const double v = cells.features[f][c];
      values[c] = v;
      statuses[c] = std::isinf(v) ? Status::absent : std::isnan(v) ? Status::failed : Status::ok;
    }
  };
  return t;
}

// Small tables are enough to see what a test looks at, and it shall not be moved by what patients did not
// show.
inline Limits plain_limits() {
  Limits limits;
  limits.patients_min = 2;
  limits.unseen_noise_ratio = 1;
  return limits;
}

inline agreement::Question question(IccForm form, Limits limits = plain_limits()) {
  agreement::Question q;
  q.name = "q";
  q.over = "noise";
  q.form = form;
  q.limits = limits;
  return q;
}

inline agreement::FeatureRow only(const Cells& cells, const agreement::Question& q) {
  return agreement::answer(q, table_of(cells)).at(0);
}

inline std::vector<std::string> one_each(std::size_t n) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back("p" + std::to_string(i));
  return out;
}

// n objects x k columns: object spread 10, noise of the given size, a shift per column.
inline Cells noisy(std::size_t n, std::size_t k, double noise, double shift = 0, double offset = 20) {
  Cells cells{one_each(n), k, {{}}};
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < k; ++j)
      cells.features[0].push_back(offset + 10 * std::fmod(0.618 * static_cast<double>(i + 1), 1.0) +
                                  noise *
                                      (std::fmod(0.7548 * static_cast<double>(i * k + j + 1), 1.0) - 0.5) +
                                  shift * static_cast<double>(j));
  return cells;
}

inline std::vector<std::vector<std::string>> lines(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::vector<std::string>> out;
  for (std::string line; std::getline(in, line);) out.push_back(split(line, ','));
  out.erase(out.begin());
  return out;
}

inline std::map<std::string, double> expected(const std::string& path, const std::string& name) {
  std::map<std::string, double> out;
  for (const auto& row : lines(path))
    if (row[0] == name && row[5] == "primary") out[row[3]] = *parse_double(row[6]);
  return out;
}

/// A table "subject,rater,feature,value" (columns may stand elsewhere), one patient per subject; NaN where a
/// row is missing.
inline Cells read_cells(const std::string& path, std::size_t subject = 0, std::size_t rater = 1,
                        std::size_t value = 3) {
  std::map<std::string, std::map<std::string, double>> found;
  std::set<std::string> raters;
  for (const auto& row : lines(path)) {
    raters.insert(row[rater]);
    if (row[value] != "NA") found[row[subject]][row[rater]] = *parse_double(row[value]);
  }
  Cells cells{{}, raters.size(), {{}}};
  for (const auto& [name, values] : found) {
    cells.patients.push_back(name);
    for (const std::string& r : raters) cells.features[0].push_back(values.contains(r) ? values.at(r) : kNaN);
  }
  return cells;
}

}  // namespace radgauge
