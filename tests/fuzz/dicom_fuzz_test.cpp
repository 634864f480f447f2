#include <cmath>
#include <filesystem>

#include "acquire/drawn_mask.h"
#include "dicom/dicom_files.h"
#include "dicom/example_scan.h"
#include "fuzz/cases.h"
#include "io/dicom/series.h"
#include "io/dicom/structures.h"
#include "io/temporary_folder.h"

namespace radgauge {

namespace {

/// A series in PET (its SUV depends on a dozen attributes), its structure set and its segmentations, as
/// bytes.
struct DicomExample {
  std::vector<std::string> slices;
  std::string structures, segmentation;
};

DicomExample dicom_example(const std::string& syntax) {
  testing::ExampleScan scan = testing::example_pet();
  scan.image = crop(scan.image, {{0, 0, 0}, {24, 20, 4}});
  scan.mask = crop(scan.mask, {{0, 0, 0}, {24, 20, 4}});
  testing::SeriesExample example;
  example.modality = "PT";
  example.slope = 0.5;
  example.intercept = 0;
  const TemporaryFolder folder;
  DicomExample made;
  const bool plain = syntax == testing::kExplicitLittle || syntax == testing::kImplicitLittle;
  const std::string of_objects = plain ? syntax : testing::kExplicitLittle;
  for (const testing::DicomTree& tree : testing::series_trees(scan.image, example)) {
    testing::write_dicom(folder.file("slice"), tree, syntax);
    made.slices.push_back(file_bytes(folder.file("slice")));
  }
  testing::write_dicom(folder.file("rs"), testing::structure_set_tree({{"GTV", scan.mask}}, example),
                       of_objects);
  testing::write_dicom(folder.file("seg"), testing::segmentation_tree({{"GTV", scan.mask}}, example),
                       of_objects);
  made.structures = file_bytes(folder.file("rs"));
  made.segmentation = file_bytes(folder.file("seg"));
  return made;
}

/// Bytes of one slice, or the same change in all, which then still are one series.
void mutate_slices(DicomExample& example, fuzz::Random& random) {
  const std::size_t header = std::min<std::size_t>(1400, example.slices.front().size());
  if (fuzz::one_in(random, 2)) {
    std::string& one = example.slices[fuzz::below(random, example.slices.size())];
    one = fuzz::mutate_bytes(one, fuzz::one_in(random, 2) ? header : one.size(), random);
    return;
  }
  const fuzz::Random same = random;
  for (std::string& slice : example.slices) {
    fuzz::Random again = same;
    slice = fuzz::mutate_bytes(slice, header, again);
    random = again;
  }
}

/// An SUV is a number above 0 times what is stored, or there is none.
std::string judge_series(const io::DicomSeries& series) {
  if (!series.faults.empty()) return "";
  for (const auto extent : series.lattice.size)
    if (extent < 1 || extent > 100000) return "a size of " + std::to_string(extent);
  if (series.lattice.voxel_count() > 10000000) return "";
  const bool has_suv = !io::suv_fault(series).has_value();
  try {
    const Volume image = io::read_series(series, true);
    if (!has_suv) return "an SUV in spite of its fault";
    if (image.voxels.size() != static_cast<std::size_t>(image.lattice.voxel_count()))
      return "voxels are missing";
  } catch (const io::DicomError&) {
    return "";
  }
  if (series.first().modality != "PT") return "";
  const io::SuvHeader header = io::suv_header(series.header, series.slices);
  for (const io::DicomSlice& slice : series.slices) {
    const auto factor = io::suv_factor(header, slice.pet);
    if (!(std::get<double>(factor) > 0) || !std::isfinite(std::get<double>(factor)))
      return "a factor to SUV of " + std::to_string(std::get<double>(factor));
  }
  return "";
}

std::string read_everything(const std::string& folder) {
  io::DicomFolder read = io::read_dicom_folder(folder);
  Lattice lattice{{24, 20, 4}, {0.9765625, 1.25, 2.5}, {-12.25, 7.5, -100.5}, kIdentity3};
  for (const io::DicomSeries& series : read.series)
    if (const std::string wrong = judge_series(series); !wrong.empty()) return wrong;
  for (const io::DicomFile& file : read.others) try {
      if (io::is_structure_set(file)) {
        const io::DicomStructureSet set = io::structure_set_of(file);
        acquire::drawn_mask(io::find_roi(set, ""), lattice, {}, file.path);
      } else if (io::is_segmentation(file)) {
        const io::DicomSegmentation segmentation = io::segmentation_of(file);
        acquire::segment_mask(segmentation, io::find_segment(segmentation, ""), lattice);
      }
    } catch (const io::DicomError& error) {
      if (std::string(error.what()).size() > 2000) return "a message of more than 2000 bytes";
    }
  return "";
}

TEST(DicomFuzzInvariant, ChangedFilesAreReadOrRefusedInTimeAndNoSuvIsInvented) {
  std::vector<DicomExample> examples;
  for (const char* syntax : {testing::kExplicitLittle, testing::kImplicitLittle, testing::kExplicitLittle,
                             testing::kImplicitLittle, "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.70"})
    examples.push_back(dicom_example(syntax));
  fuzz::expect_sound("dicom", fuzz::settings(200), [&](fuzz::Random& random, const std::string& folder) {
    DicomExample example = fuzz::pick(random, examples);
    const std::size_t what = fuzz::below(random, 4);
    if (what < 2) mutate_slices(example, random);
    std::string& object = what == 2 ? example.structures : example.segmentation;
    if (what >= 2) object = fuzz::mutate_bytes(object, object.size(), random);
    for (std::size_t i = 0; i < example.slices.size(); ++i)
      write_bytes(folder + "/slice" + std::to_string(i), example.slices[i]);
    write_bytes(folder + "/rs", example.structures);
    write_bytes(folder + "/seg", example.segmentation);
    std::string wrong;
    const std::string refused =
        fuzz::refused_or_fine({"slice", "rs", "seg"}, [&] { wrong = read_everything(folder); });
    return refused.empty() ? wrong : refused;
  });
}

}  // namespace
}  // namespace radgauge
