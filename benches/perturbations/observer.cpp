#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "io/csv.h"
#include "io/files.h"
#include "perturbations/records.h"
#include "perturbations/registry.h"

namespace radgauge::records {

namespace {

constexpr double kTarget = 0.85;
constexpr double kTolerance = 0.01;
constexpr int kPatients = 30;
constexpr int kRepeats = 3;

struct Draw {
  double dice = 0, hd95_mm = 0, volume_change = 0, sd_mm = 0;
  std::string status;
};
struct Lesion {
  std::string modality, patient;
  std::int64_t voxels = 0;
  std::vector<Draw> draws;

  double mean(double Draw::*value) const {
    double sum = 0;
    for (const Draw& draw : draws) sum += draw.*value;
    return sum / static_cast<double>(draws.size());
  }
};

double achieved(const runner::Variant& variant, const std::string& parameter) {
  const store::StoredMagnitude* found = magnitude(variant, "mask.observer", parameter);
  return found == nullptr ? std::nan("") : found->achieved;
}

Lesion measure(const std::string& modality, int number) {
  std::string patient = to_text(std::int64_t{number});
  patient = "STS_" + std::string(3 - patient.size(), '0') + patient;
  const std::string scan =
      data_file("ibsi/validation/nifti/" + patient + "/" + (modality == "MR" ? "MR_T1" : "PET"));
  const study::Study study =
      study_of("{patient: " + patient + ", image: " + scan + "_image.nii.gz, mask: " + scan +
                   "_mask.nii.gz, modality: " + modality + "}",
               modality == "MR" ? "{preset: mr-1mm}" : "{preset: pet-3mm}",
               "  observers: {chain: [{mask.observer: {target_dice: " + to_text(kTarget) +
                   "}}], repeats: " + to_text(std::int64_t{kRepeats}) + "}\n");
  Lesion lesion{modality, patient, 0, {}};
  for (const runner::Variant& variant : variants_of(study)) {
    if (variant.condition == "base") {
      lesion.voxels = count(variant.mask);
      continue;
    }
    const store::StoredMagnitude* target = magnitude(variant, "mask.observer", "target_dice");
    lesion.draws.push_back({achieved(variant, "dice"), achieved(variant, "hd95_mm"),
                            achieved(variant, "volume_change"), achieved(variant, "fitted_sd_mm"),
                            target != nullptr ? target->status : "failed: " + variant.record.reason});
  }
  return lesion;
}

std::string csv_of(const std::vector<Lesion>& lesions) {
  std::string text = io::csv_line({"modality", "patient", "voxels", "repetition", "target_dice", "dice",
                                   "hd95_mm", "volume_ratio", "fitted_sd_mm", "status"});
  for (const Lesion& lesion : lesions)
    for (std::size_t i = 0; i < lesion.draws.size(); ++i) {
      const Draw& draw = lesion.draws[i];
      text += io::csv_line({lesion.modality, lesion.patient, to_text(lesion.voxels),
                            to_text(static_cast<std::int64_t>(i) + 1), to_text(kTarget), to_text(draw.dice),
                            to_text(draw.hd95_mm), to_text(1 + draw.volume_change), to_text(draw.sd_mm),
                            draw.status});
    }
  return text;
}

/// One line of the table by modality.
std::string summary_line(const std::vector<Lesion>& lesions, const std::string& modality) {
  double dice = 0, low = 1, high = 0, hd95 = 0, off = 0, n = 0;
  for (const Lesion& lesion : lesions)
    for (const Draw& draw : lesion.draws) {
      if (lesion.modality != modality) continue;
      n += 1;
      dice += draw.dice;
      hd95 += draw.hd95_mm;
      low = std::min(low, draw.dice);
      high = std::max(high, draw.dice);
      off += !(std::abs(draw.dice - kTarget) <= kTolerance);
    }
  return "| " + modality + " | " + to_rounded_text(n) + " | " + to_rounded_text(dice / n, 5) + " | " +
         to_rounded_text(low) + " to " + to_rounded_text(high) + " | " + to_rounded_text(off) + " | " +
         to_rounded_text(hd95 / n, 3) + " |\n";
}

std::string lesion_table(const std::vector<Lesion>& lesions) {
  std::string text =
      "| modality | patient | voxels | Dice | HD95 (mm) | volume ratio | fitted SD (mm) |\n"
      "|---|---|---|---|---|---|---|\n";
  for (const Lesion& l : lesions)
    text += "| " + l.modality + " | " + l.patient + " | " + to_text(l.voxels) + " | " +
            to_rounded_text(l.mean(&Draw::dice)) + " | " + to_rounded_text(l.mean(&Draw::hd95_mm), 3) +
            " | " + to_rounded_text(1 + l.mean(&Draw::volume_change), 3) + " | " +
            to_rounded_text(l.mean(&Draw::sd_mm), 3) + " |\n";
  return text;
}

/// What the same Dice means on the smallest and on the largest surface error.
std::string what_it_means(const std::vector<Lesion>& lesions) {
  const auto by_sd = [](const Lesion& a, const Lesion& b) {
    return a.mean(&Draw::sd_mm) < b.mean(&Draw::sd_mm);
  };
  const auto [low, high] = std::minmax_element(lesions.begin(), lesions.end(), by_sd);
  const auto words = [](const Lesion& l) {
    return to_rounded_text(l.mean(&Draw::sd_mm), 3) + " mm (" + l.modality + " of " + l.patient + ", HD95 " +
           to_rounded_text(l.mean(&Draw::hd95_mm), 3) + " mm)";
  };
  return "\nOne Dice is not one error: the surface SD that it takes runs from " + words(*low) + " to " +
         words(*high) +
         ". A study that means millimetres\nhad better ask for `sd_mm`, `target_hd95_mm` or "
         "`calibrate: readers`.\n";
}

/// Balls of some voxels, isotropic voxels of 3 mm: where Dice itself steps by more than the tolerance.
std::string small_lesions() {
  const Operation& observer = *perturbations::find_perturbation("mask.observer");
  std::vector<Value> values;
  for (const Field& field : observer.fields)
    values.push_back(field.name == "target_dice" ? Value(kTarget) : field.fallback);
  std::string text =
      "| voxels | draws within 0.01 | mean Dice | farthest |\n"
      "|---|---|---|---|\n";
  for (const double radius : {1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0}) {
    Lattice lattice;
    lattice.size = {29, 29, 29};
    lattice.spacing_mm = {3, 3, 3};
    Mask ball(lattice);
    for (std::int64_t z = 0; z < 29; ++z)
      for (std::int64_t y = 0; y < 29; ++y)
        for (std::int64_t x = 0; x < 29; ++x)
          ball(x, y, z) = static_cast<double>((x - 14) * (x - 14) + (y - 14) * (y - 14) +
                                              (z - 14) * (z - 14)) <= radius * radius;
    double within = 0, sum = 0, farthest = kTarget;
    constexpr std::uint32_t kDraws = 100;
    for (std::uint32_t r = 0; r < kDraws; ++r) {
      const Draws draws(1, "ball", "mask.observer", 0, r);
      const double dice = observer.mask({Volume(lattice), ball, draws}, values).magnitudes[0].achieved;
      within += std::abs(dice - kTarget) <= kTolerance;
      sum += dice;
      if (std::abs(dice - kTarget) > std::abs(farthest - kTarget)) farthest = dice;
    }
    text += "| " + to_text(count(ball)) + " | " + to_rounded_text(100 * within / kDraws, 3) + " % | " +
            to_rounded_text(sum / kDraws) + " | " + to_rounded_text(farthest) + " |\n";
  }
  return text;
}

std::string page_of(const std::vector<Lesion>& lesions) {
  std::string text =
      "# mask.observer at Dice 0.85\n\n"
      "Made anew by `RADGAUGE_DATA=FOLDER ./run compliance`. The 30 PET and 30 MR lesions of the validation "
      "phase of IBSI 1 (soft-tissue\nsarcoma; Vallieres et al. 2015, The Cancer Imaging Archive, "
      "doi:10.7937/K9/TCIA.2015.7GO2GSKS, CC BY 3.0), with the presets `pet-3mm` and\n`mr-1mm`, " +
      to_text(std::int64_t{kRepeats}) +
      " draws each of `mask.observer: {target_dice: 0.85}` (correlation length 10 mm). Dice and HD95 are "
      "with the mask before.\nEvery draw: [observer.csv](observer.csv).\n\n"
      "| modality | draws | mean Dice | range | not within 0.01 | mean HD95 (mm) "
      "|\n|---|---|---|---|---|---|\n";
  text += summary_line(lesions, "PET") + summary_line(lesions, "MR");
  text += what_it_means(lesions) + "\n## Where it cannot\n\n";
  std::string failed;
  for (const Lesion& lesion : lesions)
    for (const Draw& draw : lesion.draws)
      if (draw.status != "ok")
        failed += "- " + lesion.modality + " " + lesion.patient + ": " + draw.status + "\n";
  text += failed.empty() ? "On none of these lesions does a draw miss.\n" : failed;
  text +=
      "\nA mask of few voxels steps from one Dice to the next by more than 0.01; the nearer one is taken and "
      "the status of the draw says \"the voxels are too\ncoarse\". Balls of 3 mm voxels, 100 draws "
      "each:\n\n" +
      small_lesions();
  text +=
      "\nOther limits: `bias_mm` and `end_probability` may go farther than the target by themselves, "
      "and the surface moves by at most 20 mm;\nboth are said in the status.\n\n## Each lesion (means "
      "over the draws)\n\n";
  return text + lesion_table(lesions);
}

}  // namespace

void record_observer(const std::string& folder) {
  std::vector<Lesion> lesions(2 * kPatients);
  oneapi::tbb::parallel_for(std::size_t{0}, lesions.size(), [&](std::size_t i) {
    lesions[i] = measure(i < kPatients ? "PET" : "MR", static_cast<int>(i % kPatients) + 1);
  });
  io::write_file(folder + "/observer.csv", csv_of(lesions));
  io::write_file(folder + "/observer.md", page_of(lesions));
}

}  // namespace radgauge::records
