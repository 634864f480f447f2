#include <cmath>
#include <filesystem>
#include <optional>

#include "acquire/drawn_mask.h"
#include "dicom/dicom_files.h"
#include "dicom/enhanced_files.h"
#include "dicom/example_scan.h"
#include "fuzz/cases.h"
#include "io/dicom/series.h"
#include "io/dicom/structures.h"
#include "io/temporary_folder.h"

namespace radgauge {

namespace {

/// A series in PET (its SUV depends on a dozen attributes), as files of its slices or as one enhanced object,
/// its structure set and its segmentations, as bytes.
struct DicomExample {
  std::vector<std::string> slices;
  std::string structures, segmentation;
};

DicomExample dicom_example(const std::string& syntax,
                           std::optional<testing::EnhancedForm> form = std::nullopt) {
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
  std::vector<testing::DicomTree> trees = testing::series_trees(scan.image, example);
  if (form) trees = {testing::enhanced_tree(trees, *form)};
  for (const testing::DicomTree& tree : trees) {
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
  const std::size_t header =
      std::min<std::size_t>(example.slices.size() > 1 ? 1400 : 5000, example.slices.front().size());
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

/// What an SUV of an activity cannot be without, by the header alone.
std::string missing_for_suv(const io::SuvHeader& header) {
  if (header.units != "BQML") return "";
  if (!(header.weight_kg.value_or(0) > 0)) return "weight";
  if (!(header.dose_bq.value_or(0) > 0) || header.tracers != 1) return "dose";
  if (header.decay_correction == "ADMIN") return "";
  if (!(header.half_life_s.value_or(0) > 0)) return "half-life";
  if (!header.administered_s && !header.administered_clock_s) return "time of administration";
  return header.decay_correction == "START" || header.decay_correction == "NONE" ? "" : "decay correction";
}

/// An SUV is a number above 0 times what is stored, voxel by voxel, or there is none.
std::string judge_suv(const io::DicomSeries& series, const Volume& suv) {
  const io::SuvHeader header = io::suv_header(series.header, series.slices);
  if (const std::string missing = missing_for_suv(header); !missing.empty())
    return "an SUV without the " + missing;
  const Volume stored = io::read_series(series, false);
  const auto in_slice = static_cast<std::size_t>(suv.lattice.size[0] * suv.lattice.size[1]);
  for (std::size_t s = 0; s < series.slices.size(); ++s) {
    const auto found = io::suv_factor(header, series.slices[s].pet);
    const double* factor = std::get_if<double>(&found);
    if (factor == nullptr) return "an SUV of a slice that has none";
    if (!(*factor > 0) || !std::isfinite(*factor)) return "a factor to SUV of " + std::to_string(*factor);
    for (std::size_t i = s * in_slice; i < (s + 1) * in_slice; ++i) {
      const double expected = *factor * static_cast<double>(stored.voxels[i]),
                   value = static_cast<double>(suv.voxels[i]);
      if (!(std::abs(value - expected) <= 1e-5 * std::abs(expected) + 1e-37) && std::isfinite(expected) &&
          std::abs(expected) < 3e38)
        return "an SUV of " + std::to_string(value) + " where " + std::to_string(expected) + " was due";
    }
  }
  return "";
}

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
    return series.first().modality == "PT" ? judge_suv(series, image) : "";
  } catch (const io::DicomError&) {
    return "";
  }
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
  for (const auto form : {testing::EnhancedForm::original, testing::EnhancedForm::converted})
    for (const char* syntax : {testing::kExplicitLittle, testing::kImplicitLittle, "1.2.840.10008.1.2.5"})
      examples.push_back(dicom_example(syntax, form));
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
