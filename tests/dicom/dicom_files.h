#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/volume.h"

namespace radgauge::testing {

/// DICOM files for tests, written by GDCM, so that what reads them is not what wrote them. A test takes an
/// object, changes or removes attributes, and writes it.
struct DicomTree;

/// A value as its bytes, or items of a sequence.
struct DicomValue {
  // Written out, since clang 16 makes those of a type that holds itself before it knows its size.
  DicomValue();
  DicomValue(std::string value_representation, std::string value);
  DicomValue(std::string value_representation, std::string value, std::vector<DicomTree> sequence);

  std::string vr;
  std::string bytes;
  std::vector<DicomTree> items;
};

/// (group, element) -> value.
struct DicomTree : std::map<std::pair<std::uint16_t, std::uint16_t>, DicomValue> {
  void set(std::uint16_t group, std::uint16_t element, const std::string& vr, const std::string& text) {
    (*this)[{group, element}] = {vr, text};
  }
  void set_us(std::uint16_t group, std::uint16_t element, std::int64_t number);
  void set_ul(std::uint16_t group, std::uint16_t element, const std::vector<std::uint32_t>& numbers);
  void set_fd(std::uint16_t group, std::uint16_t element, double number);
  void set_items(std::uint16_t group, std::uint16_t element, std::vector<DicomTree> items) {
    (*this)[{group, element}] = {"SQ", "", std::move(items)};
  }
  void remove(std::uint16_t group, std::uint16_t element) { erase({group, element}); }
};

inline constexpr const char* kExplicitLittle = "1.2.840.10008.1.2.1";
inline constexpr const char* kImplicitLittle = "1.2.840.10008.1.2";

/// Writes one object; of a compressed transfer syntax GDCM encodes the pixels.
void write_dicom(const std::string& path, const DicomTree& tree,
                 const std::string& transfer_syntax = kExplicitLittle);

/// Does a text hold what a made-up patient keeps secret? Eight digits within a longer number are no date.
bool holds_secret(const std::string& text, const std::string& secret);

/// What a series is made from. UIDs follow from `name`.
struct SeriesExample {
  std::string name = "1";  ///< of the series; distinct names are distinct series
  std::string patient = "SECRET-4711", patient_name = "BLOMQVIST^JORUNN";  // stands nowhere by chance
  std::string modality = "CT";                                             ///< CT, MR or PT
  std::string study = "1";
  std::string frame = "1";        ///< of reference
  std::string date = "20210304";  ///< of study, series and acquisition
  double slope = 1, intercept = -1024;
};

/// One tree for each slice of an image whose values are slope * whole number + intercept, in 16 bits. PET is
/// in Bq/ml with everything an SUV needs (70 kg, 350 MBq of F-18 given an hour before, decay START).
std::vector<DicomTree> series_trees(const Volume& image, const SeriesExample& example);
/// The SUV of 1 Bq/ml in those, by its definition.
double example_suv_factor();
/// Writes the slices of a series into a folder as NAME-001.dcm, ...
void write_series(const std::string& folder, const std::vector<DicomTree>& slices,
                  const std::string& transfer_syntax = kExplicitLittle);

struct RoiExample {
  std::string name = "GTV";
  Mask mask;
};
/// An RTSTRUCT with the outlines of masks along voxel edges, as closed planar contours on the slices of
/// `example`.
DicomTree structure_set_tree(const std::vector<RoiExample>& rois, const SeriesExample& example,
                             const std::string& label = "Reader-A",
                             const std::string& charset = "ISO_IR 192");
/// A contour by itself: points in mm.
DicomTree contour_item(const std::vector<Vec3>& points_mm, const std::string& type = "CLOSED_PLANAR");
/// A SEG of masks, one segment each; only slices with voxels are frames. Fractional ones have 0 and 255.
DicomTree segmentation_tree(const std::vector<RoiExample>& segments, const SeriesExample& example,
                            bool fractional = false, const std::string& label = "Reader-A");

}  // namespace radgauge::testing
