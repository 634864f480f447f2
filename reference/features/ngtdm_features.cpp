// Family "Neighbourhood grey tone difference based features" (IBSI manual, arXiv:1612.07003; Amadasun and
// King, IEEE Trans Syst Man Cybern 1989;19:1264, doi:10.1109/21.44046).
#include <algorithm>
#include <cmath>
#include <map>

#include "reference/features/aggregation.h"
#include "reference/features/family.h"
#include "reference/features/weighted_neighbourhood.h"

namespace radgauge::reference {

namespace {

constexpr std::string_view kNoNeighbour = "no voxel of the region has a neighbour in it";
constexpr double kCoarsest = 1e6;

double share(const Ngtdm& m, const Ngtdm::Level& i) {
  return i.count / m.total;
}

/// Sum of f over the levels.
template <class F>
double sum(const Ngtdm& m, F f) {
  double total = 0;
  for (const Ngtdm::Level& i : m.levels) total += f(i);
  return total;
}

double differences(const Ngtdm& m) {
  return sum(m, [](const auto& i) { return i.difference; });
}
double expected_difference(const Ngtdm& m) {
  return sum(m, [&](const auto& i) { return share(m, i) * i.difference; });
}

FeatureValue coarseness(const Ngtdm& m) {
  return FeatureValue::ok(std::min(kCoarsest, 1 / expected_difference(m)));
}

FeatureValue contrast(const Ngtdm& m) {
  const auto levels = static_cast<double>(m.levels.size());
  if (levels < 2) return FeatureValue::ok(0);
  // Sum of p_i p_j (i - j)^2 over all pairs: twice the variance.
  const double mean = sum(m, [&](const auto& i) { return share(m, i) * i.level; });
  const double spread =
      2 * sum(m, [&](const auto& i) { return share(m, i) * (i.level - mean) * (i.level - mean); });
  return FeatureValue::ok(spread / (levels * (levels - 1)) * differences(m) / m.total);
}

FeatureValue busyness(const Ngtdm& m) {
  if (m.levels.size() < 2) return FeatureValue::ok(0);
  // Sum of |a - b| over all pairs of a sorted list.
  std::vector<double> products;
  for (const Ngtdm::Level& i : m.levels) products.push_back(i.level * share(m, i));
  std::sort(products.begin(), products.end());
  double pairs = 0;
  for (std::size_t k = 1; k < products.size(); ++k)
    pairs += 2 * static_cast<double>(k * (products.size() - k)) * (products[k] - products[k - 1]);
  if (!(pairs > 0))
    return FeatureValue::undefined("all products of grey level and probability are equal: busyness is x/0");
  return FeatureValue::ok(expected_difference(m) / pairs);
}

/// Sum of |i - j| (p_i s_i + p_j s_j) / (p_i + p_j) over all pairs: twice that of |i - j| p_i s_i / (p_i +
/// p_j). Levels of equal p_j share the denominator, so each such group is swept once along all i.
FeatureValue complexity(const Ngtdm& m) {
  std::map<double, std::vector<double>> groups;
  for (const Ngtdm::Level& j : m.levels) groups[j.count].push_back(j.level);
  double total = 0;
  for (const auto& [count, members] : groups) {
    double above = 0;  // sum of the members that are not below i
    for (const double level : members) above += level;
    double below = 0;
    std::size_t passed = 0;
    for (const Ngtdm::Level& i : m.levels) {
      for (; passed < members.size() && members[passed] < i.level; ++passed) {
        below += members[passed];
        above -= members[passed];
      }
      const double distances = i.level * static_cast<double>(passed) - below + above -
                               i.level * static_cast<double>(members.size() - passed);
      total += distances * i.count * i.difference / (i.count + count);
    }
  }
  return FeatureValue::ok(2 * total / m.total);
}

FeatureValue strength(const Ngtdm& m) {
  const double all = differences(m);
  if (!(all > 0)) return FeatureValue::ok(0);
  // Sum of (p_i + p_j) (i - j)^2 over all pairs: twice that of p_i sum_j (i - j)^2.
  const auto n = static_cast<double>(m.levels.size());
  const double mean = sum(m, [](const auto& i) { return i.level; }) / n;
  const double spread = sum(m, [&](const auto& i) { return (i.level - mean) * (i.level - mean); });
  const double pairs =
      sum(m, [&](const auto& i) { return share(m, i) * (spread + n * (i.level - mean) * (i.level - mean)); });
  return FeatureValue::ok(2 * pairs / all);
}

using Row = FeatureRow<Ngtdm>;

constexpr std::array kRows{Row{"ngt_coarseness", "QCDE", "Coarseness", "1", coarseness},
                           Row{"ngt_contrast", "65HE", "Contrast", "1", contrast},
                           Row{"ngt_busyness", "NQ30", "Busyness", "1", busyness},
                           Row{"ngt_complexity", "HDEZ", "Complexity", "1", complexity},
                           Row{"ngt_strength", "1X9X", "Strength", "1", strength}};

NeighbourhoodShape shape_of(const FeatureSettings& s) {
  return {s.ngt_distance, s.ngt_norm, s.ngt_weighting};
}

std::vector<FeatureInfo> list(const FeatureSettings& s) {
  auto infos = aggregated_infos<Ngtdm>(kRows, "ngt", s.aggregation, kByDirection<NgtdmBuilder>);
  for (FeatureInfo& info : infos) info.standardised = shape_of(s).is_box();
  return infos;
}

OwnSettings own_settings(const FeatureSettings& s) {
  return {static_cast<double>(s.ngt_distance), static_cast<double>(s.ngt_norm),
          static_cast<double>(s.ngt_weighting)};
}

FeatureVector values(const FamilyInput& input) {
  const FeatureSettings& s = input.settings;
  const NeighbourhoodShape shape = shape_of(s);
  return with_padding(input.levels, s.ngt_distance, [&](const Levels& levels) {
    const auto values_of = [&](const auto& builder) {
      return aggregate<Ngtdm>(builder, levels, s.aggregation, std::span<const Row>(kRows), kNoNeighbour,
                              input.matrices);
    };
    return shape.is_box() ? values_of(NgtdmBuilder(levels, s.ngt_distance))
                          : values_of(WeightedNgtdmBuilder(levels, shape));
  });
}

}  // namespace

Family ngtdm_family() {
  return {"ngt",
          "neighbourhood grey tone difference matrix",
          DependsOn::levels,
          Needs::nothing,
          list,
          values,
          own_settings};
}

}  // namespace radgauge::reference
