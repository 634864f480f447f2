#include "io/dicom/series.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "dicom/dicom_files.h"
#include "dicom/example_scan.h"
#include "io/temporary_folder.h"

namespace radgauge::testing {
namespace {

void expect_equal(const Volume& read, const Volume& written) {
  EXPECT_EQ(read.voxels, written.voxels);
  EXPECT_EQ(read.lattice.size, written.lattice.size);
  EXPECT_LT(largest_displacement_mm(read.lattice, written.lattice), 1e-9);
}

TEST(SeriesMechanics, VoxelsAndLatticeComeBackBitForBitFromEveryTransferSyntaxThatIsRead) {
  for (const bool oblique : {false, true}) {
    const ExampleScan scan(oblique);
    for (const char* syntax : {kExplicitLittle, kImplicitLittle, "1.2.840.10008.1.2.1.99",
                               "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.57",
                               "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.90"}) {
      SCOPED_TRACE(syntax);
      const TemporaryFolder folder;
      write_series(folder.path(), series_trees(scan.image, {}), syntax);
      const io::DicomSeries series = io::find_series(folder.path());
      ASSERT_TRUE(series.faults.empty()) << series.faults.front().what();
      expect_equal(io::read_series(series, true), scan.image);
    }
  }
}

TEST(SeriesInvariant, OrderFollowsPositionsAndNotNamesOrNumbers) {
  const ExampleScan scan(true);
  std::vector<DicomTree> slices = series_trees(scan.image, {});
  for (std::size_t i = 0; i < slices.size(); ++i)
    slices[i].set(0x0020, 0x0013, "IS", std::to_string(100 - i % 3));
  std::reverse(slices.begin(), slices.end());
  std::swap(slices[2], slices[7]);
  const TemporaryFolder folder;
  write_series(folder.path(), slices);
  expect_equal(io::read_series(io::find_series(folder.path()), true), scan.image);
}

TEST(SeriesInvariant, EachSliceHasItsOwnRescale) {
  const ExampleScan scan;
  std::vector<DicomTree> slices = series_trees(scan.image, {});
  SeriesExample other;
  other.slope = 0.5;
  other.intercept = -300;
  slices[4] = series_trees(scan.image, other)[4];
  const TemporaryFolder folder;
  write_series(folder.path(), slices);
  expect_equal(io::read_series(io::find_series(folder.path()), true), scan.image);
}

TEST(SeriesMechanics, BitsThatAreNotStoredAreNotThePixels) {
  ExampleScan scan;
  std::vector<DicomTree> slices = series_trees(scan.image, {});
  for (DicomTree& slice : slices) {
    slice.set_us(0x0028, 0x0101, 12);
    slice.set_us(0x0028, 0x0102, 11);
    slice.set_us(0x0028, 0x0103, 0);
    std::string& bytes = slice[{0x7fe0, 0x0010}].bytes;
    for (std::size_t i = 1; i < bytes.size(); i += 2) bytes[i] = static_cast<char>((bytes[i] & 0x0f) | 0x50);
  }
  const TemporaryFolder folder;
  write_series(folder.path(), slices);
  expect_equal(io::read_series(io::find_series(folder.path()), true), scan.image);
}

TEST(SeriesMechanics, AFileNamesItsSeriesAmongOthersInTheFolder) {
  const ExampleScan scan;
  const TemporaryFolder folder;
  write_series(folder.path(), series_trees(scan.image, {}));
  ExampleScan half = scan;
  for (float& v : half.image.voxels) v += 1;
  SeriesExample second;
  second.name = "2";
  const auto slices = series_trees(half.image, second);
  for (std::size_t i = 0; i < slices.size(); ++i)
    write_dicom(folder.file("z" + std::to_string(i)), slices[i]);
  write_bytes(folder.file("notes.txt"), "not DICOM");
  expect_equal(io::read_series(io::find_series(folder.file("IM-003.dcm")), true), scan.image);
  expect_equal(io::read_series(io::find_series(folder.file("z3")), true), half.image);
  try {
    io::find_series(folder.path());
    FAIL() << "a folder with two series names none";
  } catch (const io::DicomError& error) {
    EXPECT_EQ(error.fault, io::DicomFault::mixed_series);
    EXPECT_NE(std::string(error.what()).find("IM-001.dcm (10 slices)"), std::string::npos) << error.what();
  }
}

TEST(SeriesOracle, PetIsReadInSuv) {
  const ExampleScan scan = example_pet();
  SeriesExample example;
  example.modality = "PT";
  example.slope = 0.5;
  example.intercept = 0;
  const TemporaryFolder folder;
  write_series(folder.path(), series_trees(scan.image, example));
  const io::DicomSeries series = io::find_series(folder.path());
  const Volume suv = io::read_series(series, true), activity = io::read_series(series, false);
  EXPECT_EQ(activity.voxels, scan.image.voxels);
  for (std::size_t i = 0; i < suv.voxels.size(); ++i)
    ASSERT_EQ(suv.voxels[i],
              static_cast<float>(example_suv_factor() * static_cast<double>(scan.image.voxels[i])));
}

}  // namespace
}  // namespace radgauge::testing
