#include "io/dicom/series.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/text.h"

namespace radgauge::io {

namespace {

double length(const Vec3& v) {
  return std::sqrt(dot(v, v));
}

double largest_difference(const Vec3& a, const Vec3& b) {
  return std::max({std::abs(a[0] - b[0]), std::abs(a[1] - b[1]), std::abs(a[2] - b[2])});
}

/// Cosines differ by rounding of their texts, positions by a hundredth of a millimetre.
constexpr double kSameCosine = 1e-4, kSameSpacing_mm = 1e-4, kSamePlace_mm = 0.01, kTilt_deg = 0.01;

class SeriesCheck {
 public:
  explicit SeriesCheck(DicomSeries& series) : series_(series) {}

  bool run() { return is_flat() && belongs_together() && has_geometry() && sorts() && is_even(); }

 private:
  bool fault(DicomFault kind, const std::string& file, const std::string& found, const std::string& advice) {
    series_.faults.emplace_back(kind, file, found, advice);
    return false;
  }

  /// One frame a slice: frames of one file are slices only where each has a header of its own.
  bool is_flat() {
    const DicomSlice& first = series_.first();
    if (first.frames == 1 || first.frame >= 0) return true;
    return fault(DicomFault::unsupported_object, first.file,
                 "it has " + to_text(first.frames) + " frames in one file (multi-frame " +
                     shortened(first.modality) + ") without a header for each",
                 "export the enhanced object, or the classic series with one file for each slice");
  }

  bool belongs_together() {
    const DicomSlice& first = series_.first();
    for (const DicomSlice& slice : series_.slices) {
      const auto mixed = [&](const std::string& what) {
        return fault(DicomFault::mixed_series, slice.file,
                     slice.name() + what + " than the other slices of its series",
                     "put what does not belong to the series elsewhere, or export the series again");
      };
      if (slice.frames != 1 && slice.frame < 0) return mixed(" has another number of frames");
      if (slice.columns != first.columns || slice.rows != first.rows)
        return mixed(" has another number of pixels");
      if (slice.modality != first.modality) return mixed(" is of another modality");
      if (slice.frame_uid != first.frame_uid) return mixed(" is in another frame of reference");
      if (slice.patient_id != first.patient_id) return mixed(" is of another patient");
      if (slice.along_row && first.along_row && slice.along_column && first.along_column &&
          (largest_difference(*slice.along_row, *first.along_row) > kSameCosine ||
           largest_difference(*slice.along_column, *first.along_column) > kSameCosine))
        return mixed(" has another orientation");
      if (slice.row_spacing_mm && first.row_spacing_mm && slice.column_spacing_mm &&
          first.column_spacing_mm &&
          (std::abs(*slice.row_spacing_mm - *first.row_spacing_mm) > kSameSpacing_mm ||
           std::abs(*slice.column_spacing_mm - *first.column_spacing_mm) > kSameSpacing_mm))
        return mixed(" has another pixel spacing");
      if (slice.rescale_type != first.rescale_type) return mixed(" has another unit (Rescale Type)");
    }
    return true;
  }

  bool has_geometry() {
    for (const DicomSlice& slice : series_.slices) {
      const auto none = [&](const std::string& what) {
        return fault(
            DicomFault::missing_geometry, slice.file,
            (slice.frame < 0 ? "its header has no " : "the header of " + slice.name() + " has no ") + what,
            "export the original series; a screenshot or a localiser cannot be measured");
      };
      if (!slice.position_mm) return none("Image Position");
      if (!slice.along_row || !slice.along_column) return none("Image Orientation");
      if (!slice.row_spacing_mm || !slice.column_spacing_mm) return none("Pixel Spacing");
      const Vec3& u = *slice.along_row;
      const Vec3& v = *slice.along_column;
      if (std::abs(length(u) - 1) > 1e-3 || std::abs(length(v) - 1) > 1e-3 || std::abs(dot(u, v)) > 1e-3)
        return none("Image Orientation that is two perpendicular unit vectors");
    }
    return true;
  }

