#include "floor/record.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "agreement/numerical_floor.h"
#include "core/text.h"
#include "io/csv.h"

namespace radgauge::floor {
namespace {

std::string n_of(std::size_t n) {
  return to_text(static_cast<std::int64_t>(n));
}

/// Values closer to 0 than this part of the feature's usual size are 0 that rounding has touched.
constexpr double kZero = 1e-9;

double usual_size(const Values& usual, std::size_t feature) {
  std::vector<double> sizes;
  for (const auto& values : usual)
    if (!std::isnan(values[feature])) sizes.push_back(std::abs(values[feature]));
  if (sizes.empty()) return 0;
  std::nth_element(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2), sizes.end());
  return sizes[sizes.size() / 2];
}

void compare(const Way& way, const std::vector<Object>& objects, const Values& usual, std::size_t feature,
             double size, FeatureFloor& out) {
  const auto cause =
      static_cast<std::size_t>(std::find(causes().begin(), causes().end(), way.cause) - causes().begin());
  for (std::size_t o = 0; o < objects.size(); ++o) {
    const double was = usual[o][feature], is = way.values[o][feature];
    if (std::isnan(was) || std::isnan(is)) continue;
    if (std::max(std::abs(was), std::abs(is)) < kZero * size) continue;
    const double change = agreement::relative_change(was, is);
    out.by_cause[cause] = std::max(out.by_cause[cause], change);
    if (change <= out.largest) continue;
    out.largest = change;
    out.cause = way.cause;
    out.way = way.name;
    out.object = objects[o].name;
  }
}

/// Two digits: a floor is an order of magnitude.
std::string rounded(double value) {
  return value > 0 ? to_rounded_text(value, 2) : "0";
}

}  // namespace

const std::vector<std::string>& causes() {
  static const std::vector<std::string> list{kOrder, kTarget, kLibrary, kThreads};
  return list;
}

std::vector<FeatureFloor> floors(const std::vector<Object>& objects, const Values& usual,
                                 const std::vector<Way>& ways) {
  std::vector<FeatureFloor> list;
  const std::vector<FeatureInfo> infos = features();
  for (std::size_t f = 0; f < infos.size(); ++f) {
    FeatureFloor floor;
    floor.info = infos[f];
    floor.by_cause.assign(causes().size(), 0);
    for (const auto& values : usual) floor.objects += std::isnan(values[f]) ? 0 : 1;
    const double size = usual_size(usual, f);
    for (const Way& way : ways) compare(way, objects, usual, f, size, floor);
    list.push_back(std::move(floor));
  }
  return list;
}

std::string record_csv(const std::vector<FeatureFloor>& list) {
  std::string text =
      io::csv_line({"feature", "ibsi_code", "floor", "cause", "way", "object", "order_of_summation",
                    "instruction_set", "mathematical_library", "threads", "objects"});
  for (const FeatureFloor& floor : list) {
    std::vector<std::string> fields{floor.info.tag, floor.info.ibsi_code, to_text(floor.largest), floor.cause,
                                    floor.way,      floor.object};
    for (const double change : floor.by_cause) fields.push_back(to_text(change));
    fields.push_back(n_of(floor.objects));
    text += io::csv_line(fields);
  }
  return text;
}

std::string record_table(const std::vector<FeatureFloor>& list) {
  std::map<std::string, double> sorted;
  for (const FeatureFloor& floor : list) sorted[floor.info.tag] = floor.largest;
  std::string text =
      "// Written by ./run compliance from its measurement; see results/compliance/numerical_floor.md.\n";
  for (const auto& [tag, value] : sorted) text += "{\"" + tag + "\", " + to_text(value) + "},\n";
  return text;
}

