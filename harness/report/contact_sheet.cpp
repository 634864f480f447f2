#include "report/contact_sheet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "report/bitmap_text.h"

namespace radgauge::report {

namespace {

constexpr std::int64_t kGap = 4;
constexpr double kSurroundings = 1.4;
using Colour = std::array<std::uint8_t, 3>;
constexpr Colour kBeyond{0, 0, 48}, kFailed{64, 0, 0}, kBefore{0, 220, 0}, kAfter{255, 48, 48},
    kBoth{255, 230, 0};

/// One plane of a picture, sampled at the nearest voxels in it; between two planes of voxels at both, so that
/// images on other lattices are compared at one place.
struct Panel {
  std::int64_t pixels;           ///< along either edge
  std::vector<float> intensity;  ///< NaN beyond the image
  std::vector<std::uint8_t> inside;
};

/// The view that all panels share.
struct View {
  Vec3 centre_mm;
  double mm_per_pixel;
  std::int64_t pixels;
};

View view_of(const Pictured& picture, std::int64_t pixels) {
  const Box box = bounding_box(picture.mask);
  double widest_mm = 0;
  for (std::size_t a = 0; a < 2; ++a)
    widest_mm = std::max(widest_mm, static_cast<double>(box.size()[a]) * picture.mask.lattice.spacing_mm[a]);
  // Through the centres of a plane of voxels, so that the picture shows them as they are.
  Vec3 centre = picture.image.lattice.to_index(centroid_mm(picture.mask));
  centre[2] = std::round(centre[2]);
  return {picture.image.lattice.to_physical(centre), kSurroundings * widest_mm / static_cast<double>(pixels),
          pixels};
}

/// The two planes of voxels around a place along z, and the share of the upper; one plane where it is on it.
struct Planes {
  std::int64_t lower;
  std::int64_t upper;
  float share;
};
Planes planes_around(double z, std::int64_t size) {
  constexpr double kOn = 1e-3;
  const double below = std::floor(z + kOn);
  const auto lower = static_cast<std::int64_t>(below);
  const double share = z - below > kOn ? z - below : 0;
  const std::int64_t upper = share > 0 && lower + 1 < size ? lower + 1 : lower;
  return {lower, upper, static_cast<float>(share)};
}

Panel panel_of(const Pictured& picture, const View& view) {
  Panel panel{view.pixels, {}, {}};
  const Lattice& lattice = picture.image.lattice;
  const Vec3 centre = lattice.to_index(view.centre_mm);
  const Planes planes = planes_around(centre[2], lattice.size[2]);
  const double half = 0.5 * static_cast<double>(view.pixels - 1);
  for (std::int64_t v = 0; v < view.pixels; ++v)
    for (std::int64_t u = 0; u < view.pixels; ++u) {
      const Vec3 offset{(static_cast<double>(u) - half) * view.mm_per_pixel,
                        (static_cast<double>(v) - half) * view.mm_per_pixel, 0};
      Index3 at;
      bool is_there = true;
      for (std::size_t a = 0; a < 3; ++a) {
        at[a] = static_cast<std::int64_t>(std::floor(centre[a] + offset[a] / lattice.spacing_mm[a] + 0.5));
        is_there = is_there && at[a] >= 0 && at[a] < lattice.size[a];
      }
      const auto value = [&] {
        const float lower = picture.image(at[0], at[1], planes.lower);
        return lower + planes.share * (picture.image(at[0], at[1], planes.upper) - lower);
      };
      is_there = is_there && planes.lower >= 0;
      panel.intensity.push_back(is_there ? value() : std::numeric_limits<float>::quiet_NaN());
      panel.inside.push_back(is_there && picture.mask(at[0], at[1], at[2]) != 0 ? 1 : 0);
    }
  return panel;
}

struct Window {
  double low;
  double range;
  Colour grey(double value) const {
    if (!std::isfinite(value)) return kBeyond;
    const auto level =
        static_cast<std::uint8_t>(std::lround(255 * std::clamp((value - low) / range, 0.0, 1.0)));
    return {level, level, level};
  }
};

/// From the 1st to the 99th percentile of what can be seen.
Window window_of(const Panel& panel) {
  std::vector<float> seen;
  for (const float v : panel.intensity)
    if (std::isfinite(v)) seen.push_back(v);
  if (seen.empty()) return {0, 1};
  std::sort(seen.begin(), seen.end());
  const auto low = static_cast<double>(seen[seen.size() / 100]);
  const auto high = static_cast<double>(seen[seen.size() - 1 - seen.size() / 100]);
  return {low, high > low ? high - low : 1};
}

/// Does pixel i lie inside, with a neighbour that does not?
bool is_contour(const Panel& panel, std::int64_t u, std::int64_t v) {
  const auto inside = [&](std::int64_t x, std::int64_t y) {
    return x >= 0 && y >= 0 && x < panel.pixels && y < panel.pixels &&
           panel.inside[static_cast<std::size_t>(x + panel.pixels * y)] != 0;
  };
  return inside(u, v) && !(inside(u - 1, v) && inside(u + 1, v) && inside(u, v - 1) && inside(u, v + 1));
}

/// Where a panel goes: its upper left pixel.
struct Corner {
  std::int64_t x;
  std::int64_t y;
};

template <class ColourAt>
void paint(io::RgbPicture& sheet, const Corner& corner, std::int64_t pixels, ColourAt colour_at) {
  for (std::int64_t v = 0; v < pixels; ++v)
    for (std::int64_t u = 0; u < pixels; ++u) {
      const Colour colour = colour_at(u, v, static_cast<std::size_t>(u + pixels * v));
      std::copy(colour.begin(), colour.end(), sheet.at(corner.x + u, corner.y + v));
    }
}

/// Four panels from `first` to the right; `after` is nullptr where it failed.
void paint_row(io::RgbPicture& sheet, const Corner& first, const Panel& before, const Panel* after,
               const Window& window) {
  const Window difference{-0.5 * window.range, window.range};
  const auto at = [&](std::int64_t column) {
    return Corner{first.x + column * (before.pixels + kGap), first.y};
  };
  if (after == nullptr) {
    for (std::int64_t column = 0; column < 4; ++column)
      paint(sheet, at(column), before.pixels, [](auto, auto, auto) { return kFailed; });
    return;
  }
  paint(sheet, at(0), before.pixels,
        [&](auto, auto, std::size_t i) { return window.grey(static_cast<double>(before.intensity[i])); });
  paint(sheet, at(1), before.pixels,
        [&](auto, auto, std::size_t i) { return window.grey(static_cast<double>(after->intensity[i])); });
  paint(sheet, at(2), before.pixels, [&](auto, auto, std::size_t i) {
    return difference.grey(static_cast<double>(after->intensity[i]) -
                           static_cast<double>(before.intensity[i]));
  });
  paint(sheet, at(3), before.pixels, [&](std::int64_t u, std::int64_t v, std::size_t i) {
    const bool was = is_contour(before, u, v), is = is_contour(*after, u, v);
    if (was || is) return was && is ? kBoth : was ? kBefore : kAfter;
    return window.grey(static_cast<double>(after->intensity[i]));
  });
}

void paint_pair(io::RgbPicture& sheet, const Corner& first, const Pictured& before, const Pictured& after,
                std::int64_t pixels) {
  const View view = view_of(before, pixels);
  const Panel panel = panel_of(before, view);
  const Window window = window_of(panel);
  if (after.image.voxels.empty()) {
    paint_row(sheet, first, panel, nullptr, window);
  } else {
    const Panel changed = panel_of(after, view);
    paint_row(sheet, first, panel, &changed, window);
  }
}

constexpr Colour kTitle{255, 255, 255}, kText{170, 190, 210};

}  // namespace

io::RgbPicture contact_sheet(const Pictured& before, const std::vector<Pictured>& after) {
  const auto rows = static_cast<std::int64_t>(after.size());
  io::RgbPicture sheet(4 * (kPanelPixels + kGap) + kGap, rows * (kPanelPixels + kGap) + kGap);
  for (std::int64_t row = 0; row < rows; ++row)
    paint_pair(sheet, {kGap, kGap + row * (kPanelPixels + kGap)}, before,
               after[static_cast<std::size_t>(row)], kPanelPixels);
  return sheet;
}

io::RgbPicture labelled_sheet(const std::vector<SheetRow>& rows, std::int64_t columns, std::int64_t pixels) {
  constexpr std::int64_t kTitleScale = 2;
  const std::int64_t label = kGlyphHeight * (kTitleScale + 1) + kGap;
  const std::int64_t width = 4 * (pixels + kGap) + 3 * kGap, height = label + pixels + 3 * kGap;
  const auto n = static_cast<std::int64_t>(rows.size());
  const std::int64_t per_column = (n + columns - 1) / columns;
  constexpr std::int64_t kHeader = 2 * kGlyphHeight;
  io::RgbPicture sheet(columns * width + kGap, kHeader + per_column * height + kGap);
  for (std::int64_t column = 0; column < columns; ++column) {
    std::int64_t panel = 0;
    for (const char* word : {"before", "after", "difference", "contours"})
      draw_text(sheet, kGap + column * width + panel++ * (pixels + kGap), kGap, word, kText);
  }
  for (std::int64_t i = 0; i < n; ++i) {
    const SheetRow& row = rows[static_cast<std::size_t>(i)];
    const Corner at{kGap + i / per_column * width, kHeader + kGap + i % per_column * height};
    draw_text(sheet, at.x, at.y, row.title, kTitle, kTitleScale);
    draw_text(sheet, at.x, at.y + kGlyphHeight * kTitleScale, row.text, kText);
    paint_pair(sheet, {at.x, at.y + label}, row.before, row.after, pixels);
  }
  return sheet;
}

}  // namespace radgauge::report
