#include <filesystem>

#include "acquire/acquire.h"
#include "fuzz/cases.h"
#include "io/image_example.h"
#include "io/image_file.h"
#include "io/nifti_bytes.h"
#include "io/temporary_folder.h"
#include "record/run_folder.h"
#include "runner/engine_check.h"
#include "runner/runner.h"

namespace radgauge {

namespace {

const Index3 kSize{14, 12, 8};

Volume example_image() {
  Volume image(Lattice{kSize, {0.9, 1.1, 3}, {-10, 20, 5}, kIdentity3});
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] = static_cast<float>((i * 7919) % 251) - 100;
  return image;
}

Mask example_mask(const Lattice& lattice) {
  Mask mask(lattice);
  for (std::int64_t z = 2; z < 6; ++z)
    for (std::int64_t y = 3; y < 9; ++y)
      for (std::int64_t x = 3; x < 10; ++x) mask(x, y, z) = 1;
  return mask;
}

/// Image and mask in one format: their bytes, and those of detached voxels.
struct Pair {
  std::string ending;
  std::string detached;  ///< ending of the file with the voxels; "" where there is none
  std::string image, mask, image_voxels, mask_voxels;
};

std::vector<Pair> examples() {
  io::initialise_image_io();
  const TemporaryFolder folder;
  std::vector<Pair> pairs;
  for (const std::string& ending : kEndings) {
    const std::string image = folder.file("image"), mask = folder.file("mask");
    io::write_image(image + ending, example_image());
    io::write_mask(mask + ending, example_mask(example_image().lattice));
    Pair pair{ending, ending == ".nhdr" ? ".raw.gz" : ending == ".mhd" ? ".zraw" : "", {}, {}, {}, {}};
    pair.image = file_bytes(image + ending);
    pair.mask = file_bytes(mask + ending);
    if (!pair.detached.empty()) {
      pair.image_voxels = file_bytes(image + pair.detached);
      pair.mask_voxels = file_bytes(mask + pair.detached);
    }
    pairs.push_back(pair);
  }
  return pairs;
}

std::size_t header_end(const Pair& pair, const std::string& bytes) {
  if (pair.ending == ".nii") return 352;
  if (pair.ending == ".nrrd") return bytes.find("\n\n");
  if (pair.ending == ".mha") return bytes.find("LOCAL");
  return bytes.size();
}

std::string mutated(const Pair& pair, const std::string& bytes, bool header_only, fuzz::Random& random) {
  const std::size_t end = header_only ? header_end(pair, bytes) : bytes.size();
  if (pair.ending != ".nii" && pair.ending != ".nii.gz" && header_only)
    return fuzz::mutate_text(bytes.substr(0, end), random) + bytes.substr(end);
  return fuzz::mutate_bytes(bytes, end, random);
}

/// Mutates image, mask, or the headers of both alike: only lattices that agree come as far as a feature.
Pair mutate(const std::vector<Pair>& pairs, fuzz::Random& random) {
  Pair pair = fuzz::pick(random, pairs);
  const std::size_t what = fuzz::below(random, 8);
  if (pair.ending == ".nii.gz" && !fuzz::one_in(random, 4)) {  // the header inside the compression
    const Pair& plain =
        *std::find_if(pairs.begin(), pairs.end(), [](const Pair& p) { return p.ending == ".nii"; });
    fuzz::Random same = random;
    pair.image = gzip(mutated(plain, plain.image, true, random));
    pair.mask = gzip(mutated(plain, plain.mask, true, same));
  } else if (what < 5) {
    fuzz::Random same = random;
    pair.image = mutated(pair, pair.image, true, random);
    pair.mask = mutated(pair, pair.mask, true, same);
  } else if (what == 5) {
    pair.mask = mutated(pair, pair.mask, fuzz::one_in(random, 2), random);
  } else if (what == 6 && !pair.detached.empty()) {
    pair.image_voxels = fuzz::mutate_bytes(pair.image_voxels, pair.image_voxels.size(), random);
  } else {
    pair.image = mutated(pair, pair.image, fuzz::one_in(random, 2), random);
  }
  return pair;
}

/// A whole image and mask on a lattice that NIfTI can say and a scanner cannot.
Pair extreme(fuzz::Random& random) {
  static const std::vector<float> kSpacings{0.02F, 0.05F, 0.3F, 1, 3, 8, 51, 1e3F, 1e6F};
  static const std::vector<float> kNumbers{0, 0, 0, 0.5F, -0.3F, 1};
  static const std::vector<float> kOrigins{0, -250, 1e4F, -1e7F, 1e30F};
  static const std::vector<std::int16_t> kSizes{1, 2, 14, 30};
  NiftiBytes image;
  image.pixdim[0] = fuzz::one_in(random, 2) ? 1.0F : -1.0F;
  std::size_t count = 1;
  for (std::size_t a = 0; a < 3; ++a) {
    image.size[a] = fuzz::pick(random, kSizes);
    image.pixdim[a + 1] = fuzz::pick(random, kSpacings);
    image.quaternion[a] = fuzz::pick(random, kNumbers);
    image.quaternion[a + 3] = fuzz::pick(random, kOrigins);
    count *= static_cast<std::size_t>(image.size[a]);
  }
  NiftiBytes mask = image;
  const bool flat = fuzz::one_in(random, 8), whole = fuzz::one_in(random, 3);
  std::vector<std::int16_t> values(count), inside(count);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = flat ? std::int16_t{7} : static_cast<std::int16_t>((i * 7919) % 251);
    inside[i] = whole || fuzz::one_in(random, 2) ? 1 : 0;
  }
  image.voxels = bytes_of(values);
  mask.voxels = bytes_of(inside);
  return {".nii", "", image.bytes(), mask.bytes(), "", ""};
}

