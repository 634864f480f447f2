#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>

#include "dicom/dicom_files.h"
#include "dicom/enhanced_files.h"
#include "dicom/example_scan.h"
#include "intake/intake.h"
#include "io/temporary_folder.h"

namespace radgauge::testing {
namespace {

using intake::FindingKind;

/// A folder with one good CT series and its structure set, on which a defect is practised.
struct Hospital {
  ExampleScan scan;
  SeriesExample example;
  std::vector<DicomTree> slices;
  DicomTree structures;
  std::string syntax = kExplicitLittle;
  TemporaryFolder folder;

  explicit Hospital(bool pet = false) {
    if (pet) {
      scan = example_pet();
      example.modality = "PT";
      example.slope = 0.5;
      example.intercept = 0;
    }
    slices = series_trees(scan.image, example);
    structures = structure_set_tree({{"GTV", scan.mask}}, example);
  }
  void write() const {
    write_series(folder.file("scan"), slices, syntax);
    std::filesystem::create_directories(folder.file("rs"));
    write_dicom(folder.file("rs/rs.dcm"), structures);
  }
  /// Changes bytes of a file that was written.
  void change(const std::string& name, const std::function<void(std::string&)>& how) const {
    std::string bytes = file_bytes(folder.file(name));
    how(bytes);
    write_bytes(folder.file(name), bytes);
  }
};

intake::CohortTable intake_of(const std::string& root) {
  intake::Index index = intake::index_folder(root, 2);
  intake::DicomIntake how;
  how.table_folder = root;
  std::vector<std::pair<std::string, std::string>> known;
  intake::CohortTable table =
      intake::dicom_rows(index, how, intake::Pseudonyms("a key of many letters"), known);
  table.findings.insert(table.findings.end(), index.findings.begin(), index.findings.end());
  intake::check_rows(table, root, root, false, 2);
  return table;
}

/// Practised on a hospital before or after it is written.
struct Defect {
  const char* name;
  FindingKind kind;
  const char* file;    ///< that the line names
  const char* advice;  ///< a part of the advice
  std::size_t rows;    ///< that are left in the table
  bool pet = false;
  std::function<void(Hospital&)> before = nullptr;
  std::function<void(const Hospital&)> after = nullptr;
};

DicomTree& tracer(DicomTree& slice) {
  return slice[{0x0054, 0x0016}].items[0];
}

void for_all(Hospital& h, const std::function<void(DicomTree&)>& change) {
  for (DicomTree& slice : h.slices) change(slice);
}

void set_contours(Hospital& h, const std::vector<DicomTree>& contours) {
  h.structures[{0x3006, 0x0039}].items[0].set_items(0x3006, 0x0040, contours);
}

DicomTree box_contour(const Hospital& h, double low, double high, double slice) {
  const Lattice& lattice = h.scan.image.lattice;
  return contour_item({lattice.to_physical({low, low, slice}), lattice.to_physical({high, low, slice}),
                       lattice.to_physical({high, high, slice}), lattice.to_physical({low, high, slice})});
}

std::vector<Defect> defects() {
  const auto second_set = [](const Hospital& h, const std::string& label, const Mask& mask) {
    write_dicom(h.folder.file("rs/rs2.dcm"), structure_set_tree({{"GTV", mask}}, h.example, label));
  };
  return {
      {"a slice is missing", FindingKind::missing_slice, "scan/IM-005.dcm", "export the whole series", 0,
       false, [](Hospital& h) { h.slices.erase(h.slices.begin() + 4); }},
      {"several slices are missing", FindingKind::missing_slice, "scan/IM-004.dcm", "export the whole series",
       0, false, [](Hospital& h) { h.slices.erase(h.slices.begin() + 3, h.slices.begin() + 6); }},
      {"a slice is there twice under two UIDs", FindingKind::duplicate_slice, "scan/IM-011.dcm",
       "remove the copies", 0, false,
       [](Hospital& h) {
         h.slices.push_back(h.slices[3]);
         h.slices.back().set(0x0008, 0x0018, "UI", "1.2.3.4");
       }},
      {"a file was copied", FindingKind::duplicate_slice, "scan/copy of IM-004.dcm", "remove the copies", 0,
       false, nullptr,
       [](const Hospital& h) {
         std::filesystem::copy_file(h.folder.file("scan/IM-004.dcm"),
                                    h.folder.file("scan/copy of IM-004.dcm"));
       }},
      {"two series are in one folder", FindingKind::mixed_series, "scan", "a folder of its own", 1, false,
       nullptr,
       [](const Hospital& h) {
         SeriesExample other = h.example;
         other.name = "2";
         ExampleScan moved = h.scan;
         for (float& v : moved.image.voxels) v += 3;
         const auto trees = series_trees(moved.image, other);
         for (std::size_t i = 0; i < trees.size(); ++i)
           write_dicom(h.folder.file("scan/z" + std::to_string(i)), trees[i]);
       }},
      {"a localiser has the UID of the series", FindingKind::mixed_series, "scan/IM-011.dcm",
       "put what does not belong", 0, false,
       [](Hospital& h) {
         h.slices.push_back(h.slices[3]);
         h.slices.back().set(0x0020, 0x0037, "DS", "1\\0\\0\\0\\0\\-1");
       }},
      {"echoes share a series", FindingKind::mixed_series, "scan/IM-001.dcm", "series of its own", 0, false,
       [](Hospital& h) {
         const auto echo = h.slices;
         for_all(h, [](DicomTree& s) { s.set(0x0018, 0x0086, "IS", "1"); });
         for (DicomTree slice : echo) {
           slice.set(0x0018, 0x0086, "IS", "2");
           h.slices.push_back(slice);
         }
       }},
      {"the gantry was tilted, by its angle", FindingKind::gantry_tilt, "scan/IM-001.dcm", "resampled", 0,
       false, [](Hospital& h) { for_all(h, [](DicomTree& s) { s.set(0x0018, 0x1120, "DS", "-12.5"); }); }},
      {"the gantry was tilted, by the positions", FindingKind::gantry_tilt, "scan/IM-002.dcm", "resampled", 0,
       false,
       [](Hospital& h) {
         for (std::size_t i = 0; i < h.slices.size(); ++i)
           h.slices[i].set(0x0020, 0x0032, "DS",
                           "0\\" + std::to_string(0.4 * static_cast<double>(i)) + "\\" +
                               std::to_string(2.5 * static_cast<double>(i)));
       }},
      {"a rescale slope is 0", FindingKind::zero_rescale_slope, "scan/IM-007.dcm", "export the series again",
       0, false, [](Hospital& h) { h.slices[6].set(0x0028, 0x1053, "DS", "0"); }},
      {"slices are uneven", FindingKind::uneven_slices, "scan/IM-006.dcm", "original series", 0, false,
       [](Hospital& h) { h.slices[5].set(0x0020, 0x0032, "DS", "-12.25\\7.5\\-87.3"); }},
      {"there is no orientation", FindingKind::missing_geometry, "scan/IM-001.dcm", "original series", 0,
       false, [](Hospital& h) { for_all(h, [](DicomTree& s) { s.remove(0x0020, 0x0037); }); }},
      {"there is no pixel spacing", FindingKind::missing_geometry, "scan/IM-003.dcm", "original series", 0,
       false, [](Hospital& h) { h.slices[2].remove(0x0028, 0x0030); }},
      {"the weight is missing", FindingKind::suv_missing_weight, "scan/IM-001.dcm", "weight in kg", 0, true,
       [](Hospital& h) { for_all(h, [](DicomTree& s) { s.remove(0x0010, 0x1030); }); }},
      {"the weight is 0", FindingKind::suv_missing_weight, "scan/IM-001.dcm", "weight in kg", 0, true,
       [](Hospital& h) { for_all(h, [](DicomTree& s) { s.set(0x0010, 0x1030, "DS", "0"); }); }},
      {"the half-life is missing", FindingKind::suv_missing_half_life, "scan/IM-001.dcm", "half-life in s", 0,
       true, [](Hospital& h) { for_all(h, [](DicomTree& s) { tracer(s).remove(0x0018, 0x1075); }); }},
      {"the dose is missing", FindingKind::suv_impossible, "scan/IM-001.dcm", "Radionuclide Total Dose", 0,
       true, [](Hospital& h) { for_all(h, [](DicomTree& s) { tracer(s).remove(0x0018, 0x1074); }); }},
      {"units are proportional to counts", FindingKind::suv_impossible, "scan/IM-001.dcm", "BQML", 0, true,
       [](Hospital& h) { for_all(h, [](DicomTree& s) { s.set(0x0054, 0x1001, "CS", "PROPCNTS"); }); }},
      {"attenuation was not corrected", FindingKind::suv_impossible, "scan/IM-001.dcm",
       "attenuation corrected", 0, true,
       [](Hospital& h) { for_all(h, [](DicomTree& s) { s.set(0x0028, 0x0051, "CS", "DECY"); }); }},
      {"values that are called SUV are activities", FindingKind::suv_range, "scan", "body-weight SUV", 1,
       true, [](Hospital& h) { for_all(h, [](DicomTree& s) { s.set(0x0054, 0x1001, "CS", "GML"); }); }},
      {"CT lost its rescale", FindingKind::hu_range, "scan", "rescale applied", 1, false,
       [](Hospital& h) { for_all(h, [](DicomTree& s) { s.set(0x0028, 0x1052, "DS", "0"); }); }},
      {"the structure set is in another frame of reference", FindingKind::frame_of_reference, "rs/rs.dcm",
       "register the two", 0, false,
       [](Hospital& h) {
         h.structures[{0x3006, 0x0010}].items[0].set(0x0020, 0x0052, "UI", "1.2.3.99");
         h.structures[{0x3006, 0x0020}].items[0].set(0x3006, 0x0024, "UI", "1.2.3.99");
       }},
      {"the structure set was drawn on a series elsewhere", FindingKind::frame_of_reference, "rs/rs.dcm",
       "export the series", 0, false,
       [](Hospital& h) {
         SeriesExample other = h.example;
         other.patient = "SOMEBODY-ELSE";
         h.structures = structure_set_tree({{"GTV", h.scan.mask}}, other);
       }},
      {"the series that was drawn on was left out", FindingKind::missing_image, "rs/rs.dcm",
       "export it as well", 0, false,
       [](Hospital& h) {
         SeriesExample other = h.example;
         other.name = "9";
         h.structures = structure_set_tree({{"GTV", h.scan.mask}}, other);
       }},
      {"a contour lies beyond the image in part", FindingKind::contour_outside_image, "rs/rs.dcm",
       "belong together", 1, false,
       [](Hospital& h) {
         set_contours(h, {box_contour(h, 5, 12, 3), box_contour(h, 5, 12, 4), box_contour(h, 5, 12, 5),
                          box_contour(h, 15, 40, 6)});
       }},
      {"all contours lie beyond the image", FindingKind::contour_outside_image, "rs/rs.dcm",
       "frame of reference", 0, false,
       [](Hospital& h) {
         set_contours(h, {box_contour(h, 5, 12, 30), box_contour(h, 5, 12, 31)});
       }},
      {"a structure has an open contour and a point", FindingKind::open_contour, "rs/rs.dcm", "close them", 1,
       false,
       [](Hospital& h) {
         DicomTree open = box_contour(h, 5, 12, 7), point = contour_item({{0, 0, 0}}, "POINT");
         open.set(0x3006, 0x0042, "CS", "OPEN_PLANAR");
         set_contours(h, {box_contour(h, 5, 12, 3), box_contour(h, 5, 12, 4), open, point});
       }},
      {"a structure has open contours only", FindingKind::open_contour, "rs/rs.dcm", "close them", 0, false,
       [](Hospital& h) {
         DicomTree open = box_contour(h, 5, 12, 7);
         open.set(0x3006, 0x0042, "CS", "OPEN_NONPLANAR");
         set_contours(h, {open});
       }},
      {"a structure has no contour", FindingKind::empty_mask, "rs/rs.dcm", "draw it", 0, false,
       [](Hospital& h) { set_contours(h, {}); }},
      {"a structure lies between the centres of voxels", FindingKind::empty_mask, "rs/rs.dcm", "draw it", 0,
       false, [](Hospital& h) { set_contours(h, {box_contour(h, 5.2, 5.8, 3)}); }},
      {"a contour is damaged", FindingKind::unreadable, "rs/rs.dcm", "export the structure set", 0, false,
       [](Hospital& h) {
         h.structures[{0x3006, 0x0039}].items[0][{0x3006, 0x0040}].items[0].set(0x3006, 0x0050, "DS",
                                                                                "1\\2\\x\\4");
       }},
      {"a structure has stray voxels", FindingKind::multi_part_mask, "rs/rs.dcm", "stray voxels", 1, false,
       [](Hospital& h) {
         set_contours(h, {box_contour(h, 5, 9, 4), box_contour(h, 14, 15.5, 8)});
       }},
      {"a structure touches the edge", FindingKind::edge_mask, "rs/rs.dcm", "go on beyond", 1, false,
       [](Hospital& h) {
         set_contours(h, {box_contour(h, -0.5, 9, 4), box_contour(h, 5, 9, 5)});
       }},
      {"a reader's set was exported twice", FindingKind::duplicate_row, "rs/rs2.dcm", "two labels", 1, false,
       nullptr, [=](const Hospital& h) { second_set(h, "Reader-A", h.scan.mask); }},
      {"readers were swapped: both have one's contours", FindingKind::duplicate_mask, "rs/rs2.dcm",
       "find out whose", 2, false, nullptr,
       [=](const Hospital& h) { second_set(h, "Reader-B", h.scan.mask); }},
      {"a series was sent twice", FindingKind::duplicate_image, "scan2", "remove it", 2, false, nullptr,
       [](const Hospital& h) {
         SeriesExample other = h.example;
         other.study = "2";
         other.date = "20210909";
         write_series(h.folder.file("scan2"), series_trees(h.scan.image, other));
         write_dicom(h.folder.file("rs/rs2.dcm"), structure_set_tree({{"GTV", h.scan.mask}}, other));
       }},
      {"nobody drew on the series", FindingKind::missing_mask, "scan/IM-001.dcm", "RTSTRUCT or SEG", 0, false,
       nullptr, [](const Hospital& h) { std::filesystem::remove(h.folder.file("rs/rs.dcm")); }},
      {"a name is in the name of a structure", FindingKind::identifier_in_label, "rs/rs.dcm", "rename", 0,
       false,
       [](Hospital& h) {
         h.structures[{0x3006, 0x0020}].items[0].set(0x3006, 0x0026, "LO", "GTV Jorunn Blomqvist");
       }},
      {"a date is in the label of a structure set", FindingKind::identifier_in_label, "rs/rs.dcm",
       "by their readers", 1, false,
       [](Hospital& h) { h.structures.set(0x3006, 0x0002, "SH", "RS " + h.example.date); }},
      {"a file is damaged", FindingKind::unreadable, "scan/IM-003.dcm", "copy or export it again", 0, false,
       nullptr,
       [](const Hospital& h) {
         h.change("scan/IM-003.dcm", [](std::string& b) { b.replace(400, 60, std::string(60, '\xff')); });
       }},
      {"a file is empty", FindingKind::unreadable, "scan/IM-003.dcm", "copy or export it again", 0, false,
       nullptr, [](const Hospital& h) { h.change("scan/IM-003.dcm", [](std::string& b) { b.clear(); }); }},
      {"a file ends in its header", FindingKind::unreadable, "scan/IM-003.dcm", "copy or export it again", 0,
       false, nullptr,
       [](const Hospital& h) { h.change("scan/IM-003.dcm", [](std::string& b) { b.resize(700); }); }},
      {"a file ends in its pixels", FindingKind::truncated_pixel_data, "scan/IM-003.dcm",
       "copy or export it again", 0, false, nullptr,
       [](const Hospital& h) {
         h.change("scan/IM-003.dcm", [](std::string& b) { b.resize(b.size() - 100); });
       }},
      {"a compressed file ends in its pixels", FindingKind::truncated_pixel_data, "scan/IM-003.dcm",
       "copy or export it again", 0, false, [](Hospital& h) { h.syntax = "1.2.840.10008.1.2.4.70"; },
       [](const Hospital& h) {
         h.change("scan/IM-003.dcm", [](std::string& b) { b.resize(b.size() - 200); });
       }},
      {"a file is none of DICOM", FindingKind::not_dicom, "scan/readme.txt", "leave it", 1, false, nullptr,
       [](const Hospital& h) {
         write_bytes(h.folder.file("scan/readme.txt"),
                     "Please find the images of the patient here.\n" + std::string(200, '-'));
       }},
      {"the transfer syntax is a manufacturer's own", FindingKind::unsupported_transfer_syntax,
       "scan/IM-001.dcm", "uncompressed", 0, false, nullptr,
       [](const Hospital& h) {
         for (int i = 1; i <= 10; ++i)
           h.change("scan/IM-0" + std::string(i < 10 ? "0" : "") + std::to_string(i) + ".dcm",
                    [](std::string& b) {
                      const std::string old(kExplicitLittle);
                      b.replace(b.find(old), old.size(), std::string("1.2.840.113619.5.2") + '\0');
                    });
       }},
      {"pixels are in colour", FindingKind::unsupported_object, "scan/IM-001.dcm", "greyscale", 0, false,
       [](Hospital& h) { for_all(h, [](DicomTree& s) { s.set_us(0x0028, 0x0002, 3); }); }},
      {"a frame of an enhanced object is missing", FindingKind::missing_slice, "scan/IM-001.dcm",
       "export the whole series", 0, false,
       [](Hospital& h) {
         h.slices.erase(h.slices.begin() + 6);
         h.slices = {enhanced_tree(h.slices)};
       }},
      {"an enhanced object holds two b-values", FindingKind::mixed_series, "scan/IM-001.dcm",
       "series of its own", 0, false,
       [](Hospital& h) {
         auto twice = h.slices;
         twice.insert(twice.end(), h.slices.begin(), h.slices.end());
         DicomTree object = enhanced_tree(twice);
         for (std::size_t i = 0; i < twice.size(); ++i) {
           DicomTree diffusion;
           diffusion.set_fd(0x0018, 0x9087, i < h.slices.size() ? 50 : 800);
           frame_groups(object, i).set_items(0x0018, 0x9117, {diffusion});
         }
         h.slices = {object};
       }},
      {"an enhanced object has headers for other frames", FindingKind::unreadable, "scan/IM-001.dcm",
       "classic series", 0, false,
       [](Hospital& h) {
         h.slices = {enhanced_tree(h.slices)};
         h.slices[0].set(0x0028, 0x0008, "IS", "7");
       }},
      {"an enhanced PET does not say what decay was corrected to", FindingKind::suv_impossible,
       "scan/IM-001.dcm", "Decay Correction", 0, true,
       [](Hospital& h) {
         h.slices = {enhanced_tree(h.slices)};
         h.slices[0].remove(0x0018, 0x9701);
       }},
      {"the object is multi-frame", FindingKind::unsupported_object, "scan/IM-001.dcm", "classic series", 0,
       false,
       [](Hospital& h) {
         h.slices.resize(1);
         h.slices[0].set(0x0028, 0x0008, "IS", "10");
         std::string& bytes = h.slices[0][{0x7fe0, 0x0010}].bytes;
         const std::string one = bytes;
         for (int i = 1; i < 10; ++i) bytes += one;
       }},
  };
}

TEST(DefectsMechanics, AGoodFolderHasNone) {
  for (const bool pet : {false, true})
    for (const bool enhanced : {false, true}) {
      Hospital hospital(pet);
      if (enhanced) hospital.slices = {enhanced_tree(hospital.slices)};
      hospital.write();
      const intake::CohortTable table = intake_of(hospital.folder.path());
      EXPECT_EQ(intake::problems_csv(table.findings), "file,problem,found,advice\n");
      ASSERT_EQ(table.rows.size(), 1U);
      EXPECT_EQ(table.rows[0].image, "scan");
      EXPECT_EQ(table.rows[0].mask, "rs/rs.dcm");
      EXPECT_EQ(table.rows[0].label(), "GTV");
      EXPECT_EQ(table.rows[0].reader, "Reader-A");
    }
}

TEST(DefectsMechanics, EachHasItsLineWithItsAdvice) {
  std::set<std::string> names;
  for (const Defect& defect : defects()) {
    SCOPED_TRACE(defect.name);
    names.insert(defect.name);
    Hospital hospital(defect.pet);
    if (defect.before) defect.before(hospital);
    hospital.write();
    if (defect.after) defect.after(hospital);
    const intake::CohortTable table = intake_of(hospital.folder.path());
    const std::string all = intake::problems_csv(table.findings);
    const auto line = std::find_if(
        table.findings.begin(), table.findings.end(),
        [&](const intake::Finding& f) { return f.kind == defect.kind && f.file == defect.file; });
    EXPECT_EQ(table.rows.size(), defect.rows) << all;
    ASSERT_NE(line, table.findings.end()) << all;
    EXPECT_NE(line->advice.find(defect.advice), std::string::npos) << line->advice;
    EXPECT_FALSE(line->found.empty());
    for (const char* secret : {"SECRET-4711", "BLOMQVIST", "Blomqvist", "JORUNN", "Jorunn", "20210304",
                               "19510607", "ACC-90210", "1.2.826"}) {
      EXPECT_EQ(all.find(secret), std::string::npos) << all;
      EXPECT_EQ(intake::cohort_csv(table.rows).find(secret), std::string::npos);
    }
  }
  RecordProperty("defects", std::to_string(names.size()));
  EXPECT_GE(names.size(), 30U);
}

}  // namespace
}  // namespace radgauge::testing
