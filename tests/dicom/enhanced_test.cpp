#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "dicom/enhanced_files.h"
#include "dicom/example_scan.h"
#include "intake/scanner_attributes.h"
#include "io/dicom/series.h"
#include "io/temporary_folder.h"

namespace radgauge::testing {
namespace {

using io::DicomFault;

/// A scan and the slices it is written as.
struct EnhancedScan {
  ExampleScan scan;
  std::vector<DicomTree> slices;

  explicit EnhancedScan(const std::string& modality, bool oblique = false) : scan(oblique) {
    SeriesExample example;
    example.modality = modality;
    if (modality == "PT") {
      scan = example_pet();
      example.slope = 0.5;
      example.intercept = 0;
    }
    slices = series_trees(scan.image, example);
  }
};

io::DicomSeries written_object(const TemporaryFolder& folder, const DicomTree& object,
                               const std::string& syntax = kExplicitLittle) {
  write_dicom(folder.file("object.dcm"), object, syntax);
  return io::find_series(folder.path());
}

/// The only fault of an object.
std::pair<DicomFault, std::string> fault_of(const DicomTree& object) {
  const TemporaryFolder folder;
  const io::DicomSeries series = written_object(folder, object);
  if (series.faults.empty()) return {DicomFault::not_dicom, "no fault"};
  EXPECT_EQ(series.faults.front().file, folder.file("object.dcm"));
  return {series.faults.front().fault, series.faults.front().found};
}

TEST(EnhancedInvariant, AnObjectIsTheSeriesOfItsFrames) {
  for (const std::string modality : {"CT", "MR", "PT"})
    for (const EnhancedForm form : {EnhancedForm::original, EnhancedForm::converted})
      for (const char* syntax : {kExplicitLittle, kImplicitLittle, "1.2.840.10008.1.2.1.99",
                                 "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.57",
                                 "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.90"}) {
        SCOPED_TRACE(modality + " " + syntax + (form == EnhancedForm::original ? "" : " converted"));
        EnhancedScan made(modality, modality == "MR");
        const TemporaryFolder classic_folder, folder;
        write_series(classic_folder.path(), made.slices);
        std::swap(made.slices[1], made.slices[8]);
        std::swap(made.slices[0], made.slices[4]);
        const io::DicomSeries classic = io::find_series(classic_folder.path()),
                              series = written_object(folder, enhanced_tree(made.slices, form), syntax);
        ASSERT_TRUE(series.faults.empty()) << series.faults.front().what();
        ASSERT_FALSE(io::suv_fault(series)) << io::suv_fault(series)->what();
        EXPECT_EQ(series.lattice.size, classic.lattice.size);
        EXPECT_LT(largest_displacement_mm(series.lattice, classic.lattice), 1e-9);
        EXPECT_EQ(io::read_series(series, false).voxels, made.scan.image.voxels);
        EXPECT_EQ(io::read_series(series, true).voxels, io::read_series(classic, true).voxels);
        const intake::Identifiers none;
        EXPECT_EQ(intake::scanner_attributes(series, none), intake::scanner_attributes(classic, none));
      }
}

TEST(EnhancedInvariant, FilesOfOneObjectAreOneSeries) {
  const EnhancedScan made("CT");
  const TemporaryFolder folder;
  write_dicom(folder.file("b.dcm"), enhanced_tree({made.slices.begin(), made.slices.begin() + 4}));
  write_dicom(folder.file("a.dcm"), enhanced_tree({made.slices.begin() + 4, made.slices.end()}),
              "1.2.840.10008.1.2.5");
  const io::DicomSeries series = io::find_series(folder.file("a.dcm"));
  ASSERT_TRUE(series.faults.empty()) << series.faults.front().what();
  EXPECT_EQ(io::read_series(series, true).voxels, made.scan.image.voxels);
}

TEST(EnhancedInvariant, EachFrameHasItsOwnRescale) {
  EnhancedScan made("CT");
  SeriesExample other;
  other.slope = 0.5;
  other.intercept = -300;
  made.slices[4] = series_trees(made.scan.image, other)[4];
  const TemporaryFolder folder;
  const io::DicomSeries series = written_object(folder, enhanced_tree(made.slices));
  EXPECT_EQ(io::read_series(series, true).voxels, made.scan.image.voxels);
}

/// What makes two volumes of one object, and how the message names it.
struct Mixture {
  const char* named;
  std::function<void(DicomTree& frame, bool second)> set;
};

TEST(EnhancedMechanics, AMixedObjectIsRefusedAndSaysWhatDiffers) {
  const auto in_group = [](std::uint16_t element, const std::function<void(DicomTree&, bool)>& set) {
    return [=](DicomTree& frame, bool second) {
      DicomTree group;
      set(group, second);
      frame.set_items(0x0018, element, {group});
    };
  };
  const std::vector<Mixture> mixtures{
      {"differ in b-value (0, 800)",
       in_group(0x9117, [](DicomTree& g, bool second) { g.set_fd(0x0018, 0x9087, second ? 800 : 0); })},
      {"differ in diffusion direction (0.5, 1)", in_group(0x9117,
                                                          [](DicomTree& g, bool second) {
                                                            DicomTree direction;
                                                            direction.set_fd(0x0018, 0x9089,
                                                                             second ? 0.5 : 1);
                                                            g.set_items(0x0018, 0x9076, {direction});
                                                          })},
      {"differ in echo time in ms (4.5, 90)",
       in_group(0x9114, [](DicomTree& g, bool second) { g.set_fd(0x0018, 0x9082, second ? 90 : 4.5); })},
      {"differ in cardiac trigger delay in ms (0, 420)",
       in_group(0x9118, [](DicomTree& g, bool second) { g.set_fd(0x0020, 0x9153, second ? 420 : 0); })},
      {"differ in kind of image (2 values)", in_group(0x9226,
                                                      [](DicomTree& g, bool second) {
                                                        g.set(0x0008, 0x9007, "CS",
                                                              second ? "ORIGINAL\\PRIMARY\\P\\NONE"
                                                                     : "ORIGINAL\\PRIMARY\\M2\\NONE");
                                                      })},
      {"differ in complex component (MAGNITUDE, PHASE)",
       in_group(0x9226, [](DicomTree& g,
                           bool second) { g.set(0x0008, 0x9208, "CS", second ? "PHASE" : "MAGNITUDE"); })},
      {"differ in tube voltage in kV (80, 140)",
       in_group(0x9325,
                [](DicomTree& g, bool second) { g.set(0x0018, 0x0060, "DS", second ? "140" : "80"); })},
      {"differ in temporal position (1, 2)",
       [](DicomTree& frame, bool second) {
         frame[{0x0020, 0x9111}].items[0].set_ul(0x0020, 0x9128, {second ? 2U : 1U});
       }},
      {"differ in stack (2 values)",
       [](DicomTree& frame, bool second) {
         frame[{0x0020, 0x9111}].items[0].set(0x0020, 0x9056, "SH", second ? "BLOMQVIST^JORUNN" : "1");
       }},
      {"differ in acquisition time (2 values)",
       [](DicomTree& frame, bool second) {
         frame[{0x0020, 0x9111}].items[0].set(0x0018, 0x9074, "DT",
                                              second ? "20210304110500" : "20210304110000");
       }},
  };
  for (const Mixture& mixture : mixtures) {
    SCOPED_TRACE(mixture.named);
    const EnhancedScan made("MR");
    std::vector<DicomTree> twice = made.slices;
    twice.insert(twice.end(), made.slices.begin(), made.slices.end());
    DicomTree object = enhanced_tree(twice);
    shared_groups(object).clear();
    for (std::size_t i = 0; i < twice.size(); ++i)
      mixture.set(frame_groups(object, i), i >= made.slices.size());
    const auto [kind, found] = fault_of(object);
    EXPECT_EQ(kind, DicomFault::mixed_series);
    EXPECT_NE(found.find(mixture.named), std::string::npos) << found;
    for (const char* secret : {"BLOMQVIST", "20210304"})
      EXPECT_EQ(found.find(secret), std::string::npos) << found;
  }
}

TEST(EnhancedMechanics, ADimensionOfAnyKindTellsVolumesApart) {
  const EnhancedScan made("MR");
  std::vector<DicomTree> twice = made.slices;
  twice.insert(twice.end(), made.slices.begin(), made.slices.end());
  DicomTree object = enhanced_tree(twice);
  std::vector<std::uint32_t> index(twice.size(), 1);
  std::fill(index.begin() + static_cast<std::ptrdiff_t>(made.slices.size()), index.end(), 2);
  add_dimension(object, {0x2005, 0x1011}, index);
  const auto [kind, found] = fault_of(object);
  EXPECT_EQ(kind, DicomFault::mixed_series);
  EXPECT_NE(found.find("differ in dimension (2005,1011) (1, 2)"), std::string::npos) << found;
}

/// A change of an object, its fault, and a part of what was found.
struct EnhancedDefect {
  DicomFault kind;
  const char* found;
  std::function<void(std::vector<DicomTree>& slices)> before;
  std::function<void(DicomTree& object)> after;
};

TEST(EnhancedMechanics, DefectsAreThoseOfASeriesAndNameTheFrame) {
  const auto position = [](DicomTree& object, std::size_t frame) -> DicomTree& {
    return frame_groups(object, frame)[{0x0020, 0x9113}].items[0];
  };
  const std::vector<EnhancedDefect> defects{
      {DicomFault::missing_slice, "1 slice is missing: before frame 5 there is a gap of 5 mm",
       [](auto& slices) { slices.erase(slices.begin() + 4); }, nullptr},
      {DicomFault::duplicate_slice, "frame 11 lies where another slice",
       [](auto& slices) { slices.push_back(slices[3]); }, nullptr},
      {DicomFault::uneven_slices, "frame 6 is 3.3 mm from the slice before", nullptr,
       [=](DicomTree& o) { position(o, 5).set(0x0020, 0x0032, "DS", "-12.25\\7.5\\-87.2"); }},
      {DicomFault::gantry_tilt, "sheared", nullptr,
       [=](DicomTree& o) {
         for (std::size_t i = 0; i < 10; ++i)
           position(o, i).set(0x0020, 0x0032, "DS",
                              "0\\" + std::to_string(0.4 * static_cast<double>(i)) + "\\" +
                                  std::to_string(2.5 * static_cast<double>(i)));
       }},
      {DicomFault::mixed_series, "frame 3 has another orientation", nullptr,
       [](DicomTree& o) {
         frame_groups(o, 2)[{0x0020, 0x9116}].items[0].set(0x0020, 0x0037, "DS", "1\\0\\0\\0\\0\\-1");
       }},
      {DicomFault::mixed_series, "frame 3 has another unit", nullptr,
       [](DicomTree& o) {
         frame_groups(o, 2)[{0x0028, 0x9145}].items[0].set(0x0028, 0x1054, "LO", "Z_EFF");
       }},
      {DicomFault::missing_geometry, "the header of frame 3 has no Image Position", nullptr,
       [](DicomTree& o) { frame_groups(o, 2).remove(0x0020, 0x9113); }},
      {DicomFault::zero_rescale_slope, "Rescale Slope is 0", nullptr,
       [](DicomTree& o) {
         frame_groups(o, 2)[{0x0028, 0x9145}].items[0].set(0x0028, 0x1053, "DS", "0");
       }},
      {DicomFault::truncated_pixel_data, "ends within", nullptr, [](DicomTree& o) {
         o[{0x7fe0, 0x0010}].bytes.resize(o[{0x7fe0, 0x0010}].bytes.size() - 2);
       }}};
  for (const EnhancedDefect& defect : defects) {
    SCOPED_TRACE(defect.found);
    EnhancedScan made("CT");
    if (defect.before) defect.before(made.slices);
    DicomTree object = enhanced_tree(made.slices);
    if (defect.after) defect.after(object);
    const auto [kind, found] = fault_of(object);
    EXPECT_EQ(kind, defect.kind) << found;
    EXPECT_NE(found.find(defect.found), std::string::npos) << found;
  }
}

TEST(EnhancedMechanics, HeadersForOtherFramesThanThereAreAreRefused) {
  for (const bool without_any : {false, true}) {
    const EnhancedScan made("CT");
    DicomTree object = enhanced_tree(made.slices);
    if (without_any)
      object.remove(0x5200, 0x9230);
    else
      object.set(0x0028, 0x0008, "IS", "9");
    const TemporaryFolder folder;
    try {
      written_object(folder, object);
      ADD_FAILURE();
    } catch (const io::DicomError& error) {
      EXPECT_EQ(error.fault, DicomFault::unreadable);
      EXPECT_NE(
          error.found.find(without_any ? "headers (Per-Frame Functional Groups) for 0" : "it has 9 frames"),
          std::string::npos)
          << error.found;
    }
  }
}

TEST(EnhancedMechanics, WhatAFrameSaysOfPixelsAndPatientsDoesNotCount) {
  const EnhancedScan made("CT");
  DicomTree object = enhanced_tree(made.slices, EnhancedForm::converted);
  DicomTree& own = frame_groups(object, 3)[{0x0020, 0x9171}].items[0];
  own.set_us(0x0028, 0x0010, 4000);
  own.set_us(0x0028, 0x0100, 32);
  own.set(0x0010, 0x0020, "LO", "SOMEBODY");
  const TemporaryFolder folder;
  const io::DicomSeries series = written_object(folder, object);
  ASSERT_TRUE(series.faults.empty()) << series.faults.front().what();
  EXPECT_EQ(io::read_series(series, true).voxels, made.scan.image.voxels);
}

TEST(EnhancedOracle, ARealWorldMappingIsTheRescaleWhereThereIsNoOther) {
  EnhancedScan made("CT");
  DicomTree object = enhanced_tree(made.slices);
  for (std::size_t i = 0; i < made.slices.size(); ++i) {
    frame_groups(object, i).remove(0x0028, 0x9145);
    frame_groups(object, i).set_items(0x0040, 0x9096, {mapping_item(1, -1024, "[hnsf'U]")});
  }
  const TemporaryFolder folder;
  io::DicomSeries series = written_object(folder, object);
  EXPECT_EQ(io::read_series(series, true).voxels, made.scan.image.voxels);
  EXPECT_EQ(io::other_unit(series), "");
  for (std::size_t i = 0; i < made.slices.size(); ++i)
    frame_groups(object, i).set_items(0x0040, 0x9096, {mapping_item(1, 0, "mg/ml")});
  series = written_object(folder, object);
  EXPECT_EQ(io::other_unit(series), "mg/ml");
  frame_groups(object, 2)[{0x0040, 0x9096}].items[0].remove(0x0040, 0x9225);
  EXPECT_THROW(written_object(folder, object), io::DicomError);
  frame_groups(object, 2).set_items(0x0040, 0x9096,
                                    {mapping_item(1, 0, "mg/ml"), mapping_item(2, 0, "mg/ml")});
  EXPECT_THROW(written_object(folder, object), io::DicomError);
}

/// The SUV of a stored 1000 in an Enhanced PET with these mappings; NaN without one.
double suv_of_1000(const std::vector<DicomTree>& mappings,
                   const std::function<void(DicomTree&)>& change = {}) {
  EnhancedScan made("PT");
  for (float& v : made.scan.image.voxels) v = 500;
  SeriesExample example;
  example.modality = "PT";
  example.slope = 0.5;
  example.intercept = 0;
  DicomTree object = enhanced_tree(series_trees(made.scan.image, example));
  if (!mappings.empty())
    for (std::size_t i = 0; i < made.slices.size(); ++i)
      frame_groups(object, i).set_items(0x0040, 0x9096, mappings);
  if (change) change(object);
  const TemporaryFolder folder;
  const io::DicomSeries series = written_object(folder, object);
  if (const auto fault = io::suv_fault(series)) {
    EXPECT_THROW(io::read_series(series, true), io::DicomError);
    return std::nan("");
  }
  return static_cast<double>(io::read_series(series, true).voxels.front());
}

TEST(EnhancedOracle, ThePetOfAnEnhancedObjectIsInSuv) {
  const auto expect = [](double value, double expected) {
    EXPECT_EQ(value, static_cast<double>(static_cast<float>(expected)));
  };
  expect(suv_of_1000({}), 500 * example_suv_factor());
  // A body-weight SUV stands as it is; an activity beside it is preferred, whatever comes first.
  expect(suv_of_1000({mapping_item(0.002, 0, "{SUVbw}g/ml")}), 2);
  expect(suv_of_1000({mapping_item(0.002, 0, "{SUVbw}g/ml"), mapping_item(0.5, 0, "Bq/ml")}),
         500 * example_suv_factor());
  // Body surface (Du Bois) of 70 kg and 175 cm, by its formula.
  const double surface_cm2 = 1e4 * 0.007184 * std::pow(175, 0.725) * std::pow(70, 0.425);
  EXPECT_NEAR(suv_of_1000({mapping_item(0.002, 0, "{SUVbsa}cm2/ml")}), 2 * 70000 / surface_cm2, 1e-5);
  // Decay corrected to the injection, an hour before: nothing is left to correct.
  expect(suv_of_1000({}, [](DicomTree& o) { o.set(0x0018, 0x9701, "DT", "20210304100000"); }),
         500 * 70000 / 3.5e8);
}

TEST(EnhancedMechanics, APetWithoutWhatItsSuvNeedsHasNone) {
  const std::vector<std::function<void(DicomTree&)>> spoils{
      [](DicomTree& o) { o.remove(0x0010, 0x1030); },
      [](DicomTree& o) { o.remove(0x0018, 0x9701); },
      [](DicomTree& o) { o.remove(0x0018, 0x9758); },
      [](DicomTree& o) { o.set(0x0018, 0x9759, "CS", "NO"); },
      [](DicomTree& o) {
        o[{0x0054, 0x0016}].items[0].remove(0x0018, 0x1075);
      },
      [](DicomTree& o) {
        o[{0x0054, 0x0016}].items.push_back(o[{0x0054, 0x0016}].items[0]);
      },
      [](DicomTree& o) { o.remove(0x0054, 0x0016); },
      [](DicomTree& o) {
        for (std::size_t i = 0; i < 10; ++i) frame_groups(o, i).remove(0x0040, 0x9096);
      }};
  for (const auto& spoil : spoils) EXPECT_TRUE(std::isnan(suv_of_1000({}, spoil)));
  EXPECT_TRUE(std::isnan(suv_of_1000({mapping_item(1, 0, "{counts}/s")})));
}

}  // namespace
}  // namespace radgauge::testing
