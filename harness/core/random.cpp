#include "core/random.h"

#include <Random123/philox.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/hash.h"
#include "core/normal_batch.h"
#include "core/quantile_parts.h"

namespace radgauge {

namespace {

using namespace quantile_parts;
using Counter = r123::Philox4x32::ctr_type;

Counter block(std::uint64_t key, std::uint64_t pair, std::uint32_t repetition, std::uint32_t draw) {
  const Counter counter{
      {static_cast<std::uint32_t>(pair), static_cast<std::uint32_t>(pair >> 32), repetition, draw}};
  const r123::Philox4x32::key_type k{
      {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}};
  return r123::Philox4x32{}(counter, k);
}

}  // namespace

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::abs(q) <= kCentral) return central_quantile(q);
  const double r = std::sqrt(-portable_log(q < 0 ? p : 1 - p));
  const double value = r <= 5 ? near_tail_quantile(r) : far_tail_quantile(r);
  return q < 0 ? -value : value;
}

Draws::Draws(std::uint64_t study_seed, std::string_view object, std::string_view operation,
             std::uint32_t ordinal, std::uint32_t repetition)
    : repetition_(repetition) {
  std::string identity;
  for (int i = 0; i < 8; ++i) identity += static_cast<char>(study_seed >> (8 * i));
  for (int i = 0; i < 4; ++i) identity += static_cast<char>(ordinal >> (8 * i));
  identity.append(object).append(1, '\0').append(operation);
  key_ = xxh3(identity);
}

double Draws::uniform(std::uint64_t item, std::uint32_t draw) const {
  const Counter words = block(key_, item >> 1, repetition_, draw);
  return (item & 1) == 0 ? unit_interval(words[0], words[1]) : unit_interval(words[2], words[3]);
}

double Draws::normal(std::uint64_t item, std::uint32_t draw) const {
  return normal_quantile(uniform(item, draw));
}

void Draws::normals(std::uint64_t first, std::span<double> out, std::uint32_t draw) const {
  std::size_t i = 0;
  if ((first & 1) != 0 && !out.empty()) out[i++] = normal(first, draw);
  NormalBatch batch;
  for (; i < out.size(); i += batch.size()) {
    draw_normals(key_, (first + i) >> 1, repetition_, draw, batch);
    std::copy_n(batch.begin(), std::min(batch.size(), out.size() - i),
                out.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace radgauge