  /// By position along the normal. Volumes that share their positions are several series in one.
  bool sorts() {
    normal_ = cross(*series_.first().along_row, *series_.first().along_column);
    std::stable_sort(series_.slices.begin(), series_.slices.end(),
                     [&](const DicomSlice& a, const DicomSlice& b) {
                       return dot(*a.position_mm, normal_) < dot(*b.position_mm, normal_);
                     });
    std::size_t doubled = 0, with_other_aspects = 0, at = 0;
    std::vector<std::vector<const std::vector<SliceAspect>*>> places;
    for (std::size_t i = 0; i < series_.slices.size(); ++i) {
      const bool is_doubled = i > 0 && std::abs(step(i)) <= kSamePlace_mm;
      if (!is_doubled) places.emplace_back();
      places.back().push_back(&series_.slices[i].aspects);
      if (!is_doubled) continue;
      ++doubled;
      with_other_aspects += series_.slices[i].aspects != series_.slices[i - 1].aspects ? 1 : 0;
      at = i;
    }
    if (doubled == 0) return true;
    if (2 * with_other_aspects > doubled)
      return fault(DicomFault::mixed_series, series_.file,
                   "the series holds several volumes at the same positions, which differ in " +
                       differing_aspects(places),
                   "export each volume as a series of its own");
    return fault(DicomFault::duplicate_slice, series_.slices[at].file,
                 series_.slices[at].name() + " lies where another slice of its series lies (" +
                     to_text(static_cast<std::int64_t>(doubled)) + " slices of " +
                     to_text(static_cast<std::int64_t>(series_.slices.size())) + " do)",
                 "remove the copies, or export the series again");
  }

  bool is_even() {
    const std::size_t n = series_.slices.size();
    for (const DicomSlice& slice : series_.slices)
      if (slice.tilt_deg && std::abs(*slice.tilt_deg) > kTilt_deg)
        return tilted(slice, std::abs(*slice.tilt_deg));
    std::vector<double> steps;
    for (std::size_t i = 1; i < n; ++i) steps.push_back(step(i));
    double spacing = series_.first().spacing_between_mm.value_or(series_.first().thickness_mm.value_or(1));
    if (n > 1) {
      std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2),
                       steps.end());
      spacing = steps[steps.size() / 2];
    }
    for (std::size_t i = 1; i < n; ++i) {
      const Vec3 moved = *series_.slices[i].position_mm - *series_.slices[i - 1].position_mm;
      const double sideways = std::sqrt(std::max(0.0, dot(moved, moved) - step(i) * step(i)));
      if (sideways > std::max(kSamePlace_mm, 2e-3 * step(i)))
        return tilted(series_.slices[i], std::atan2(sideways, step(i)) * 57.29577951308232);
    }
    if (!is_complete(spacing)) return false;
    const double whole =
        n > 1 ? dot(*series_.slices.back().position_mm - *series_.slices.front().position_mm, normal_)
              : spacing;
    set_lattice(n > 1 ? whole / static_cast<double>(n - 1) : spacing);
    return true;
  }

  bool tilted(const DicomSlice& slice, double angle_deg) {
    return fault(DicomFault::gantry_tilt, slice.file,
                 "the slices are sheared against each other: the gantry was tilted by " +
                     to_rounded_text(angle_deg, 3) + " degrees",
                 "have the series resampled onto a rectangular grid, and the masks drawn on that");
  }

  bool is_complete(double spacing) {
    std::int64_t lost = 0;
    std::size_t first_gap = 0, first_uneven = 0;
    for (std::size_t i = 1; i < series_.slices.size(); ++i) {
      if (std::abs(step(i) - spacing) <= std::max(kSamePlace_mm, 0.01 * spacing)) continue;
      const double steps = step(i) / spacing;
      const bool is_gap = steps > 1.5 && std::abs(steps - std::round(steps)) < 0.1;
      if (is_gap) lost += std::llround(steps) - 1;
      std::size_t& first = is_gap ? first_gap : first_uneven;
      if (first == 0) first = i;
    }
    if (lost > 0)
      return fault(DicomFault::missing_slice, series_.slices[first_gap].file,
                   to_text(lost) + (lost == 1 ? " slice is" : " slices are") + " missing: before " +
                       (series_.slices[first_gap].frame < 0 ? "this one" : series_.slices[first_gap].name()) +
                       " there is a gap of " + to_rounded_text(step(first_gap)) + " mm, and the others are " +
                       to_rounded_text(spacing) + " mm apart",
                   "export the whole series again");
    if (first_uneven > 0)
      return fault(DicomFault::uneven_slices, series_.slices[first_uneven].file,
                   series_.slices[first_uneven].name() + " is " + to_rounded_text(step(first_uneven)) +
                       " mm from the slice before, and the others are " + to_rounded_text(spacing) +
                       " mm apart",
                   "export the original series, or have it resampled onto even slices");
    return true;
  }

