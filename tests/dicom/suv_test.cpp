#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "data.h"
#include "io/csv.h"
#include "io/dicom/series.h"
#include "io/image_file.h"
#include "io/temporary_folder.h"

namespace radgauge::testing {
namespace {

double median_of(std::vector<float> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

TEST(SuvOracle, SeventeenDigitalReferenceObjectsOfIbsiSuv) {
  RADGAUGE_REFERENCE_DATA(archive, "oracles/ibsi_suv/DRO.tar.xz");
  const TemporaryFolder folder;
  ASSERT_EQ(std::system(("tar xJf '" + archive + "' -C '" + folder.path() + "'").c_str()), 0);
  const io::CsvTable objects = io::read_csv(folder.file("DRO/DRO_list.csv"));
  int within_step = 0, within_hundredth = 0;
  for (const auto& row : objects.rows) {
    const std::string name = row[1];
    SCOPED_TRACE(name + ": " + row[2]);
    const std::filesystem::path object = folder.file("DRO/" + name);
    const io::DicomSeries series = io::find_series((object / "PT").string());
    ASSERT_TRUE(series.faults.empty()) << series.faults.front().what();
    const Volume image = io::read_series(series, true), stored = io::read_series(series, false);
    std::string mask_path;
    for (const auto& entry : std::filesystem::directory_iterator(object / "mask"))
      mask_path = entry.path().string();
    const Mask mask = io::read_mask(mask_path, std::nullopt);
    ASSERT_EQ(mask.voxels.size(), image.voxels.size());
    // The object's mask is symmetric about its slices' planes; what counts is which slices it covers.
    std::vector<float> inside;
    double step = 0;
    for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
      if (mask.voxels[i] == 0) continue;
      inside.push_back(image.voxels[i]);
      if (stored.voxels[i] != 0)
        step = std::max(step, series.first().slope * static_cast<double>(image.voxels[i]) /
                                  static_cast<double>(stored.voxels[i]));
    }
    const double low = *std::min_element(inside.begin(), inside.end()),
                 high = *std::max_element(inside.begin(), inside.end());
    const double off =
        std::max({std::abs(low - 0.20), std::abs(median_of(inside) - 1.00), std::abs(high - 4.00)});
    EXPECT_LE(off, std::max(step, 0.01)) << low << " " << median_of(inside) << " " << high;
    within_step += off <= std::max(step, 0.01) ? 1 : 0;
    within_hundredth += off <= 0.01 ? 1 : 0;
  }
  RecordProperty("suv_within_step", std::to_string(within_step));
  RecordProperty("suv_within_hundredth", std::to_string(within_hundredth));
  EXPECT_EQ(within_step, 17);
  EXPECT_GE(within_hundredth, 16);
}

io::SuvHeader plain_header() {
  io::SuvHeader header;
  header.units = "BQML";
  header.decay_correction = "START";
  header.weight_kg = 80;
  header.dose_bq = 4e8;
  header.half_life_s = 6586.2;
  header.administered_s = 1000;
  header.series_s = 1000 + 2 * 6586.2;
  return header;
}

double factor_of(const io::SuvHeader& header, const io::PetTimes& slice = {}) {
  const auto factor = io::suv_factor(header, slice);
  return std::holds_alternative<double>(factor) ? std::get<double>(factor) : std::nan("");
}

io::DicomFault reason_of(const io::SuvHeader& header) {
  return std::get<io::NoSuv>(io::suv_factor(header, {})).kind;
}

TEST(SuvOracle, TwoHalfLivesMakeADoseAQuarter) {
  io::SuvHeader header = plain_header();
  EXPECT_NEAR(factor_of(header), 80000 / 1e8, 1e-15);
  header.decay_correction = "ADMIN";
  EXPECT_NEAR(factor_of(header), 80000 / 4e8, 1e-15);
}

TEST(SuvOracle, AScanAfterMidnightFollowsADoseBeforeIt) {
  io::SuvHeader header = plain_header();
  header.administered_s.reset();
  header.administered_clock_s = 23.5 * 3600;
  header.series_s = 100 * 86400 + 0.5 * 3600;
  EXPECT_NEAR(factor_of(header), 80000 / (4e8 * std::exp2(-3600 / 6586.2)), 1e-15);
}

TEST(SuvInvariant, StartIsWhatTheFrameTimesSayWhereASeriesTimeWasChanged) {
  io::SuvHeader header = plain_header();
  io::PetTimes slice;
  slice.duration_s = 300;
  slice.acquired_s = 1000 + 2 * 6586.2 + 600;
  const double decay = std::log(2.0) / 6586.2, x = decay * 300;
  slice.frame_reference_s = 600 + std::log(x / (1 - std::exp(-x))) / decay;
  header.series_s = *header.series_s + 9000;
  header.earliest_acquisition_s = slice.acquired_s;
  EXPECT_NEAR(factor_of(header, slice), 80000 / 1e8, 1e-12);
}

TEST(SuvMechanics, WithoutWhatItNeedsThereIsAReasonAndNoNumber) {
  io::SuvHeader header = plain_header();
  header.weight_kg.reset();
  EXPECT_EQ(reason_of(header), io::DicomFault::suv_missing_weight);
  header = plain_header();
  header.half_life_s.reset();
  EXPECT_EQ(reason_of(header), io::DicomFault::suv_missing_half_life);
  for (const auto& spoil : std::vector<std::function<void(io::SuvHeader&)>>{
           [](io::SuvHeader& h) { h.dose_bq.reset(); }, [](io::SuvHeader& h) { h.units = "PROPCNTS"; },
           [](io::SuvHeader& h) { h.units = "CNTS"; }, [](io::SuvHeader& h) { h.units = ""; },
           [](io::SuvHeader& h) { h.decay_correction = ""; },
           [](io::SuvHeader& h) { h.administered_s.reset(); }, [](io::SuvHeader& h) { h.series_s.reset(); },
           [](io::SuvHeader& h) { h.series_s = 0; }, [](io::SuvHeader& h) { h.series_s = 1e6; },
           [](io::SuvHeader& h) { h.corrections = "DECY\\NORM"; },
           [](io::SuvHeader& h) { h.units = "CM2ML"; },
           [](io::SuvHeader& h) { h.decay_correction = "NONE"; }}) {
    header = plain_header();
    spoil(header);
    EXPECT_EQ(reason_of(header), io::DicomFault::suv_impossible);
  }
}

TEST(SuvOracle, DatesAndTimesOfDicomAreSeconds) {
  EXPECT_EQ(io::dicom_seconds("19700101", "000000"), 0.0);
  EXPECT_EQ(io::dicom_seconds("20000301", "120000.5"), 951912000.5);
  EXPECT_EQ(io::dicom_seconds("20000301120000.500000+0100"), 951912000.5);
  EXPECT_EQ(io::dicom_seconds("2000.03.01", "12:00"), 951912000.0);
  for (const char* wrong : {"", "20001301", "2000", "2000030x"})
    EXPECT_FALSE(io::dicom_seconds(wrong, "")) << wrong;
  EXPECT_FALSE(io::dicom_seconds("20000301", "2460"));
}

}  // namespace
}  // namespace radgauge::testing
