#include "acquire/drawn_mask.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/geometry.h"
#include "core/text.h"

namespace radgauge::acquire {

namespace {

using io::DicomError;
using io::DicomFault;

/// A contour in voxels of the image, in a plane of it.
struct PlaneContour {
  double slice = 0;
  imaging::PlanePolygon polygon;
};

constexpr double kInSlice = 0.1;  // of the distance of slices

PlaneContour on_image(const io::DicomContour& contour, const Lattice& image, const std::string& file) {
  PlaneContour on;
  double low = 1e300, high = -1e300;
  for (const Vec3& point : contour.points_mm) {
    const Vec3 index = image.to_index(point);
    on.polygon.push_back({index[0], index[1]});
    low = std::min(low, index[2]);
    high = std::max(high, index[2]);
  }
  if (high - low > 2 * kInSlice)
    throw DicomError(DicomFault::other_grid, file,
                     "a contour is not parallel to the slices of the image: it reaches over " +
                         to_rounded_text(high - low) + " slices",
                     "draw it on the slices of this image");
  on.slice = 0.5 * (low + high);
  return on;
}

bool is_outside(const PlaneContour& contour, const Lattice& image) {
  const auto beyond = [](double index, std::int64_t size, double room) {
    return index < -0.5 - room || index > static_cast<double>(size) - 0.5 + room;
  };
  if (beyond(contour.slice, image.size[2], 0.0)) return true;
  return std::any_of(contour.polygon.begin(), contour.polygon.end(), [&](const auto& p) {
    return beyond(p[0], image.size[0], 1.0) || beyond(p[1], image.size[1], 1.0);
  });
}

/// The contours of each slice, by the planes in which they were drawn.
std::map<std::int64_t, std::vector<imaging::PlanePolygon>> by_slice(const std::vector<PlaneContour>& contours,
                                                                    const Lattice& image) {
  std::map<std::int64_t, std::vector<imaging::PlanePolygon>> planes, slices;
  bool in_slices = true;
  for (const PlaneContour& contour : contours) {
    in_slices = in_slices && std::abs(contour.slice - std::round(contour.slice)) <= kInSlice;
    planes[std::llround(contour.slice / (0.01 * kInSlice))].push_back(contour.polygon);
  }
  if (in_slices) {
    for (const PlaneContour& contour : contours)
      if (const auto k = std::llround(contour.slice); k >= 0 && k < image.size[2])
        slices[k].push_back(contour.polygon);
    return slices;
  }
  std::vector<double> at, steps;
  for (const auto& plane : planes) at.push_back(static_cast<double>(plane.first) * 0.01 * kInSlice);
  for (std::size_t i = 1; i < at.size(); ++i) steps.push_back(at[i] - at[i - 1]);
  std::sort(steps.begin(), steps.end());
  const double reach = steps.empty() ? 0.5 : 0.5 * steps[steps.size() / 2] * (1 + 1e-6);
  for (std::int64_t k = 0; k < image.size[2]; ++k) {
    auto nearest = planes.end();
    double distance = reach;
    for (auto it = planes.begin(); it != planes.end(); ++it) {
      const double d = std::abs(static_cast<double>(it->first) * 0.01 * kInSlice - static_cast<double>(k));
      if (d <= distance) {
        distance = d;
        nearest = it;
      }
    }
    if (nearest != planes.end()) slices[k] = nearest->second;
  }
  return slices;
}

DicomError other_grid(const io::DicomSegmentation& segmentation, const std::string& how) {
  return {
      DicomFault::other_grid, segmentation.file, "the segmentation is on other pixels than the image: " + how,
      "export it on the image's own slices, or, if both are in one frame, allow it: resample_mask: true in "
      "a study, --resample-mask of extract"};
}

DicomError no_lattice(const io::DicomSegmentation& segmentation, const std::string& how) {
  return {DicomFault::other_grid, segmentation.file,
          "the segmentation is on other pixels than the image, and " + how,
          "export it on the image's own slices"};
}

DicomError no_voxel(const io::DicomSegmentation& segmentation) {
  return {DicomFault::empty_mask, segmentation.file, "the segment has no voxel inside",
          "draw it, or leave it out of the table"};
}

/// The lattice that all frames of a segmentation lie on. Throws DicomError(other_grid) where there is none.
Lattice lattice_of(const io::DicomSegmentation& segmentation) {
  const Vec3& x = segmentation.along_row;
  const Vec3& y = segmentation.along_column;
  const Vec3 z = cross(x, y);
  std::vector<double> planes;
  const Vec3* first = nullptr;
  for (const io::DicomSegmentFrame& frame : segmentation.frames) {
    if (!(std::abs(dot(frame.position_mm, z)) < 1e6)) throw no_lattice(segmentation, "a frame lies nowhere");
    planes.push_back(dot(frame.position_mm, z));
    if (first == nullptr || planes.back() < dot(*first, z)) first = &frame.position_mm;
  }
  std::sort(planes.begin(), planes.end());
  double step = 0;
  for (std::size_t i = 1; i < planes.size(); ++i)
    if (const double gap = planes[i] - planes[i - 1]; gap > 1e-3 && (step == 0 || gap < step)) step = gap;
  if (step == 0) throw no_lattice(segmentation, "one slice does not say how thick it is");
  Lattice lattice;
  lattice.spacing_mm = {segmentation.column_spacing_mm, segmentation.row_spacing_mm, step};
  lattice.origin_mm = *first;
  for (std::size_t a = 0; a < 3; ++a) {
    lattice.direction[3 * a] = x[a];
    lattice.direction[3 * a + 1] = y[a];
    lattice.direction[3 * a + 2] = z[a];
  }
  const double last = (planes.back() - planes.front()) / step;
  constexpr double kMostSlices = 4096;
  if (last > kMostSlices) throw no_lattice(segmentation, "its slices are not evenly spaced");
  lattice.size = {segmentation.columns, segmentation.rows, std::llround(last) + 1};
  return lattice;
}

}  // namespace

DrawnMask drawn_mask(const io::DicomRoi& roi, const Lattice& image, const imaging::ContourRule& rule,
                     const std::string& file) {
  DrawnMask drawn;
  drawn.mask = Mask(image);
  std::vector<PlaneContour> contours;
  for (const io::DicomContour& contour : roi.contours) {
    contours.push_back(on_image(contour, image, file));
    ++drawn.contours;
    drawn.contours_outside += is_outside(contours.back(), image) ? 1 : 0;
  }
  const std::int64_t in_slice = image.size[0] * image.size[1];
  for (const auto& [slice, polygons] : by_slice(contours, image)) {
    const auto inside = imaging::rasterise(polygons, image.size[0], image.size[1], rule);
    std::copy(inside.begin(), inside.end(), drawn.mask.voxels.begin() + slice * in_slice);
  }
  return drawn;
}

Mask segment_mask(const io::DicomSegmentation& segmentation, std::int64_t segment, const Lattice& image) {
  const double spacing = std::max(std::abs(segmentation.column_spacing_mm - image.spacing_mm[0]),
                                  std::abs(segmentation.row_spacing_mm - image.spacing_mm[1]));
  double turned = 0;
  for (std::size_t a = 0; a < 3; ++a)
    turned = std::max({turned, std::abs(segmentation.along_row[a] - image.direction[3 * a]),
                       std::abs(segmentation.along_column[a] - image.direction[3 * a + 1])});
  if (spacing > 1e-3) throw other_grid(segmentation, "its pixels are larger or smaller");
  if (turned > 1e-3) throw other_grid(segmentation, "its rows and columns have other directions");
  Mask mask(image);
  std::size_t start = 0;
  for (const io::DicomSegmentFrame& frame : segmentation.frames) {
    const std::size_t first = start;
    start += static_cast<std::size_t>(segmentation.columns * segmentation.rows);
    if (frame.segment != segment) continue;
    const Vec3 at = image.to_index(frame.position_mm);
    Index3 corner;
    for (std::size_t a = 0; a < 3; ++a) {
      if (!(std::abs(at[a]) < 1e6)) throw other_grid(segmentation, "a frame lies elsewhere");
      corner[a] = std::llround(at[a]);
      if (std::abs(at[a] - std::round(at[a])) > 0.02)
        throw other_grid(
            segmentation,
            "a frame lies " + to_rounded_text(std::abs(at[a] - std::round(at[a]))) + " voxels beside them");
    }
    for (std::int64_t y = 0; y < segmentation.rows; ++y)
      for (std::int64_t x = 0; x < segmentation.columns; ++x) {
        if (!segmentation.inside(first + static_cast<std::size_t>(x + y * segmentation.columns))) continue;
        const Index3 voxel{corner[0] + x, corner[1] + y, corner[2]};
        if (voxel[0] < 0 || voxel[1] < 0 || voxel[2] < 0 || voxel[0] >= image.size[0] ||
            voxel[1] >= image.size[1] || voxel[2] >= image.size[2])
          throw other_grid(segmentation, "it reaches beyond the image");
        mask(voxel[0], voxel[1], voxel[2]) = 1;
      }
  }
  if (count(mask) == 0) throw no_voxel(segmentation);
  return mask;
}

Mask segment_on_own_pixels(const io::DicomSegmentation& segmentation, std::int64_t segment) {
  const Lattice lattice = lattice_of(segmentation);
  Mask mask(lattice);
  std::size_t first = 0;
  for (const io::DicomSegmentFrame& frame : segmentation.frames) {
    const Vec3 at = lattice.to_index(frame.position_mm);
    if (std::max(std::abs(at[0]), std::abs(at[1])) > 0.02 || std::abs(at[2] - std::round(at[2])) > 0.02)
      throw no_lattice(segmentation, "its slices are not evenly spaced");
    const std::int64_t z = std::llround(at[2]);
    for (std::int64_t y = 0; y < segmentation.rows; ++y)
      for (std::int64_t x = 0; x < segmentation.columns; ++x, ++first)
        if (frame.segment == segment && segmentation.inside(first)) mask(x, y, z) = 1;
  }
  if (count(mask) == 0) throw no_voxel(segmentation);
  return mask;
}

}  // namespace radgauge::acquire