std::string record_markdown(const std::vector<FeatureFloor>& list, const Conditions& conditions) {
  std::vector<std::string> families;
  std::map<std::string, std::vector<const FeatureFloor*>> members;
  std::size_t unmoved = 0, above = 0;
  for (const FeatureFloor& floor : list) {
    if (members[floor.info.family].empty()) families.push_back(floor.info.family);
    members[floor.info.family].push_back(&floor);
    unmoved += floor.largest > 0 ? 0 : 1;
    above += agreement::smallest_real_change("") < agreement::kFloorFactor * floor.largest ? 1 : 0;
  }
  std::string text =
      "# The numerical floor of every feature\n\n"
      "Made anew by `RADGAUGE_DATA=FOLDER ./run compliance floor`. "
      "[numerical_floor.csv](numerical_floor.csv) has, for each feature, the largest relative\ndifference |a "
      "- b| / max(|a|, |b|) between its value as a study measures it (one thread, best instruction set, "
      "voxels as they lie in\nmemory) and the same value computed in another way, what caused it, and on "
      "which object. No tolerance of a gate may be smaller: it is the larger of\n" +
      to_text(agreement::kFloorFactor) + " times the floor and " + to_text(agreement::kLeastTolerance) +
      ". Values nearer to 0 than " + to_text(kZero) +
      " of the feature's usual size are rounding of 0 and are left out.\n\n"
      "- **order of summation**: image and mask after interpolation, reversed along axes or with axes "
      "exchanged. The same voxels, so that no direction-averaged 3D\n  feature may change; 2D features are "
      "compared only where slices stay slices.\n"
      "- **instruction set**: every target of Highway that this machine runs, from "
      "interpolation to features.\n"
      "- **mathematical library**: exp, log2 and pow of the C library without fused multiply-add, as an "
      "older processor has them. " +
      conditions.library + "\n- **threads**: objects one at a time against several at once.\n\n" +
      n_of(list.size()) + " features on " + n_of(conditions.objects.size()) + " objects in " +
      n_of(conditions.ways.size()) + " ways: " + n_of(unmoved) + " were never moved, " + n_of(above) +
      " need a tolerance above " + to_text(agreement::kLeastTolerance) + ".\n\n| family | features | moved |";
  for (const std::string& cause : causes()) text += " " + cause + " |";
  text += " the most |\n|---|---:|---:|";
  for (std::size_t c = 0; c < causes().size(); ++c) text += "---:|";
  text += "---|\n";
  for (const std::string& family : families) {
    std::vector<double> largest(causes().size(), 0);
    std::size_t moved = 0;
    const FeatureFloor* most = nullptr;
    for (const FeatureFloor* floor : members[family]) {
      for (std::size_t c = 0; c < largest.size(); ++c) largest[c] = std::max(largest[c], floor->by_cause[c]);
      moved += floor->largest > 0 ? 1 : 0;
      if (most == nullptr || floor->largest > most->largest) most = floor;
    }
    text += "| " + family + " | " + n_of(members[family].size()) + " | " + n_of(moved) + " |";
    for (const double change : largest) text += " " + rounded(change) + " |";
    text +=
        most->largest > 0 ? " " + most->info.tag + " (" + most->way + ", " + most->object + ") |\n" : " |\n";
  }
  std::vector<const FeatureFloor*> order;
  for (const FeatureFloor& floor : list) order.push_back(&floor);
  std::stable_sort(order.begin(), order.end(),
                   [](const FeatureFloor* a, const FeatureFloor* b) { return a->largest > b->largest; });
  text += "\nThe twenty that move most:\n\n| feature | floor | cause | object |\n|---|---:|---|---|\n";
  for (std::size_t i = 0; i < std::min<std::size_t>(20, order.size()); ++i)
    text += "| " + order[i]->info.tag + " | " + rounded(order[i]->largest) + " | " + order[i]->cause + ": " +
            order[i]->way + " | " + order[i]->object + " |\n";
  text +=
      "\nWays: " + join(conditions.ways, "; ") + ".\n\nObjects: " + join(conditions.objects, "; ") + ".\n";
  return text;
}

}  // namespace radgauge::floor
