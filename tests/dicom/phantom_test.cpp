#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "acquire/drawn_mask.h"
#include "core/text.h"
#include "data.h"
#include "dicom/dicom_files.h"
#include "dicom/enhanced_files.h"
#include "io/dicom/series.h"
#include "io/dicom/structures.h"
#include "io/image_file.h"
#include "io/temporary_folder.h"

namespace radgauge::testing {
namespace {

/// The voxel of `to` whose centre is that of voxel (x, y, z) of `from`.
std::size_t same_place(const Lattice& from, const Volume& to, std::int64_t x, std::int64_t y,
                       std::int64_t z) {
  const Vec3 at = to.lattice.to_index(
      from.to_physical({static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)}));
  return to.at(std::llround(at[0]), std::llround(at[1]), std::llround(at[2]));
}

TEST(PhantomOracle, TheDicomOfIbsisCtPhantomIsItsNiftiImage) {
  RADGAUGE_REFERENCE_DATA(folder, "ibsi/ibsi1/ct_phantom");
  const io::DicomSeries series = io::find_series(folder + "/dicom/image");
  ASSERT_TRUE(series.faults.empty()) << series.faults.front().what();
  const Volume image = io::read_series(series, true), nifti = io::read_image(folder + "/image.nii.gz");
  ASSERT_EQ(image.lattice.size, nifti.lattice.size);
  const Index3& n = image.lattice.size;
  std::int64_t differing = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x)
        differing += image(x, y, z) != nifti.voxels[same_place(image.lattice, nifti, x, y, z)] ? 1 : 0;
  RecordProperty("image_differing", std::to_string(differing));
  EXPECT_EQ(differing, 0);
}

/// How near the closest edge of any contour of its slice a voxel's centre is, in voxels.
double distance_to_contours(const io::DicomRoi& roi, const Lattice& lattice, const Index3& voxel) {
  double nearest = 1e9;
  for (const io::DicomContour& contour : roi.contours) {
    const auto& points = contour.points_mm;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const Vec3 a = lattice.to_index(points[i]), b = lattice.to_index(points[(i + 1) % points.size()]);
      if (std::abs(a[2] - static_cast<double>(voxel[2])) > 0.5) continue;
      const double ux = b[0] - a[0], uy = b[1] - a[1], px = static_cast<double>(voxel[0]) - a[0],
                   py = static_cast<double>(voxel[1]) - a[1];
      const double length = ux * ux + uy * uy,
                   t = length > 0 ? std::clamp((px * ux + py * uy) / length, 0.0, 1.0) : 0;
      nearest = std::min(nearest, std::hypot(px - t * ux, py - t * uy));
    }
  }
  return nearest;
}

TEST(PhantomOracle, TheMaskOfIbsisCtPhantomDiffersOnlyWhereAContourPassesThroughAVoxelsCentre) {
  RADGAUGE_REFERENCE_DATA(folder, "ibsi/ibsi1/ct_phantom");
  const io::DicomSeries series = io::find_series(folder + "/dicom/image");
  const io::DicomStructureSet set =
      io::structure_set_of(io::read_dicom_header(folder + "/dicom/mask/DCM_RS_00060.dcm"));
  const std::string structure = "GTV-1";
  const io::DicomRoi& roi = io::find_roi(set, structure);
  const Mask drawn = acquire::drawn_mask(roi, series.lattice, {}, "").mask;
  const Mask nifti = io::read_mask(folder + "/mask.nii.gz", std::nullopt);
  const Volume placed(nifti.lattice);
  const Index3& n = drawn.lattice.size;
  std::int64_t only_drawn = 0, only_nifti = 0, unexplained = 0;
  double farthest = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        const int a = drawn(x, y, z), b = nifti.voxels[same_place(drawn.lattice, placed, x, y, z)];
        if (a == b) continue;
        (a != 0 ? only_drawn : only_nifti) += 1;
        const double distance = distance_to_contours(roi, drawn.lattice, {x, y, z});
        farthest = std::max(farthest, distance);
        unexplained += distance > 1e-3 ? 1 : 0;
      }
  EXPECT_EQ(count(nifti), 125256);
  RecordProperty("only_drawn", std::to_string(only_drawn));
  RecordProperty("only_nifti", std::to_string(only_nifti));
  RecordProperty("farthest", to_rounded_text(farthest, 2));
  EXPECT_EQ(unexplained, 0) << only_drawn << " only drawn, " << only_nifti << " only in the NIfTI, up to "
                            << farthest;
}

