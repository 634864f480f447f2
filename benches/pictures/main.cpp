// Draws every phantom of the registry that can stand in a scanner, without one, and one lesion on every
// scanner that comes with radgauge: in each tile the slice, and beside it the slice with the contours of the
// regions.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <iostream>

#include "core/error.h"
#include "core/text.h"
#include "io/files.h"
#include "io/png.h"
#include "io/yaml.h"
#include "phantoms/registry.h"
#include "phantoms/scanners/fleet.h"
#include "phantoms/scanners/scanner.h"
#include "report/bitmap_text.h"

namespace radgauge {

namespace {

using phantoms::Object;

constexpr std::int64_t kTilePixels = 150;
constexpr std::int64_t kGap = 4;
constexpr std::int64_t kTitle = 12;
constexpr std::int64_t kColumns = 4;
constexpr std::uint64_t kPictureSeed = 1;

/// A phantom with values other than the defaults, and the number of an object.
struct Sitting {
  std::string phantom;
  std::vector<std::pair<std::string, std::string>> given;
  std::uint64_t index = 0;
};

/// What is shown beside the defaults: choices of which the first alone would not show what a phantom is.
std::vector<Sitting> further_sittings(const phantoms::Phantom& phantom) {
  std::vector<Sitting> more;
  for (const Field& field : phantom.fields) {
    if (field.kind != FieldKind::choice || field.name == "axis") continue;
    for (const std::string& word : field.choices)
      if (word != to_text(field.fallback)) more.push_back({phantom.id, {{field.name, word}}});
  }
  if (phantom.id == "patient") more.push_back({phantom.id, {{"organ", "lung"}, {"lesions", "3"}}, 1});
  if (phantom.id == "lesion") more.push_back({phantom.id, {}, 1});
  return more;
}

std::vector<Value> values_of(const std::vector<Field>& fields,
                             const std::vector<std::pair<std::string, std::string>>& given) {
  std::vector<Value> values;
  for (const Field& field : fields) {
    values.push_back(field.fallback);
    for (const auto& [name, text] : given) {
      std::string problem;
      if (name == field.name && !parse(field, text, values.back(), problem))
        throw Error(ErrorKind::internal, problem);
    }
  }
  return values;
}

/// One slice, through the first insert where there is one.
Object one_slice(Object object) {
  const double z = object.inserts.empty() ? object.view_centre_mm[2] : object.inserts.front().centre_mm[2];
  object.view_centre_mm[2] = z;
  object.slices = 1;
  return object;
}

Volume scan_without_noise(const phantoms::ScannerKind& kind, const std::vector<Value>& values,
                          const Object& object) {
  return kind.make(values, {})->expose(object)->noiseless();
}

Volume scan_without_scanner(const Object& object) {
  const double view = object.field_of_view_mm > 0 ? object.field_of_view_mm : 256;
  const phantoms::ScannerKind& ideal = *phantoms::find_scanner_kind("ideal");
  const double pixel = view / static_cast<double>(kTilePixels);
  // Spheres of a PET phantom differ from their body in nothing else.
  const bool hot = !object.inserts.empty() && std::all_of(object.inserts.begin(), object.inserts.end(),
                                                          [](const auto& insert) { return insert.hu == 0; });
  // The field of view may lie off the axis.
  const double offset = std::max(std::abs(object.view_centre_mm[0]), std::abs(object.view_centre_mm[1]));
  return scan_without_noise(
      ideal,
      values_of(ideal.fields,
                {{"pixel_mm", to_text(pixel)},
                 {"matrix", to_text(static_cast<std::int64_t>(std::ceil((view + 2 * offset) / pixel)))},
                 {"quantity", hot ? "activity" : "hu"},
                 {"oversampling", "2"}}),
      object);
}

/// Looks at a slice through the field of view of its object.
class Tile {
 public:
  Tile(const Volume& slice, const Object& object) : slice_(slice), object_(object) {
    const Vec3 extent = extent_mm(slice.lattice);
    view_ = object.field_of_view_mm > 0 ? object.field_of_view_mm : std::max(extent[0], extent[1]);
    std::vector<float> shown;
    for (std::int64_t y = 0; y < kTilePixels; ++y)
      for (std::int64_t x = 0; x < kTilePixels; ++x)
        if (inside(x, y)) shown.push_back(value(x, y));
    if (shown.empty()) shown = slice.voxels;
    std::sort(shown.begin(), shown.end());
    const auto at = [&](double share) {
      return static_cast<double>(
          shown[static_cast<std::size_t>(share * static_cast<double>(shown.size() - 1))]);
    };
    // A region of one intensity is shown with what is 200 HU darker and lighter, or with all there is.
    const auto [lowest, highest] = std::minmax_element(slice.voxels.begin(), slice.voxels.end());
    const double range = at(0.9) - at(0.1);
    const double room = range > 1e-3 ? range : std::min(200.0, static_cast<double>(*highest - *lowest));
    low_ = at(0.1) - room;
    high_ = at(0.9) + room;
  }

  void draw(io::RgbPicture& picture, std::int64_t left, std::int64_t top) const {
    for (std::int64_t y = 0; y < kTilePixels; ++y)
      for (std::int64_t x = 0; x < kTilePixels; ++x) {
        const double share = std::clamp((static_cast<double>(value(x, y)) - low_) / (high_ - low_), 0.0, 1.0);
        const auto grey = static_cast<std::uint8_t>(std::lround(255 * share));
        std::fill_n(picture.at(left + x, top + y), 3, grey);
        std::uint8_t* beside = picture.at(left + kTilePixels + kGap + x, top + y);
        std::fill_n(beside, 3, grey);
        if (!inside(x, y) || (inside(x - 1, y) && inside(x + 1, y) && inside(x, y - 1) && inside(x, y + 1)))
          continue;
        beside[0] = beside[2] = 40;
        beside[1] = 230;
      }
  }

