// Each family of features with the builder it needs, and the steps that families share (cut, resegment,
// discretise). Checked by counting the region again, plainly, and against the IBSI values of configuration C.
#include <cmath>
#include <map>

#include "common/scans.h"
#include "core/text.h"
#include "io/csv.h"
#include "kernels/kernels.h"
#include "kernels/plain_values.h"
#include "reference/extractor.h"
#include "reference/features/border_distance.h"
#include "reference/features/family.h"

namespace radgauge::bench {

using reference::Prepared;

namespace {

/// Everything a family is computed from.
struct Parts {
  ExtractionSettings settings;
  reference::Roi roi;
  reference::IntensityMask mask;
  reference::Levels levels;
  reference::Surroundings surroundings;
};

Parts make_parts(const Prepared& prepared, const ExtractionSettings& s) {
  Parts parts;
  parts.settings = s;
  parts.roi = reference::cut_roi(prepared.image, prepared.mask);
  parts.mask =
      reference::resegment(parts.roi, s.resegmentation_lower, s.resegmentation_upper, s.resegmentation_sigma);
  parts.levels = reference::discretise(parts.roi, parts.mask, s);
  parts.surroundings =
      reference::cut_surroundings(prepared.image, prepared.mask, reference::surroundings_mm(s));
  return parts;
}

reference::ZoneMaps zones_of(const Parts& parts) {
  return reference::find_zones(parts.roi, parts.levels, Aggregation::volume);
}

FeatureVector families_values_of(const reference::Family& family, const Parts& parts) {
  const reference::Shape shape =
      family.needs == reference::Needs::shape ? reference::measure_shape(parts.roi) : reference::Shape{};
  const reference::ZoneMaps zones =
      family.needs == reference::Needs::zones ? zones_of(parts) : reference::ZoneMaps{};
  return family.values(
      {parts.roi, shape, parts.mask, parts.levels, zones, parts.settings, parts.surroundings});
}

std::string check_plainly(const reference::Family& family, const Parts& parts, const PlainValues& expected) {
  const auto infos = family.list(parts.settings);
  const FeatureVector values = families_values_of(family, parts);
  int compared = 0;
  for (std::size_t i = 0; i < infos.size(); ++i) {
    const auto found = expected.find(infos[i].tag);
    if (found == expected.end()) continue;
    ++compared;
    const std::string problem =
        compare(infos[i].tag, values[i].value, found->second, 1e-9 * std::abs(found->second) + 1e-12);
    if (!problem.empty()) return problem;
  }
  return compared > 0 ? "" : "no feature of the family was compared";
}

/// Every feature of the family against the reference values of configuration C, within IBSI's tolerance.
std::string check_ibsi(const reference::Family& family) {
  const std::string table = reference_file("ibsi/ibsi1/reference_values/config_c.csv");
  if (table.empty() || !has_ct_phantom()) return "";
  const ExtractionSettings& s = reference::find_preset("ibsi-c")->settings;
  const Scan& whole = scan("ct_phantom");
  const Prepared p =
      reference::resample(reference::sampling_source(whole.image, s), whole.image, whole.mask,
                          reference::grid_plan(whole.image.lattice, s), s, reference::surroundings_mm(s));
  const FeatureVector values = families_values_of(family, make_parts(p, s));
  const auto infos = family.list(s);
  std::map<std::string, std::pair<double, double>> expected;
  const io::CsvTable rows = io::read_csv(table);
  const auto tag = rows.column("tag"), value_column = rows.column("value"),
             tolerance_column = rows.column("tolerance");
  if (!tag || !value_column || !tolerance_column) return "the table of reference values has other columns";
  for (const auto& row : rows.rows) {
    const auto value = parse_double(row[*value_column]), tolerance = parse_double(row[*tolerance_column]);
    if (value && tolerance) expected[row[*tag]] = {*value, *tolerance};
  }
  int compared = 0;
  for (std::size_t i = 0; i < infos.size(); ++i) {
    const auto found = expected.find(infos[i].tag);
    if (found == expected.end()) continue;
    ++compared;
    const auto [value, tolerance] = found->second;
    const double rounded = parse_double(to_rounded_text(values[i].value, 3)).value_or(NAN);
    const std::string problem =
        compare("IBSI configuration C: " + infos[i].tag, rounded, value, tolerance + 1e-9 * std::abs(value));
    if (!problem.empty()) return problem;
  }
  return compared > 0 ? "" : "no reference value of the family was found";
}

/// A region to measure, made when a chosen bench needs it.
struct Subject {
  std::string name;
  std::function<const Prepared&()> prepared;
  ExtractionSettings settings;

