#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/text.h"
#include "imaging/mask_comparison.h"
#include "io/csv.h"
#include "io/files.h"
#include "perturbations/comparison_page.h"
#include "perturbations/records.h"
#include "perturbations/registry.h"

namespace radgauge::records {

namespace {

constexpr const char* kConditions =
    "  shift25: {chain: [{geom.gridshift: {shift_x: 0.25, shift_y: 0.25, shift_z: 0.25}}]}\n"
    "  shift50: {chain: [{geom.gridshift: {shift_x: 0.5, shift_y: 0.5, shift_z: 0.5}}]}\n"
    "  shift75: {chain: [{geom.gridshift: {shift_x: 0.75, shift_y: 0.75, shift_z: 0.75}}]}\n"
    "  turned: {chain: [{geom.rotate: {angle_deg: [-10, -5, 5, 10]}}]}\n"
    "  grown: {chain: [{mask.grow_mm: {distance_mm: [-3, -2, -1.5, -1, 1, 1.5, 2, 3]}}]}\n"
    "  scaled: {chain: [{mask.grow_fraction: {fraction: [-0.2, -0.1, 0.1, 0.2]}}]}\n"
    "  redrawn: {chain: [{mask.supervoxel: {parity: [none, mirp]}}], repeats: 20}\n";

double faces(const Mask& mask) {
  const Index3& n = mask.lattice.size;
  double sum = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        if (mask(x, y, z) == 0) continue;
        const auto is_out = [&](std::int64_t i, std::int64_t j, std::int64_t k) {
          return i < 0 || j < 0 || k < 0 || i >= n[0] || j >= n[1] || k >= n[2] || mask(i, j, k) == 0;
        };
        sum += is_out(x - 1, y, z) + is_out(x + 1, y, z) + is_out(x, y - 1, z) + is_out(x, y + 1, z) +
               is_out(x, y, z - 1) + is_out(x, y, z + 1);
      }
  return sum;
}

/// Parts that hang together by faces.
double components(const Mask& mask) {
  const Index3& n = mask.lattice.size;
  std::vector<std::uint8_t> left = mask.voxels;
  double parts = 0;
  for (std::size_t start = 0; start < left.size(); ++start) {
    if (left[start] == 0) continue;
    ++parts;
    std::vector<std::size_t> open{start};
    left[start] = 0;
    while (!open.empty()) {
      const auto i = static_cast<std::int64_t>(open.back());
      open.pop_back();
      const Index3 at{i % n[0], i / n[0] % n[1], i / (n[0] * n[1])};
      const Index3 stride{1, n[0], n[0] * n[1]};
      for (std::size_t a = 0; a < 3; ++a)
        for (const std::int64_t step : {-1, 1}) {
          if (at[a] + step < 0 || at[a] + step >= n[a]) continue;
          const auto next = static_cast<std::size_t>(i + step * stride[a]);
          if (left[next] == 0) continue;
          left[next] = 0;
          open.push_back(next);
        }
    }
  }
  return parts;
}

/// Linear between order statistics, as numpy.percentile.
double percentile(const std::vector<double>& sorted, double fraction) {
  const double rank = fraction * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(rank);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (rank - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

std::vector<double> measured(const runner::Variant& variant, const runner::Variant& base) {
  std::vector<double> inside;
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < variant.mask.voxels.size(); ++i)
    if (variant.mask.voxels[i] != 0) inside.push_back(static_cast<double>(variant.image.voxels[i]));
  for (const double v : inside) sum += v;
  const auto n = static_cast<double>(inside.size());
  for (const double v : inside) squares += (v - sum / n) * (v - sum / n);
  std::sort(inside.begin(), inside.end());
  const bool same_grid = variant.mask.lattice == base.mask.lattice;
  const double dice = same_grid ? imaging::compare_masks(base.mask, variant.mask).dice : std::nan("");
  return {n,
          faces(variant.mask),
          components(variant.mask),
          dice,
          sum / n,
          std::sqrt(squares / n),
          inside.front(),
          percentile(inside, 0.1),
          percentile(inside, 0.5),
          percentile(inside, 0.9),
          inside.back()};
}

/// Without the number of the repetition.
std::string without_repeat(const std::string& condition) {
  return condition.substr(0, condition.find('#'));
}

std::vector<Measured> ours() {
  const study::Study study =
      study_of("{patient: PAT1, image: " + data_file("ibsi/ibsi1/ct_phantom/image.nii.gz") +
                   ", mask: " + data_file("ibsi/ibsi1/ct_phantom/mask.nii.gz") + ", modality: CT}",
               "{preset: ct-1mm}", kConditions);
  const std::vector<runner::Variant> variants = variants_of(study);
  std::map<std::string, int> repetitions;
  std::vector<Measured> all;
  for (const runner::Variant& variant : variants) {
    if (variant.image.voxels.empty())
      throw Error(ErrorKind::data, variant.condition + ": " + variant.record.reason);
    const std::string name = without_repeat(variant.condition);
    all.push_back({"radgauge", name, repetitions[name]++, measured(variant, variants.front())});
    if (const store::StoredMagnitude* volume = magnitude(variant, "mask.supervoxel", "volume_mm3"))
      all.back().supervoxel_mm3 = volume->achieved;
    if (const store::StoredMagnitude* uncertain =
            magnitude(variant, "mask.supervoxel", "uncertain_supervoxels"))
      all.back().uncertain = uncertain->achieved;
  }
  return all;
}

/// A digital ball of 15 mm in voxels of 1 mm, whose volume after growing is known.
std::vector<Measured> grown_balls() {
  Lattice lattice;
  lattice.size = {48, 48, 48};
  runner::Variant ball;
  ball.mask = Mask(lattice);
  ball.image = Volume(lattice);
  const auto square = [](std::int64_t i) {
    return (static_cast<double>(i) - 23.5) * (static_cast<double>(i) - 23.5);
  };
  for (std::int64_t z = 0; z < 48; ++z)
    for (std::int64_t y = 0; y < 48; ++y)
      for (std::int64_t x = 0; x < 48; ++x) ball.mask(x, y, z) = square(x) + square(y) + square(z) <= 225;
  std::vector<Measured> all{{"radgauge.ball", "base", 0, measured(ball, ball)}};
  const Operation& grow = *perturbations::find_perturbation("mask.grow_mm");
  const Draws draws(0, "ball", grow.id, 0, 0);
  for (const double distance : {-3.0, -2.0, -1.5, -1.0, 1.0, 1.5, 2.0, 3.0}) {
    std::vector<Value> values;
    for (const Field& field : grow.fields)
      values.push_back(field.name == "distance_mm" ? Value(distance) : field.fallback);
    runner::Variant grown = ball;
    grown.mask = grow.mask({ball.image, ball.mask, draws}, values).mask;
    all.push_back(
        {"radgauge.ball", "mask.grow_mm:distance_mm=" + to_text(distance), 0, measured(grown, ball)});
  }
  return all;
}

std::vector<Measured> theirs(const std::string& file) {
  const io::CsvTable table = io::read_csv(file);
  std::vector<Measured> all;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const auto cell = [&](std::string_view name) -> const std::string& {
      const auto column = table.column(name);
      if (!column) throw Error(ErrorKind::data, file + ": there is no column '" + std::string(name) + "'");
      return table.rows[r][*column];
    };
    const auto number = [&](std::string_view name) {
      const auto value = parse_double(cell(name));
      if (!value)
        throw Error(ErrorKind::data, file + ":" + to_text(std::int64_t{table.lines[r]}) + ": column '" +
                                         std::string(name) + "' holds '" + cell(name) +
                                         "', which is not a number");
      return *value;
    };
    Measured row{"mirp." + cell("case"), cell("condition"), static_cast<int>(number("repetition")), {}};
    for (const char* name : kQuantities) row.values.push_back(number(name));
    all.push_back(std::move(row));
  }
  return all;
}

std::string csv_of(const std::vector<Measured>& rows) {
  std::vector<std::string> header{"program", "condition", "repetition"};
  header.insert(header.end(), std::begin(kQuantities), std::end(kQuantities));
  std::string text = io::csv_line(header);
  for (const Measured& row : rows) {
    std::vector<std::string> fields{row.program, row.condition, to_text(std::int64_t{row.repetition})};
    for (const double value : row.values) fields.push_back(std::isnan(value) ? "" : to_text(value));
    text += io::csv_line(fields);
  }
  return text;
}

}  // namespace

void compare_with_mirp(const std::string& peer_csv, const std::string& folder) {
  std::vector<Measured> rows = theirs(peer_csv);
  const std::vector<Measured> own = ours();
  const std::vector<Measured> balls = grown_balls();
  rows.insert(rows.begin(), balls.begin(), balls.end());
  rows.insert(rows.begin(), own.begin(), own.end());
  io::write_file(folder + "/perturbations.csv", csv_of(rows));
  io::write_file(folder + "/perturbations.md", comparison_page(rows));
}

}  // namespace radgauge::records