  void set_lattice(double spacing) {
    const DicomSlice& first = series_.slices.front();
    Lattice& lattice = series_.lattice;
    lattice.size = {first.columns, first.rows, static_cast<std::int64_t>(series_.slices.size())};
    lattice.spacing_mm = {*first.column_spacing_mm, *first.row_spacing_mm, spacing};
    lattice.origin_mm = *first.position_mm;
    for (std::size_t r = 0; r < 3; ++r) {
      lattice.direction[3 * r] = (*first.along_row)[r];
      lattice.direction[3 * r + 1] = (*first.along_column)[r];
      lattice.direction[3 * r + 2] = normal_[r];
    }
  }

  double step(std::size_t i) const {
    return dot(*series_.slices[i].position_mm - *series_.slices[i - 1].position_mm, normal_);
  }

  DicomSeries& series_;
  Vec3 normal_{0, 0, 1};
};

}  // namespace

DicomSeries make_series(std::vector<DicomSlice> slices, DicomDataset header) {
  DicomSeries series;
  series.file = slices.front().file;
  series.slices = std::move(slices);
  series.header = std::move(header);
  SeriesCheck(series).run();
  std::set<DicomFault> told;
  for (const DicomSlice& slice : series.slices)
    if (auto fault = pixel_fault(slice); fault && told.insert(fault->fault).second)
      series.faults.push_back(std::move(*fault));
  return series;
}

std::string other_unit(const DicomSeries& series) {
  const DicomSlice& first = series.first();
  if (first.modality != "CT") return "";
  for (const std::string_view hounsfield : {"", "HU", "HU_MOD", "US"})
    if (first.rescale_type == hounsfield) return "";
  return first.rescale_type;
}

std::optional<DicomError> suv_fault(const DicomSeries& series) {
  if (series.first().modality != "PT") return std::nullopt;
  const SuvHeader header = suv_header(series.header, series.slices);
  for (const DicomSlice& slice : series.slices) {
    const auto factor = suv_factor(header, slice.pet);
    if (const NoSuv* reason = std::get_if<NoSuv>(&factor))
      return DicomError{reason->kind, slice.file, reason->found, reason->advice};
  }
  return std::nullopt;
}

Volume read_series(const DicomSeries& series, bool as_suv) {
  if (!series.faults.empty()) throw series.faults.front();
  std::vector<double> factors(series.slices.size(), 1.0);
  if (as_suv && series.first().modality == "PT") {
    if (auto fault = suv_fault(series)) throw std::move(*fault);
    const SuvHeader header = suv_header(series.header, series.slices);
    for (std::size_t i = 0; i < factors.size(); ++i)
      factors[i] = std::get<double>(suv_factor(header, series.slices[i].pet));
  }
  std::vector<const DicomSlice*> slices;
  for (const DicomSlice& slice : series.slices) slices.push_back(&slice);
  Volume image(series.lattice);
  const auto in_slice = series.lattice.size[0] * series.lattice.size[1];
  read_rescaled(slices, [&](std::size_t s, const std::vector<double>& values) {
    auto voxel = image.voxels.begin() + static_cast<std::ptrdiff_t>(s) * in_slice;
    for (const double value : values)
      *voxel++ = static_cast<float>(factors[s] == 1 ? value : factors[s] * value);
  });
  return image;
}

}  // namespace radgauge::io