const std::vector<std::string> kConditions{
    "",
    "conditions: {a: {chain: [{noise.white: {k: 1}}, {mask.grow_mm: {distance_mm: [-1, 1]}}]}}\n",
    "conditions: {a: {chain: [{res.psf: {fwhm_mm: 3}}, {geom.rotate: {angle_deg: 7}}]}}\n",
    "conditions: {a: {chain: [{mask.observer: {sd_mm: 1, correlation_mm: 3}}]}}\n",
    "conditions: {a: {chain: [{noise.nps: {k: 1}}, {sample.slice: {thickness_mm: 5}}]}}\n",
    "conditions: {a: {chain: [{geom.breathing: {amplitude_mm: 3}}, {mask.shift: {shift_x_mm: 1}}]}}\n",
    "conditions: {a: {chain: [{mask.supervoxel: {}}]}}\n",
    "conditions: {a: {chain: [{res.kernel: {source_f50_per_mm: 0.5, target_f50_per_mm: 0.3}}, {geom.gridshift: {shift_x: 0.5}}]}}\n"};

std::string study_text(const Pair& pair, fuzz::Random& random) {
  static const std::vector<std::string> kExtractions{
      "{preset: none}", "{preset: ct-1mm}", "{preset: none, interpolation: linear, bin_count: 16}",
      "{preset: none, interpolation: cubic, spacing_x_mm: 2, spacing_y_mm: 2, spacing_z_mm: 2}"};
  const std::string& extraction = fuzz::pick(random, kExtractions);
  // Without interpolation no grid may be moved.
  const std::string conditions =
      extraction == kExtractions.front() ? std::string() : fuzz::pick(random, kConditions);
  return "study: fuzz\ncohort: [{patient: P, image: image" + pair.ending + ", mask: mask" + pair.ending +
         ", modality: CT}]\nextractions: {original: " + extraction + "}\n" + conditions +
         "failures: {max: 9}\n";
}

/// Measures the study in `folder` as `radgauge run` does; what every failed cell says is checked.
std::string measure(const std::string& folder) {
  const study::Study study = study::read_study(folder + "/study.yaml");
  study::Plan plan = study::make_plan(study);
  const auto engine = runner::checked_engine(study, plan);
  store::Store store =
      record::open_run_folder(folder + "/results", false, record::store_tables(study, plan, *engine));
  runner::RunOptions options;
  options.threads = 1;
  options.memory_budget_bytes = 2e9;
  runner::run_plan(study, plan, *engine, acquire::look_at_all_rows(study, 1), store, options);
  std::string wrong;
  store.for_each_cell([&](const store::CellRecord& cell) {
    if (cell.reason.size() > 2000) wrong = "a reason of " + std::to_string(cell.reason.size()) + " bytes";
    if (cell.reason.find("std::") != std::string::npos) wrong = cell.reason;
  });
  return wrong;
}

std::string judge(const std::string& folder) {
  std::string wrong;
  const std::string refused =
      fuzz::refused_or_fine({"image.", "mask.", "study.yaml"}, [&] { wrong = measure(folder); });
  return refused.empty() ? wrong : refused;
}

TEST(ImageFuzzInvariant, ChangedImagesAreMeasuredOrRefusedInTime) {
  const std::vector<Pair> pairs = examples();
  fuzz::expect_sound("image", fuzz::settings(200), [&](fuzz::Random& random, const std::string& folder) {
    const Pair pair = fuzz::one_in(random, 3) ? extreme(random) : mutate(pairs, random);
    write_bytes(folder + "/image" + pair.ending, pair.image);
    write_bytes(folder + "/mask" + pair.ending, pair.mask);
    if (!pair.detached.empty()) {
      write_bytes(folder + "/image" + pair.detached, pair.image_voxels);
      write_bytes(folder + "/mask" + pair.detached, pair.mask_voxels);
    }
    write_bytes(folder + "/study.yaml", study_text(pair, random));
    return judge(folder);
  });
}

}  // namespace
}  // namespace radgauge
