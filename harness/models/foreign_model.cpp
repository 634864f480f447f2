#include "models/foreign_model.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>

#include "core/hash.h"

namespace radgauge::models {

std::vector<std::size_t> complete_cases(InputColumns columns) {
  const std::size_t n = columns.empty() ? 0 : columns[0].size();
  std::vector<std::size_t> complete;
  for (std::size_t i = 0; i < n; ++i)
    if (std::all_of(columns.begin(), columns.end(), [&](const auto& c) { return std::isfinite(c[i]); }))
      complete.push_back(i);
  return complete;
}

double finite_log_odds(double probability) {
  constexpr double kNearestToCertain = 1e-7;
  const double inside = std::clamp(probability, kNearestToCertain, 1 - kNearestToCertain);
  return std::log(inside) - std::log1p(-inside);
}

std::string kept_model_name(const ModelCard& card, const std::string& bytes, const std::string& path) {
  std::string name = card.name;
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_') c = '_';
  return "models/" + name + "-" + sha256(bytes).substr(0, 8) +
         std::filesystem::path(path).extension().string();
}

}  // namespace radgauge::models
