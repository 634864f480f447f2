#include "study/scanners.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/error.h"
#include "io/files.h"
#include "study/study.h"

namespace radgauge {

using namespace radgauge::study;
using namespace radgauge::io;

namespace {

class ScannersMechanics : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              (std::string("radgauge_") + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string refusal_of_scanner(const std::string& text) const {
    write_file((folder_ / "mine.yaml").string(), text);
    try {
      read_scanner("mine.yaml", folder_.string());
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::study);
      return error.what();
    }
    return {};
  }
  Study scanned(const std::string& keys) const {
    return decode_study(
        parse_yaml("study: s\nphantoms: {kind: water_cylinder, count: 2, " + keys + "}\n", "s.yaml"),
        folder_.string());
  }
  std::string refusal_of_study(const std::string& keys) const {
    try {
      scanned(keys);
    } catch (const Error& error) {
      return error.what();
    }
    return {};
  }

  std::filesystem::path folder_;
};

TEST_F(ScannersMechanics, EveryFileOfTheFleetIsAScannerOfItsName) {
  for (const std::string& name : fleet_names()) {
    const ScannerUse scanner = read_scanner(name, "");
    EXPECT_EQ(scanner.name, name);
    EXPECT_NE(scanner.make(), nullptr);
    // Written out it is the same scanner.
    const ScannerUse again = decode_scanner(parse_yaml(scanner_text(scanner), "x"), "");
    EXPECT_EQ(again.name, scanner.name);
    EXPECT_EQ(again.values, scanner.values);
  }
}

TEST_F(ScannersMechanics, MistakesOfAFileAreNamedWithTheirPlace) {
  const std::string head = "scanner: mine\nmodality: ideal\n";
  const std::pair<std::string, std::string> mistakes[] = {
      {head + "pixel_mm: -1\n", "mine.yaml:3:11"},
      {head + "pixel_mm: wide\n", "mine.yaml:3:11"},
      {head + "pixel: 1\n", "did you mean 'pixel_mm'"},
      {"modality: ideal\n", "no key 'scanner'"},
      {"scanner: mine\n", "no key 'modality'"},
      {"scanner: mine\nmodality: idael\n", "did you mean 'ideal'"},
      {"scanner: a/b\nmodality: ideal\n", "a/b"},
      {"scanner: mine\nmodality: [ideal]\n", "mine.yaml:2"}};
  for (const auto& [text, part] : mistakes) {
    const std::string why = refusal_of_scanner(text);
    EXPECT_NE(why.find(part), std::string::npos) << text << why;
  }
  EXPECT_THROW(read_scanner("idel", ""), Error);
}

TEST_F(ScannersMechanics, WhatOnlyTheWholeScannerTellsIsAtItsKey) {
  write_file((folder_ / "mtf.csv").string(), "f,mtf\n0,1\n3,0.2\n");
  const std::string why = refusal_of_scanner("scanner: mine\nmodality: ct\nmtf_file: mtf.csv\n");
  EXPECT_NE(why.find("mine.yaml:3:11: mtf_file"), std::string::npos) << why;
}

TEST_F(ScannersMechanics, ASliceProfileMayStartOnItsFirstSide) {
  write_file((folder_ / "profile.csv").string(), "z,value\n-3,0\n-1,1\n1,1\n3,0\n");
  EXPECT_EQ(refusal_of_scanner("scanner: mine\nmodality: ct\nslice_profile_file: profile.csv\n"), "");
  const ScannerUse scanner = read_scanner("mine.yaml", folder_.string());
  ASSERT_EQ(scanner.tables.at("slice_profile_file").size(), 4u);
  EXPECT_EQ(scanner.tables.at("slice_profile_file")[0][0], -3);
}

TEST_F(ScannersMechanics, KeysOfScansAreKnownBesideThoseOfTheGenerator) {
  const std::string why = refusal_of_study("scaners: [CT-A]");
  EXPECT_NE(why.find("did you mean 'scanners'"), std::string::npos) << why;
}

TEST_F(ScannersMechanics, RowsAreObjectsOnScannersInSessions) {
  write_file((folder_ / "mine.yaml").string(), "scanner: mine\nmodality: ideal\nquantity: activity\n");
  const Study study = scanned("scanners: [ideal, mine.yaml], repeats: 3");
  ASSERT_EQ(study.rows.size(), 2u * 2 * 3);
  EXPECT_EQ(study.rows[0].name(), "water_cylinder-1/1/session=1/scanner=ideal");
  EXPECT_EQ(study.rows[4].name(), "water_cylinder-1/1/session=2/scanner=mine");
  EXPECT_EQ(study.rows[4].modality, Modality::pet);
  EXPECT_EQ(study.rows[0].modality, Modality::ct);
  EXPECT_EQ(study.rows[11].name(), "water_cylinder-2/1/session=3/scanner=mine");
  for (std::int64_t n = 0; n < 12; ++n) {
    const PhantomCohort::RowPlace at = study.sources.front().phantoms.place(n);
    EXPECT_EQ(at.object, n / 6);
    EXPECT_EQ(at.scanner, static_cast<std::size_t>(n / 3 % 2));
    EXPECT_EQ(at.repeat, n % 3);
  }
}

TEST_F(ScannersMechanics, TheResolvedStudyHoldsItsScanners) {
  write_file((folder_ / "mine.yaml").string(), "scanner: mine\nmodality: ideal\npixel_mm: 0.7\n");
  const Study study = scanned("scanners: [ideal, mine.yaml], repeats: 2");
  std::filesystem::remove(folder_ / "mine.yaml");
  const Study again = decode_study(parse_yaml(resolved_yaml(study), "resolved.yaml"), "");
  ASSERT_EQ(again.rows.size(), study.rows.size());
  EXPECT_EQ(again.rows.back().name(), study.rows.back().name());
  EXPECT_EQ(again.sources.front().phantoms.scanners[1].values,
            study.sources.front().phantoms.scanners[1].values);
}

TEST_F(ScannersMechanics, WithoutScannersAnObjectIsSampledOnceAndNamesNone) {
  const Study study = scanned("radius_mm: 20");
  ASSERT_EQ(study.rows.size(), 2u);
  EXPECT_EQ(study.rows[0].name(), "water_cylinder-1/1");
}

TEST_F(ScannersMechanics, ScansThatCannotBeAreRefused) {
  const std::pair<std::string, std::string> mistakes[] = {
      {"scanners: []", "empty"},
      {"scanners: [ideal, ideal]", "two scanners are called ideal"},
      {"scanners: [idael]", "did you mean 'ideal'"},
      {"scanners: ideal", "scanners"},
      {"repeats: 2", "add scanners"},
      {"scanners: [ideal], repeats: 0", "repeats"}};
  for (const auto& [keys, part] : mistakes)
    EXPECT_NE(refusal_of_study(keys).find(part), std::string::npos) << keys << "\n" << refusal_of_study(keys);
}

TEST_F(ScannersMechanics, CurvesStartAtZeroAndRise) {
  const auto curve_refusal = [&](const std::string& text) {
    write_file((folder_ / "curve.csv").string(), text);
    try {
      read_curve((folder_ / "curve.csv").string());
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(curve_refusal("f,mtf\n0,1\n0.5,0.2\n"), "");
  EXPECT_NE(curve_refusal("f,mtf\n0.1,1\n0.5,0.2\n").find("curve.csv:2: f starts at 0.1"), std::string::npos);
  EXPECT_NE(curve_refusal("f,mtf\n0,1\n0.5,0.2\n0.5,0.1\n").find("curve.csv:4: f = 0.5 does not rise"),
            std::string::npos);
  EXPECT_NE(curve_refusal("f,mtf\n0,1\n0.5,soft\n").find("curve.csv:3: mtf is 'soft'"), std::string::npos);
  EXPECT_NE(curve_refusal("f,mtf,x\n0,1,1\n1,0,1\n").find("two columns"), std::string::npos);
}

}  // namespace
}  // namespace radgauge