struct StsScan {
  const char* file;
  const char* modality;
};

/// The image as 16 bits hold it with one slope for all slices, and the example to write it with.
Volume quantised(const Volume& image, SeriesExample& example) {
  const auto [low, high] = std::minmax_element(image.voxels.begin(), image.voxels.end());
  const bool whole =
      std::all_of(image.voxels.begin(), image.voxels.end(), [](float v) { return v == std::round(v); });
  const double factor = example.modality == "PT" ? example_suv_factor() : 1;
  example.intercept = example.modality == "PT" ? 0 : std::round(static_cast<double>(*low));
  example.slope = whole && example.modality != "PT" && *high - *low < 32767
                      ? 1
                      : (static_cast<double>(*high) / factor - example.intercept) / 32767;
  Volume quantised = image;
  for (float& v : quantised.voxels) {
    const double stored = std::round((static_cast<double>(v) / factor - example.intercept) / example.slope);
    const double value = example.slope * stored + example.intercept;
    v = static_cast<float>(factor == 1 ? value : factor * value);
  }
  return quantised;
}

TEST(RoundTripOracle, PatientsOfTheIbsiValidationSetComeBackBitForBit) {
  int round_trips = 0;
  for (const StsScan& scan : {StsScan{"CT", "CT"}, StsScan{"MR_T1", "MR"}, StsScan{"PET", "PT"}})
    for (const char* patient : {"STS_001", "STS_002", "STS_003"}) {
      const std::string stem = std::string("ibsi/validation/nifti/") + patient + "/" + scan.file;
      SCOPED_TRACE(stem);
      RADGAUGE_REFERENCE_DATA(image_path, stem + "_image.nii.gz");
      RADGAUGE_REFERENCE_DATA(mask_path, stem + "_mask.nii.gz");
      const Volume original = io::read_image(image_path);
      const Mask mask = io::read_mask(mask_path, std::nullopt);
      SeriesExample example;
      example.modality = scan.modality;
      const Volume image = quantised(original, example);
      Volume stored = image;
      if (example.modality == "PT")
        for (std::size_t i = 0; i < stored.voxels.size(); ++i) {
          const double value = static_cast<double>(original.voxels[i]) / example_suv_factor();
          stored.voxels[i] = static_cast<float>(example.slope * std::round(value / example.slope));
        }
      if (example.slope == 1) {
        EXPECT_EQ(image.voxels, original.voxels);
      }
      const TemporaryFolder folder;
      write_series(folder.file("scan"), series_trees(stored, example));
      write_dicom(folder.file("rs.dcm"), structure_set_tree({{"GTV", mask}}, example));
      write_dicom(folder.file("seg.dcm"), segmentation_tree({{"GTV", mask}}, example));
      const io::DicomSeries series = io::find_series(folder.file("scan"));
      ASSERT_TRUE(series.faults.empty()) << series.faults.front().what();
      EXPECT_EQ(io::read_series(series, true).voxels, image.voxels);
      EXPECT_LT(largest_displacement_mm(series.lattice, original.lattice), 1e-4);
      std::filesystem::create_directories(folder.file("enhanced"));
      for (const EnhancedForm form : {EnhancedForm::original, EnhancedForm::converted}) {
        write_dicom(folder.file("enhanced/object.dcm"), enhanced_tree(series_trees(stored, example), form));
        const io::DicomSeries enhanced = io::find_series(folder.file("enhanced"));
        ASSERT_TRUE(enhanced.faults.empty()) << enhanced.faults.front().what();
        EXPECT_EQ(io::read_series(enhanced, true).voxels, image.voxels);
        EXPECT_LT(largest_displacement_mm(enhanced.lattice, series.lattice), 1e-9);
      }
      const io::DicomStructureSet set = io::structure_set_of(io::read_dicom_header(folder.file("rs.dcm")));
      EXPECT_EQ(acquire::drawn_mask(io::find_roi(set, ""), series.lattice, {}, "rs").mask.voxels,
                mask.voxels);
      const io::DicomSegmentation segmentation =
          io::segmentation_of(io::read_dicom_header(folder.file("seg.dcm")));
      EXPECT_EQ(
          acquire::segment_mask(segmentation, io::find_segment(segmentation, ""), series.lattice).voxels,
          mask.voxels);
      ++round_trips;
    }
  RecordProperty("round_trips", std::to_string(round_trips));
}

}  // namespace
}  // namespace radgauge::testing
