#include "floor/objects.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "io/image_file.h"
#include "perturbations/registry.h"
#include "phantoms/registry.h"
#include "reference/extractor.h"

namespace radgauge::floor {
namespace {

namespace fs = std::filesystem;

ExtractionSettings settings_of(const std::string& preset) {
  ExtractionSettings settings = reference::find_preset(preset)->settings;
  settings.aggregation = Aggregation::all;
  return settings;
}

std::vector<Value> defaults(const std::vector<Field>& fields) {
  std::vector<Value> values;
  for (const Field& field : fields) values.push_back(field.fallback);
  return values;
}

Scan lesion(int index) {
  const phantoms::Phantom* phantom = phantoms::find_phantom("lesion");
  const std::vector<Value> values = defaults(phantom->fields);
  Scan scan = phantom->generate(values, 1, static_cast<std::uint64_t>(index));
  return scan;
}

/// The grid stage of a study, with the crop of one (design 2).
reference::Prepared prepared(const Volume& whole, const Mask& mask, const ExtractionSettings& s) {
  const Box box = intersect(grow(bounding_box(mask), {24, 24, 24}), Box{{0, 0, 0}, whole.lattice.size});
  const Volume image = crop(whole, box);
  return reference::resample(reference::sampling_source(image, s), image, crop(mask, box),
                             reference::grid_plan(whole.lattice, s), s, reference::surroundings_mm(s));
}

Volume with_coloured_noise(const Scan& scan) {
  const Operation* operation = perturbations::find_perturbation("noise.nps");
  const Draws draws(1, "lesion-1", "noise.nps", 0, 0);
  return operation->image({scan.image, scan.mask, draws, Modality::ct}, defaults(operation->fields)).image;
}

void add_own(std::vector<Object>& list, int own) {
  list.push_back({"digital phantom", settings_of("ibsi-digital"), [] {
                    const Scan scan = phantoms::find_phantom("ibsi_digital")->generate({}, 0, 0);
                    return prepared(scan.image, scan.mask, settings_of("ibsi-digital"));
                  }});
  for (int i = 0; i < own; ++i)
    for (const char* preset : {"ct-1mm", "mr-1mm", "pet-3mm", "none"}) {
      const ExtractionSettings s = settings_of(preset);
      list.push_back({"lesion " + to_text(std::int64_t{i + 1}) + ", " + preset, s, [=] {
                        const Scan scan = lesion(i);
                        return prepared(scan.image, scan.mask, s);
                      }});
    }
  if (own == 0) return;
  const ExtractionSettings s = settings_of("mr-1mm");
  list.push_back({"lesion 1 with noise.nps, mr-1mm", s, [=] {
                    const Scan scan = lesion(0);
                    return prepared(with_coloured_noise(scan), scan.mask, s);
                  }});
}

}  // namespace

std::vector<Object> objects(int own, int scans) {
  std::vector<Object> list;
  add_own(list, own);
  const char* root = std::getenv("RADGAUGE_DATA");
  if (root == nullptr || *root == '\0' || scans < 1) return list;
  std::vector<fs::path> patients;
  for (const auto& entry : fs::directory_iterator(fs::path(root) / "ibsi/validation/nifti"))
    patients.push_back(entry.path());
  std::sort(patients.begin(), patients.end());
  patients.resize(std::min(patients.size(), static_cast<std::size_t>(scans)));
  const std::pair<const char*, const char*> modalities[] = {
      {"CT", "ct-1mm"}, {"MR_T1", "mr-1mm"}, {"PET", "pet-3mm"}};
  for (const fs::path& patient : patients)
    for (const auto& [modality, preset] : modalities) {
      const std::string image = (patient / (std::string(modality) + "_image.nii.gz")).string(),
                        mask = (patient / (std::string(modality) + "_mask.nii.gz")).string();
      if (!fs::exists(image)) continue;
      const ExtractionSettings s = settings_of(preset);
      list.push_back({patient.filename().string() + " " + modality, s,
                      [=] { return prepared(io::read_image(image), io::read_mask(mask, {}), s); }});
    }
  return list;
}

std::vector<FeatureInfo> features() {
  return reference::feature_list(settings_of("none"));
}

}  // namespace radgauge::floor
