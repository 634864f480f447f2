#include "floor/variants.h"

#include <hwy/targets.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>

#include <array>
#include <cmath>

#include "core/error.h"
#include "reference/extractor.h"

namespace radgauge::floor {
namespace {

namespace tbb = oneapi::tbb;

/// Axis a of the result is axis order[a] of the original, backwards where flip[a].
struct Turn {
  std::string name;
  std::array<std::size_t, 3> order;
  std::array<bool, 3> flip;
  bool keeps_slices() const { return order[2] == 2; }
};

const std::vector<Turn>& turns() {
  static const std::vector<Turn> list{{"x reversed", {0, 1, 2}, {true, false, false}},
                                      {"y reversed", {0, 1, 2}, {false, true, false}},
                                      {"z reversed", {0, 1, 2}, {false, false, true}},
                                      {"all reversed", {0, 1, 2}, {true, true, true}},
                                      {"x and y exchanged", {1, 0, 2}, {false, false, false}},
                                      {"axes z, x, y", {2, 0, 1}, {false, false, false}},
                                      {"axes y, z, x reversed", {1, 2, 0}, {true, true, true}}};
  return list;
}

template <class T>
Grid<T> turned(const Grid<T>& from, const Turn& turn) {
  Lattice lattice = from.lattice;
  for (std::size_t a = 0; a < 3; ++a) {
    lattice.size[a] = from.lattice.size[turn.order[a]];
    lattice.spacing_mm[a] = from.lattice.spacing_mm[turn.order[a]];
  }
  Grid<T> to(lattice);
  for (std::int64_t z = 0; z < lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < lattice.size[0]; ++x) {
        const Index3 here{x, y, z};
        Index3 there;
        for (std::size_t a = 0; a < 3; ++a)
          there[turn.order[a]] = turn.flip[a] ? lattice.size[a] - 1 - here[a] : here[a];
        to(x, y, z) = from(there[0], there[1], there[2]);
      }
  return to;
}

std::vector<double> measured(const reference::Prepared& prepared, const ExtractionSettings& settings) {
  const FeatureVector features =
      reference::extract(prepared.image, prepared.mask, std::span(&settings, 1)).front();
  std::vector<double> values;
  for (const FeatureValue& feature : features)
    values.push_back(feature.status == Status::ok ? feature.value : std::nan(""));
  return values;
}

/// Every object, `threads` of them at a time, each with as many threads inside.
Values plainly(const std::vector<Object>& objects, std::size_t threads) {
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
  Values values(objects.size());
  tbb::parallel_for(std::size_t{0}, objects.size(),
                    [&](std::size_t i) { values[i] = measured(objects[i].prepare(), objects[i].settings); });
  return values;
}

std::vector<double> measured_turned(const reference::Prepared& usual, const ExtractionSettings& settings,
                                    const Turn& turn) {
  std::vector<double> values = measured({turned(usual.image, turn), turned(usual.mask, turn)}, settings);
  const std::vector<FeatureInfo> list = reference::feature_list(settings);
  for (std::size_t f = 0; f < list.size(); ++f)
    if (!turn.keeps_slices() && list[f].aggregation.starts_with("2")) values[f] = std::nan("");
  return values;
}

std::vector<Way> turned_ways(const std::vector<Object>& objects) {
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, 1);
  std::vector<Way> ways;
  for (const Turn& turn : turns()) ways.push_back({kOrder, turn.name, Values(objects.size())});
  for (std::size_t o = 0; o < objects.size(); ++o) {
    const reference::Prepared usual = objects[o].prepare();
    for (std::size_t t = 0; t < ways.size(); ++t)
      ways[t].values[o] = measured_turned(usual, objects[o].settings, turns()[t]);
  }
  return ways;
}

}  // namespace

Values usual_values(const std::vector<Object>& objects) {
  return plainly(objects, 1);
}

std::vector<Way> other_ways(const std::vector<Object>& objects) {
  std::vector<Way> ways = turned_ways(objects);
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    ways.push_back({kTarget, hwy::TargetName(target), plainly(objects, 1)});
  }
  hwy::SetSupportedTargetsForTest(0);
  for (const std::size_t threads : {std::size_t{2}, std::size_t{5}})
    ways.push_back({kThreads, std::to_string(threads) + " threads", plainly(objects, threads)});
  return ways;
}

std::vector<double> library_probe() {
  std::vector<double> values;
  for (int i = 1; i <= 20000; ++i) {
    const double x = 0.00137 * i;
    for (const double y : {std::exp(x), std::log2(x), std::pow(x, 1.7)}) values.push_back(y);
  }
  return values;
}

}  // namespace radgauge::floor
