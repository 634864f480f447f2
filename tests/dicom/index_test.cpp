#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "core/text.h"
#include "dicom/dicom_files.h"
#include "dicom/example_scan.h"
#include "intake/intake.h"
#include "io/temporary_folder.h"

namespace radgauge::testing {
namespace {

std::int64_t number_from(const char* variable, std::int64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::atoll(text);
}

/// A series of `n` slices of 64 x 64 pixels: one slice by GDCM, the others by their numbers in its bytes.
void write_long_series(const std::string& folder, std::int64_t series, std::int64_t n) {
  Lattice lattice;
  lattice.size = {64, 64, 1};
  SeriesExample example;
  example.patient = "PATIENT-" + std::to_string(100000 + series / 4);
  example.study = "1";
  example.name = std::to_string(series);
  DicomTree tree = series_trees(Volume(lattice, 5.0F), example).front();
  const std::string position = "0\\0\\000000.00", number = "000000";
  tree.set(0x0020, 0x0032, "DS", position);
  tree.set(0x0008, 0x0018, "UI", "1.2.3." + std::to_string(1000000 + series) + ".1" + number);
  std::filesystem::create_directories(folder);
  write_dicom(folder + "/first", tree);
  const std::string bytes = file_bytes(folder + "/first");
  std::filesystem::remove(folder + "/first");
  const auto at_position = bytes.find(position), at_number = bytes.rfind(".1" + number) + 2;
  for (std::int64_t i = 0; i < n; ++i) {
    std::string slice = bytes;
    std::string number_text = std::to_string(i);
    number_text.insert(0, 6 - number_text.size(), '0');
    slice.replace(at_position + 4, 9, number_text + ".00");
    slice.replace(at_number, 6, number_text);
    write_bytes(folder + "/" + number_text + ".dcm", slice);
  }
}

/// RADGAUGE_INDEX_SERIES and RADGAUGE_INDEX_SLICES make it the folder that the speed is measured on.
TEST(IndexMechanics, ManySeriesAreIndexedByTheirHeaders) {
  const std::int64_t n_series = number_from("RADGAUGE_INDEX_SERIES", 8),
                     n_slices = number_from("RADGAUGE_INDEX_SLICES", 5);
  const TemporaryFolder folder;
  for (std::int64_t s = 0; s < n_series; ++s)
    write_long_series(folder.file("study" + std::to_string(s / 4) + "/series" + std::to_string(s)), s,
                      n_slices);
  const auto start = std::chrono::steady_clock::now();
  const intake::Index index = intake::index_folder(folder.path(), 2);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  RecordProperty("series", std::to_string(n_series));
  RecordProperty("slices", std::to_string(n_slices));
  RecordProperty("seconds", to_rounded_text(seconds, 3));
  std::cout << n_series << " series x " << n_slices << " slices: " << seconds << " s\n";
  EXPECT_TRUE(index.findings.empty()) << intake::problems_csv(index.findings);
  ASSERT_EQ(static_cast<std::int64_t>(index.series.size()), n_series);
  for (const io::DicomSeries& series : index.series) EXPECT_EQ(series.lattice.size[2], n_slices);
}

}  // namespace
}  // namespace radgauge::testing