 private:
  Vec3 point(std::int64_t x, std::int64_t y) const {
    const auto along = [&](std::int64_t i) {
      return ((static_cast<double>(i) + 0.5) / static_cast<double>(kTilePixels) - 0.5) * view_;
    };
    return object_.view_centre_mm + Vec3{along(x), along(y), 0};
  }
  /// Of the nearest voxel.
  float value(std::int64_t x, std::int64_t y) const {
    const Vec3 index = slice_.lattice.to_index(point(x, y));
    Index3 nearest;
    for (std::size_t a = 0; a < 3; ++a)
      nearest[a] = std::clamp<std::int64_t>(std::llround(index[a]), 0, slice_.lattice.size[a] - 1);
    return slice_(nearest[0], nearest[1], nearest[2]);
  }
  bool inside(std::int64_t x, std::int64_t y) const {
    const Vec3 at = point(x, y);
    return std::any_of(object_.regions.begin(), object_.regions.end(),
                       [&](const phantoms::Region& region) { return region.inside(at); });
  }

  const Volume& slice_;
  const Object& object_;
  double view_ = 0;
  double low_ = 0, high_ = 1;
};

struct Titled {
  std::string title;
  Volume slice;
  Object object;
};

Titled sit(const Sitting& sitting) {
  const phantoms::Phantom& phantom = *phantoms::find_phantom(sitting.phantom);
  Titled tile{
      sitting.phantom,
      {},
      one_slice(phantom.object(values_of(phantom.fields, sitting.given), kPictureSeed, sitting.index))};
  for (const auto& [name, text] : sitting.given)
    tile.title += " " + text + (name == "lesions" ? " lesions" : "");
  if (sitting.given.empty() && sitting.index > 0)
    tile.title += " " + to_text(static_cast<std::int64_t>(sitting.index + 1));
  tile.slice = scan_without_scanner(tile.object);
  return tile;
}

std::vector<Titled> phantoms_without_scanner() {
  std::vector<Titled> tiles;
  for (const phantoms::Phantom& phantom : phantoms::phantoms()) {
    if (phantom.object == nullptr) continue;
    const std::vector<Sitting> further = further_sittings(phantom);
    const bool cycles = std::any_of(phantom.fields.begin(), phantom.fields.end(),
                                    [](const Field& field) { return to_text(field.fallback) == "cycle"; });
    if (!cycles) tiles.push_back(sit({phantom.id, {}}));
    for (const Sitting& more : further) tiles.push_back(sit(more));
  }
  return tiles;
}

/// The second lesion of the seed, which is large, with the noise of each scanner.
std::vector<Titled> lesion_on_scanners() {
  const phantoms::Phantom& lesion = *phantoms::find_phantom("lesion");
  std::vector<Titled> tiles;
  for (const phantoms::FleetFile& file : phantoms::fleet()) {
    const io::Yaml yaml = io::parse_yaml(file.text, file.name);
    const phantoms::ScannerKind* kind = phantoms::find_scanner_kind(yaml.find("modality")->text);
    if (kind == nullptr || kind->id == "ideal") continue;
    std::vector<std::pair<std::string, std::string>> given;
    for (const io::Yaml::Entry& entry : yaml.entries) given.emplace_back(entry.key, entry.value.text);
    Titled tile{"lesion 2 on " + yaml.find("scanner")->text,
                {},
                one_slice(lesion.object(values_of(lesion.fields, {}), kPictureSeed, 1))};
    const auto exposure = kind->make(values_of(kind->fields, given), {})->expose(tile.object);
    tile.slice = exposure->scan(Draws(kPictureSeed, tile.title, "picture", 0, 0));
    tiles.push_back(std::move(tile));
  }
  return tiles;
}

io::RgbPicture sheet_of(const std::vector<Titled>& tiles) {
  const auto count = static_cast<std::int64_t>(tiles.size());
  constexpr std::int64_t kWidth = 2 * kTilePixels + 3 * kGap, kHeight = kTilePixels + kTitle + kGap;
  io::RgbPicture sheet(kColumns * kWidth, (count + kColumns - 1) / kColumns * kHeight);
  for (std::int64_t i = 0; i < count; ++i) {
    const Titled& tile = tiles[static_cast<std::size_t>(i)];
    const std::int64_t left = i % kColumns * kWidth + kGap, top = i / kColumns * kHeight;
    report::draw_text(sheet, left, top + 2, tile.title, {230, 230, 230});
    Tile(tile.slice, tile.object).draw(sheet, left, top + kTitle);
  }
  return sheet;
}

}  // namespace

}  // namespace radgauge

int main(int argc, char** argv) {
  CLI::App app{"A picture of every phantom"};
  std::string picture = "results/examples/phantoms.png";
  app.add_option("-o,--output", picture, "the PNG file");
  CLI11_PARSE(app, argc, argv);
  try {
    std::vector<radgauge::Titled> tiles = radgauge::phantoms_without_scanner();
    for (radgauge::Titled& tile : radgauge::lesion_on_scanners()) tiles.push_back(std::move(tile));
    radgauge::io::write_file(picture, radgauge::io::png(radgauge::sheet_of(tiles)));
  } catch (const radgauge::Error& error) {
    std::cerr << "phantom_pictures: " << error.what() << "\n";
    return exit_code(error.kind());
  } catch (const std::exception& error) {
    std::cerr << "phantom_pictures: " << error.what() << "\n";
    return exit_code(radgauge::ErrorKind::internal);
  }
  return 0;
}