  const Parts& parts() const {
    static std::map<std::string, Parts> made;
    const auto found = made.find(name);
    return found != made.end() ? found->second : made[name] = make_parts(prepared(), settings);
  }
  const PlainValues& plain() const {
    static std::map<std::string, PlainValues> made;
    const auto found = made.find(name);
    return found != made.end() ? found->second : made[name] = plain_values(prepared(), settings);
  }
};

std::string check_levels(const Subject& subject) {
  double sum = 0, n = 0;
  const Parts parts = make_parts(subject.prepared(), subject.settings);
  parts.levels.visit([&](const auto* level) {
    for (std::int64_t i = 0; i < parts.levels.size[0] * parts.levels.size[1] * parts.levels.size[2]; ++i) {
      sum += level[i];
      n += level[i] > 0 ? 1 : 0;
    }
  });
  return compare("mean level", sum / n, subject.plain().at("ih_mean"), 1e-9);
}

void add_family_bench(const reference::Family& family, const Subject& subject) {
  add_bench(
      "family_" + std::string(family.name) + "/radgauge/" + subject.name,
      [=] {
        const std::string problem = check_plainly(family, subject.parts(), subject.plain());
        return problem.empty() ? check_ibsi(family) : problem;
      },
      [=] { return static_cast<double>(subject.parts().roi.voxel_count); }, "voxel",
      [=] { benchmark::DoNotOptimize(families_values_of(family, subject.parts())); });
}

void add_benches(const Subject& subject) {
  const std::string variant = "/radgauge/" + subject.name;
  const auto voxels = [=] { return static_cast<double>(subject.parts().roi.voxel_count); };
  add_bench(
      "levels" + variant, [=] { return check_levels(subject); }, voxels, "voxel",
      [=] { benchmark::DoNotOptimize(make_parts(subject.prepared(), subject.settings)); });
  add_bench(
      "zones" + variant,
      [=] { return check_plainly(reference::glszm_family(), subject.parts(), subject.plain()); }, voxels,
      "voxel", [=] { benchmark::DoNotOptimize(zones_of(subject.parts())); });
  add_bench(
      "border_distance" + variant,
      [=] { return check_plainly(reference::gldzm_family(), subject.parts(), subject.plain()); }, voxels,
      "voxel", [=] { benchmark::DoNotOptimize(reference::border_distance(subject.parts().roi, false)); });
  for (const reference::Family& family : reference::families()) {
    if (family.surroundings_mm > 0) continue;  // these regions have none: see morphology.cpp
    add_family_bench(family, subject);
  }
}

/// A ball of waves and noise, in whole HU.
Prepared textured_ball(double radius) {
  Lattice lattice;
  const auto n = static_cast<std::int64_t>(2 * radius) + 3;
  lattice.size = {n, n, n};
  Prepared made{Volume(lattice), Mask(lattice)};
  std::uint32_t state = 7;
  const double centre = static_cast<double>(n - 1) / 2;
  for (std::int64_t z = 0; z < n; ++z)
    for (std::int64_t y = 0; y < n; ++y)
      for (std::int64_t x = 0; x < n; ++x) {
        const Vec3 d{static_cast<double>(x) - centre, static_cast<double>(y) - centre,
                     static_cast<double>(z) - centre};
        state = state * 1664525U + 1013904223U;
        const double noise = static_cast<double>(state >> 8) / 16777216.0;
        made.image(x, y, z) = static_cast<float>(std::floor(
            -300 + 250 * std::sin(d[0] / 5) * std::sin(d[1] / 6) * std::cos(d[2] / 7) + 100 * noise));
        made.mask(x, y, z) = d[0] * d[0] + d[1] * d[1] + d[2] * d[2] <= radius * radius ? 1 : 0;
      }
  return made;
}

}  // namespace

/// As comparisons of speed between extractors measure the CT phantom: whole HU from -500 to 400 in 32 bins.
ExtractionSettings family_settings() {
  ExtractionSettings s = reference::find_preset("ibsi-c")->settings;
  s.intensity_rounding = true;
  s.resegmentation_lower = -500;
  s.resegmentation_upper = 400;
  s.discretisation = Discretisation::fbn;
  s.bin_count = 32;
  return s;
}

void add_family_benches(const std::string& scan_name, const std::string& spacing_mm) {
  const auto prepared = [=](bool rounding) {
    return [=]() -> const Prepared& {
      static std::map<std::pair<std::string, bool>, Prepared> made;
      const std::pair<std::string, bool> key{scan_name + spacing_mm, rounding};
      if (const auto found = made.find(key); found != made.end()) return found->second;
      const Region& r = region(scan_name, spacing_mm);
      ExtractionSettings s = r.settings;
      s.intensity_rounding = rounding;
      return made[key] = reference::resample(r.source, r.image, r.mask,
                                             reference::grid_plan(scan(scan_name).image.lattice, s), s,
                                             reference::surroundings_mm(s));
    };
  };
  const std::string name = scan_name + "/" + spacing_mm + "mm";
  add_benches({name, prepared(true), family_settings()});
  // Fractional intensities (PET, MR) have to be sorted.
  for (const reference::Family& family :
       {reference::intensity_statistics_family(), reference::intensity_volume_histogram_family()})
    add_family_bench(family, {name + "/fractional", prepared(false), family_settings()});
}

void add_ball_benches(const std::string& voxels, double radius) {
  add_benches({"ball/" + voxels,
               [=]() -> const Prepared& {
                 static std::map<double, Prepared> made;
                 const auto found = made.find(radius);
                 return found != made.end() ? found->second : made[radius] = textured_ball(radius);
               },
               family_settings()});
}

}  // namespace radgauge::bench
