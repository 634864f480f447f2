// Each family of features with the builder it needs, and the steps that families share (cut, resegment,
// discretise). Checked by counting the region again, plainly, and against the IBSI values of configuration C.
#include <cmath>
#include <map>

#include "common/scans.h"
#include "core/text.h"
#include "io/csv.h"
#include "kernels/kernels.h"
#include "reference/extractor.h"
#include "reference/features/family.h"

namespace radgauge::bench {

namespace {

/// Everything a family is computed from.
struct Parts {
  Roi roi;
  IntensityMask mask;
  Levels levels;
};

Parts make_parts(const Volume& image, const Mask& mask, const ExtractionSettings& s) {
  Parts parts;
  parts.roi = cut_roi(image, mask);
  parts.mask = resegment(parts.roi, s.resegmentation_lower, s.resegmentation_upper, s.resegmentation_sigma);
  parts.levels = discretise(parts.roi, parts.mask, s);
  return parts;
}

const Parts& parts_of(const std::string& scan, const std::string& spacing_mm) {
  static std::map<std::string, Parts> made;
  const std::string key = scan + "/" + spacing_mm;
  if (const auto found = made.find(key); found != made.end()) return found->second;
  const Region& r = region(scan, spacing_mm);
  return made[key] = make_parts(r.prepared.image, r.prepared.mask, r.settings);
}

FeatureVector values_of(const Family& family, const Parts& parts) {
  const Shape shape = family.needs_shape ? measure_shape(parts.roi) : Shape{};
  return family.values({parts.roi, shape, parts.mask, parts.levels}, Aggregation::volume);
}

/// Some features of every family by their definitions, from the prepared image and mask alone.
std::map<std::string, double> plain_values(const Region& r) {
  const Index3& n = r.prepared.image.lattice.size;
  const ExtractionSettings& s = r.settings;
  std::vector<int> level(r.prepared.mask.voxels.size(), 0);
  double inside = 0, kept = 0, sum = 0, level_sum = 0;
  for (std::size_t i = 0; i < level.size(); ++i) {
    if (r.prepared.mask.voxels[i] == 0) continue;
    ++inside;
    const auto v = static_cast<double>(r.prepared.image.voxels[i]);
    if (v < s.resegmentation_lower || v > s.resegmentation_upper) continue;
    ++kept;
    sum += v;
    level[i] = static_cast<int>(std::floor((v - s.resegmentation_lower) / s.bin_width)) + 1;
    level_sum += level[i];
  }
  double pairs = 0, contrast = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        const int here = level[r.prepared.image.at(x, y, z)];
        if (here == 0) continue;
        for (int d = 0; d < 27; ++d) {
          const std::int64_t u = x + d % 3 - 1, v = y + d / 3 % 3 - 1, w = z + d / 9 - 1;
          if (d == 13 || u < 0 || v < 0 || w < 0 || u >= n[0] || v >= n[1] || w >= n[2]) continue;
          const int there = level[r.prepared.image.at(u, v, w)];
          if (there == 0) continue;
          ++pairs;
          contrast += (here - there) * (here - there);
        }
      }
  return {{"morph_vol_approx", inside * r.prepared.mask.lattice.voxel_volume_mm3()},
          {"stat_mean", sum / kept},
          {"ih_mean", level_sum / kept},
          {"cm_contrast_3D_comb", contrast / pairs}};
}

std::string check_plainly(const Family& family, const std::string& scan, const std::string& spacing_mm) {
  const auto infos = family.list(Aggregation::volume);
  const FeatureVector values = values_of(family, parts_of(scan, spacing_mm));
  const auto expected = plain_values(region(scan, spacing_mm));
  int compared = 0;
  for (std::size_t i = 0; i < infos.size(); ++i) {
    const auto found = expected.find(infos[i].tag);
    if (found == expected.end()) continue;
    ++compared;
    const std::string problem =
        compare(infos[i].tag, values[i].value, found->second, 1e-9 * std::abs(found->second) + 1e-9);
    if (!problem.empty()) return problem;
  }
  return compared > 0 ? "" : "no feature of the family was compared";
}

/// Every feature of the family against the reference values of configuration C, within IBSI's tolerance.
std::string check_ibsi(const Family& family) {
  const std::string table = reference_file("ibsi/ibsi1/reference_values/config_c.csv");
  if (table.empty() || !has_ct_phantom()) return "";
  const ExtractionSettings& s = find_preset("ibsi-c")->settings;
  const Scan& whole = scan("ct_phantom");
  const Prepared p = resample(sampling_source(whole.image, s), whole.image, whole.mask,
                              grid_plan(whole.image.lattice, s), s, 0);
  const FeatureVector values = values_of(family, make_parts(p.image, p.mask, s));
  const auto infos = family.list(Aggregation::volume);
  std::map<std::string, std::pair<double, double>> expected;
  const CsvTable rows = read_csv(table);
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

}  // namespace

void add_family_benches(const std::string& scan, const std::string& spacing_mm) {
  const std::string variant = "/radgauge/" + scan + "/" + spacing_mm + "mm";
  const auto voxels = [=] { return static_cast<double>(parts_of(scan, spacing_mm).roi.voxel_count); };
  const auto cut = [=] {
    const Region& r = region(scan, spacing_mm);
    return make_parts(r.prepared.image, r.prepared.mask, r.settings);
  };
  add_bench(
      "levels" + variant,
      [=]() -> std::string {
        double sum = 0, n = 0;
        const Parts parts = cut();
        for (const std::uint16_t level : parts.levels.level) {
          sum += level;
          n += level > 0 ? 1 : 0;
        }
        return compare("mean level", sum / n, plain_values(region(scan, spacing_mm)).at("ih_mean"), 1e-9);
      },
      voxels, "voxel", [=] { benchmark::DoNotOptimize(cut()); });
  for (const Family& family : families())
    add_bench(
        "family_" + std::string(family.name) + variant,
        [=] {
          const std::string problem = check_plainly(family, scan, spacing_mm);
          return problem.empty() ? check_ibsi(family) : problem;
        },
        voxels, "voxel", [=] { benchmark::DoNotOptimize(values_of(family, parts_of(scan, spacing_mm))); });
}

}  // namespace radgauge::bench
