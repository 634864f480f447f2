#include "compliance/measure.h"

#include <tbb/parallel_for.h>

#include <filesystem>
#include <mutex>
#include <set>

#include "compliance/data.h"
#include "compliance/filter_tests.h"
#include "core/error.h"
#include "core/text.h"
#include "io/image_file.h"
#include "io/private_folder.h"
#include "phantoms/registry.h"
#include "reference/extractor.h"
#include "reference/preprocessing/grid.h"

namespace radgauge::compliance {

namespace {

namespace fs = std::filesystem;

const ExtractionSettings& settings_of(std::string_view preset) {
  const reference::Preset* found = reference::find_preset(preset);
  if (found == nullptr) throw Error(ErrorKind::internal, "there is no preset " + std::string(preset));
  return found->settings;
}

/// The values of one scan under one preset. The crop is wide enough for cubic splines (design 2).
std::vector<Claim> claims_of(const Volume& whole, const Mask& mask, const ExtractionSettings& s,
                             const Claim& labels) {
  const Box box = grow(bounding_box(mask), {24, 24, 24});
  const Volume image = crop(whole, box);
  const reference::Prepared prepared =
      reference::resample(reference::sampling_source(image, s), image, crop(mask, box),
                          reference::grid_plan(whole.lattice, s), s, reference::surroundings_mm(s));
  const FeatureVector values = reference::extract(prepared.image, prepared.mask, std::span(&s, 1)).front();
  const std::vector<FeatureInfo> features = reference::feature_list(s);
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < features.size(); ++i) {
    Claim claim = labels;
    claim.tag = features[i].tag;
    claim.value = values[i].status == Status::ok ? values[i].value : std::numeric_limits<double>::quiet_NaN();
    claim.place = values[i].status == Status::ok ? std::string() : std::string(values[i].reason);
    claims.push_back(std::move(claim));
  }
  return claims;
}

struct ValidationScan {
  std::string patient;
  std::string modality;
  ScanFiles files;
};

/// The scans of the consensus whose image is there; the others are named, and their rows leave it.
std::vector<ValidationScan> scans_to_measure(const std::string& folder,
                                             std::vector<reference::ConsensusValue>& consensus,
                                             std::vector<std::string>& notes) {
  std::vector<ValidationScan> scans;
  std::vector<std::string> absent;
  std::set<std::string> seen, gone;
  for (const reference::ConsensusValue& c : consensus) {
    if (!seen.insert(c.patient + " " + c.modality).second) continue;
    const fs::path stem = fs::path(folder) / c.patient;
    const ScanFiles files{(stem / (c.modality + "_image.nii.gz")).string(),
                          (stem / (c.modality + "_mask.nii.gz")).string()};
    if (fs::exists(files.image) && fs::exists(files.mask))
      scans.push_back({c.patient, c.modality, files});
    else if (gone.insert(c.patient + " " + c.modality).second)
      absent.push_back(c.patient + " " + c.modality);
  }
  std::erase_if(consensus, [&](const reference::ConsensusValue& c) {
    return gone.count(c.patient + " " + c.modality) > 0;
  });
  if (!absent.empty())
    notes.push_back(to_text(static_cast<std::int64_t>(absent.size())) +
                    " scans have no image or mask in the data and are left out: " + join(absent, ", "));
  return scans;
}

std::string validation_preset(const std::string& modality) {
  if (modality == "CT") return "ct-1mm";
  if (modality == "MR_T1") return "mr-1mm";
  if (modality == "PET") return "pet-3mm";
  throw Error(ErrorKind::data,
              "the validation set has no modality '" + modality + "'; known: CT, MR_T1, PET");
}

}  // namespace

Scan digital_phantom() {
  const phantoms::Phantom* phantom = phantoms::find_phantom("ibsi_digital");
  if (phantom == nullptr) throw Error(ErrorKind::internal, "there is no phantom ibsi_digital");
  return phantom->generate({}, 0, 0);
}

std::vector<Claim> measure_set(const std::string& set, const std::string& ct_image,
                               const std::string& ct_mask) {
  if (set == reference::kFilters)
    return measure_phase_two(io::read_image(ct_image), io::read_mask(ct_mask, std::nullopt));
  const ExtractionSettings& settings = settings_of("ibsi-" + set);
  const Claim labels{set, "", 0, ""};
  if (set != "digital")
    return claims_of(io::read_image(ct_image), io::read_mask(ct_mask, std::nullopt), settings, labels);
  const Scan scan = digital_phantom();
  return claims_of(scan.image, scan.mask, settings, labels);
}

ClaimTable measure_set(const engine::ExternalEngine& engine, const std::string& set,
                       const std::string& ct_image, const std::string& ct_mask) {
  const io::PrivateFolder folder;
  std::string image = ct_image, mask = ct_mask;
  if (set == "digital") {
    const Scan scan = digital_phantom();
    image = folder.file("phantom_image.nii.gz");
    mask = folder.file("phantom_mask.nii.gz");
    io::write_image(image, scan.image);
    io::write_mask(mask, scan.mask);
  }
  const std::string output = folder.file("features.csv");
  engine::run_engine(engine, set, image, mask, output, folder.file("log.txt"));
  return read_claims(output, engine.map, set);
}

std::vector<Claim> measure_validation(const std::string& scans,
                                      std::vector<reference::ConsensusValue>& consensus,
                                      std::vector<std::string>& notes,
                                      const std::function<void(std::size_t, std::size_t)>& progress) {
  const std::vector<ValidationScan> list = scans_to_measure(scans, consensus, notes);
  const auto any = [&](bool filtered) {
    return std::any_of(consensus.begin(), consensus.end(),
                       [&](const auto& c) { return c.filter.empty() != filtered; });
  };
  const bool phase_three = any(true), plain = any(false);
  std::vector<std::vector<Claim>> found(list.size());
  std::size_t done = 0;
  std::mutex one_at_a_time;
  tbb::parallel_for(std::size_t{0}, list.size(), [&](std::size_t i) {
    const ValidationScan& scan = list[i];
    try {
      const Volume image = io::read_image(scan.files.image);
      const Mask mask = io::read_mask(scan.files.mask, std::nullopt);
      const ExtractionSettings& settings = settings_of(validation_preset(scan.modality));
      const Claim labels{std::string(reference::kValidation), "", 0, "", scan.patient, scan.modality};
      if (plain) found[i] = claims_of(image, mask, settings, labels);
      if (phase_three) {
        const auto more = measure_phase_three(image, mask, settings, labels);
        found[i].insert(found[i].end(), more.begin(), more.end());
      }
    } catch (const Error& error) {
      throw error.within(scan.patient + " " + scan.modality);
    }
    const std::lock_guard lock(one_at_a_time);
    ++done;
    if (progress) progress(done, list.size());
  });
  std::vector<Claim> claims;
  for (auto& part : found) claims.insert(claims.end(), part.begin(), part.end());
  return claims;
}

}  // namespace radgauge::compliance
