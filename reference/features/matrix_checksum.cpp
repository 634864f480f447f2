#include "reference/features/matrix_checksum.h"

#include <span>

#include "core/hash.h"
#include "core/text.h"

namespace radgauge::reference {

namespace {

/// "difference 3" and so on for every entry of a list that counts from 0.
void name_entries(const char* what, std::size_t n, std::vector<std::string>& names) {
  for (std::size_t i = 0; i < n; ++i)
    names.push_back(std::string(what) + " " + to_text(static_cast<std::int64_t>(i)));
}

}  // namespace

void MatrixChecksum::add(const std::vector<double>& numbers) {
  const std::uint64_t part = radgauge::xxh3(std::as_bytes(std::span(numbers)));
  const std::uint64_t both[] = {sum_, part};
  sum_ = radgauge::xxh3(std::as_bytes(std::span(both)));
  ++matrices_;
}

void MatrixChecksum::keep(const std::vector<double>& numbers, const Names& names) {
  const std::string matrix = "matrix " + to_text(matrices_) + ", ";
  for (std::size_t i = 0; i < numbers.size(); ++i) kept_->push_back({matrix + names[i], numbers[i]});
}

void MatrixChecksum::add(const Glcm& m) {
  std::vector<double> numbers{m.levels,       m.joint_maximum, m.joint_entropy, m.joint_energy,
                              m.product_mean, m.mean,          m.variance,      m.marginal_entropy};
  numbers.insert(numbers.end(), m.difference.begin(), m.difference.end());
  numbers.insert(numbers.end(), m.sum.begin(), m.sum.end());
  add(numbers);
  if (kept_ == nullptr) return;
  Names names{"levels",       "joint maximum", "joint entropy",     "joint energy",
              "product mean", "marginal mean", "marginal variance", "marginal entropy"};
  name_entries("difference", m.difference.size(), names);
  name_entries("sum", m.sum.size(), names);
  keep(numbers, names);
}

void MatrixChecksum::add(const SizeMatrix& m) {
  std::vector<double> numbers{m.total,     m.voxels,     m.low_small, m.high_small,
                              m.low_large, m.high_large, m.squares,   m.entropy};
  for (const auto* marginal : {&m.levels, &m.sizes})
    for (const SizeMatrix::Marginal& entry : *marginal)
      numbers.insert(numbers.end(), {entry.value, entry.count});
  add(numbers);
  if (kept_ == nullptr) return;
  Names names{"total",
              "voxels",
              "low level small size",
              "high level small size",
              "low level large",
              "high level large",
              "squares",
              "entropy"};
  for (const auto& [what, marginal] : {std::pair{"level", &m.levels}, std::pair{"size", &m.sizes}})
    for (const SizeMatrix::Marginal& entry : *marginal)
      for (const char* number : {"", ": count"})
        names.push_back(std::string(what) + " " + to_text(entry.value) + number);
  keep(numbers, names);
}

void MatrixChecksum::add(const Ngtdm& m) {
  std::vector<double> numbers{m.total};
  for (const Ngtdm::Level& entry : m.levels)
    numbers.insert(numbers.end(), {entry.level, entry.count, entry.difference});
  add(numbers);
  if (kept_ == nullptr) return;
  Names names{"total"};
  for (const Ngtdm::Level& entry : m.levels)
    for (const char* number : {"", ": count", ": difference"})
      names.push_back("level " + to_text(entry.level) + number);
  keep(numbers, names);
}

}  // namespace radgauge::reference
