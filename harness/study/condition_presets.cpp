#include "study/condition_presets.h"

#include <algorithm>

#include "core/text.h"

namespace radgauge::study {

namespace {

const std::string kZwanenburg = "Zwanenburg et al. 2019, Sci Rep 9:614, doi:10.1038/s41598-018-36938-4";
/// Its ranges are known to us from others who cite them, not from its own tables.
const std::string kZwanenburgRange = kZwanenburg + ", as others cite its range";
const std::string kMottola = "Mottola et al. 2021, Sci Rep 11:11542, doi:10.1038/s41598-021-90985-y";
const std::string kPolyU = "Zhang et al. 2023, Sci Rep 13:18263, doi:10.1038/s41598-023-45477-6";

LevelSource noise_level() {
  return {"noise.white:k", "around 1, the noise that is there already: " + kZwanenburg + " (noise addition)"};
}

std::vector<LevelSource> grid_shifts() {
  std::vector<LevelSource> list;
  for (const char* axis : {"x", "y", "z"})
    list.push_back({std::string("geom.gridshift:shift_") + axis,
                    "fractions of a voxel up to 0.75: " + kZwanenburgRange});
  return list;
}

LevelSource angle() {
  return {"geom.rotate:angle_deg", "13 to either side, about z: " + kZwanenburgRange};
}

LevelSource fraction() {
  return {"mask.grow_fraction:fraction",
          "up to a fifth: -20 to +10 % in " + kMottola + ", +-28 % in " + kZwanenburgRange};
}

LevelSource distance() {
  return {"mask.grow_mm:distance_mm",
          "ours, because no publication grows masks symmetrically in mm: one and two voxels of a 1 mm grid"};
}

LevelSource observer_sd() {
  return {
      "mask.observer:sd_mm",
      "ours, because inter-reader Dice coefficients of 0.7 to 0.9 lie in this range for lesions of 2 to 5 "
      "cm; fit it to your readers by target_dice"};
}

LevelSource displace() {
  return {"mask.displace:rms_mm", "around 1 mm: smooth random fields on contours, " + kPolyU};
}

LevelSource shift_mm() {
  return {"mask.shift:shift_x_mm",
          "up to 3 mm of misregistration: kstawiski/rtpipeline (radiomics_robustness.py)"};
}

LevelSource spacing(const std::string& levels) {
  return {"sample.voxel:spacing_mm",
          levels + ": " + kMottola + " (15 voxel sizes); Shafiq-ul-Hassan et al. 2017, doi:10.1002/mp.12123"};
}

LevelSource interpolator() {
  return {"sample.voxel:interpolator", "those of the IBSI reference manual, doi:10.1148/radiol.2020191145"};
}

LevelSource bin_count() {
  return {"disc.fbn:count",
          "powers of two that studies report; IBSI reference manual, doi:10.1148/radiol.2020191145"};
}

LevelSource region() {
  return {"control.shuffle:region", "the ROI: Welch et al. 2019, doi:10.1016/j.radonc.2018.10.027"};
}

std::vector<LevelSource> joined(std::vector<LevelSource> list, const std::vector<LevelSource>& more) {
  list.insert(list.end(), more.begin(), more.end());
  return list;
}

/// Groups that every modality's full preset ends with.
std::vector<PresetGroup> settings_groups(const std::string& spacings) {
  return {{"voxels",
           "voxel size of the resampled image",
           "{chain: [{sample.voxel: {spacing_mm: " + spacings + "}}]}",
           {spacing(spacings + " mm")}},
          {"interpolators",
           "interpolation of the image",
           "{chain: [{sample.voxel: {interpolator: [nearest, linear, cubic]}}]}",
           {interpolator()}},
          {"bins",
           "number of grey levels",
           "{chain: [{disc.fbn: {count: [8, 16, 32, 64, 128]}}]}",
           {bin_count()}},
          {"shuffled",
           "negative control, not judged: the report says which texture features keep the order of lesions",
           "{chain: [{control.shuffle: {region: roi}}], repeats: 3}",
           {region()}}};
}

ConditionPreset full(ConditionPreset preset, const std::string& spacings) {
  for (PresetGroup& group : settings_groups(spacings)) preset.groups.push_back(std::move(group));
  return preset;
}

const std::string kGridRanges =
    "{geom.gridshift: {shift_x: {from: 0, to: 0.75}, shift_y: {from: 0, to: 0.75}, shift_z: {from: 0, to: "
    "0.75}}}, {geom.rotate: {angle_deg: {from: -13, to: 13}}}, ";
const std::string kGridDoses =
    "{geom.gridshift: {shift_x: [0.25, 0.5, 0.75]}}, {geom.rotate: {angle_deg: [-13, -7, -3, 3, 7, 13]}}, ";
const std::string kMaskDoses =
    "{mask.shift: {shift_x_mm: [0.5, 1, 2, 3]}}, {mask.grow_mm: {distance_mm: [-2, -1, 1, 2]}}, "
    "{mask.grow_fraction: {fraction: [-0.2, -0.1, 0.1, 0.2]}}, {mask.observer: {sd_mm: [0.5, 1, 2]}}, "
    "{mask.displace: {rms_mm: [0.5, 1, 2]}}";

std::vector<LevelSource> common_doses() {
  return {grid_shifts()[0], angle(), shift_mm(), distance(), fraction(), observer_sd(), displace()};
}

ConditionPreset ct_screen() {
  return {"ct-screen",
          "CT: 30 conditions of noise, grid, mask size and contour at once, after Zwanenburg 2019",
          Modality::ct,
          {{"screen", "noise, translation, rotation, volume and contour together",
            "{chain: [{noise.white: {k: {from: 0.5, to: 1.5}}}, " + kGridRanges +
                "{mask.grow_fraction: {fraction: {from: -0.2, to: 0.2}}}, {mask.supervoxel: {}}], design: "
                "latin-hypercube, samples: 30}",
            joined(grid_shifts(),
                   {noise_level(),
                    angle(),
                    fraction(),
                    {"mask.supervoxel", "500 mm^3, certain from 0.9, never below 0.2: " + kZwanenburg +
                                            " (contour randomisation) and MIRP"}})}}};
}

ConditionPreset ct_full() {
  return full(
      {"ct-full",
       "CT: dose-response of each factor, settings that papers forget, and a negative control",
       Modality::ct,
       {{"doses", "one factor at a time, for critical magnitudes",
         "{chain: [{noise.white: {k: [0.5, 1, 2]}}, {noise.nps: {sd: [5, 10, 20, 40]}}, {res.psf: {fwhm_mm: "
         "[1, 2, 3]}}, " +
             kGridDoses + kMaskDoses + "], design: oat, repeats: 5}",
         joined(
             common_doses(),
             {noise_level(),
              {"noise.nps:sd",
               "5 to 40 HU, ours, because 10 and 20 HU are what kstawiski/rtpipeline "
               "(radiomics_robustness.py) adds and reconstructions differ by twice as much"},
              {"res.psf:fwhm_mm", "ours, because kernels of body CT differ by 1 to 3 mm: see res.kernel"}})},
        {"bin_widths",
         "width of the grey levels",
         "{chain: [{disc.fbs: {width: [5, 10, 25, 50]}}]}",
         {{"disc.fbs:width",
           "5 to 50 HU around the 25 HU that most studies use; IBSI reference "
           "manual, doi:10.1148/radiol.2020191145"}}}}},
      "[1, 1.5, 2, 3]");
}

LevelSource pet_noise() {
  return {"noise.poisson:cov",
          "5 to 15 % in a region of even uptake: EARL, doi:10.1007/s00259-014-2961-x (image quality "
          "of harmonised PET)"};
}

ConditionPreset pet_screen() {
  return {
      "pet-screen",
      "PET: 30 conditions of count noise, grid, mask size and observer at once",
      Modality::pet,
      {{"screen", "noise, translation, rotation, volume and contour together",
        "{chain: [{noise.poisson: {cov: {from: 0.05, to: 0.15}, fwhm_mm: 5}}, " + kGridRanges +
            "{mask.grow_fraction: {fraction: {from: -0.2, to: 0.2}}}, {mask.observer: {sd_mm: {from: 0.5, "
            "to: 2}}}], design: latin-hypercube, samples: 30}",
        joined(grid_shifts(),
               {pet_noise(),
                {"noise.poisson:fwhm_mm", "5 mm, ours, because clinical post-filters are of 4 to 6 mm"},
                angle(),
                fraction(),
                observer_sd()})}}};
}

ConditionPreset pet_full() {
  return full(
      {"pet-full",
       "PET: dose-response of each factor, thresholds, settings that papers forget, negative control",
       Modality::pet,
       {{"doses", "one factor at a time, for critical magnitudes",
         "{chain: [{noise.poisson: {cov: [0.05, 0.1, 0.15], fwhm_mm: 5}}, {res.psf: {fwhm_mm: [4, 6, 8]}}, "
         "{geom.breathing: {amplitude_mm: [5, 10, 20]}}, " +
             kGridDoses + kMaskDoses + "], design: oat, repeats: 5}",
         joined(common_doses(),
                {pet_noise(),
                 {"noise.poisson:fwhm_mm", "5 mm, ours, because clinical post-filters are of 4 to 6 mm"},
                 {"res.psf:fwhm_mm",
                  "ours, because scanners of EARL's two standards differ by 4 to 8 "
                  "mm: doi:10.1007/s00259-018-3977-4"},
                 {"geom.breathing:amplitude_mm",
                  "up to 25 mm superior-inferior: Seppenwoolde et al. "
                  "2002, doi:10.1016/S0360-3016(02)02803-1"}})},
        {"thresholds",
         "the lesion delineated anew at a share of its maximum",
         "{chain: [{mask.threshold: {fraction: [0.4, 0.41, 0.45, 0.5]}}]}",
         {{"mask.threshold:fraction",
           "40 to 50 % of the maximum, 41 % being the recommendation of "
           "EANM: doi:10.1007/s00259-014-2961-x"}}},
        {"bin_widths",
         "width of the grey levels",
         "{chain: [{disc.fbs: {width: [0.25, 0.5, 1]}}]}",
         {{"disc.fbs:width", "around 0.5 SUV; IBSI reference manual, doi:10.1148/radiol.2020191145"}}}}},
      "[2, 3, 4, 5]");
}

LevelSource mr_noise() {
  return {"noise.rician:fraction", "1 to 9 % of the reference tissue: BrainWeb, doi:10.1109/42.712135"};
}
LevelSource mr_bias() {
  return {"mr.bias:amplitude",
          "20 and 40 % non-uniformity of BrainWeb, doi:10.1109/42.712135, and half of it"};
}

ConditionPreset mr_screen() {
  return {
      "mr-screen",
      "MR: 30 conditions of noise, bias field, grid, mask size and observer at once",
      Modality::mr,
      {{"screen", "noise, bias, translation, rotation, volume and contour together",
        "{chain: [{mr.bias: {amplitude: {from: 0.1, to: 0.4}}}, {noise.rician: {fraction: {from: "
        "0.01, to: 0.05}}}, " +
            kGridRanges +
            "{mask.grow_fraction: {fraction: {from: -0.2, to: 0.2}}}, {mask.observer: {sd_mm: {from: 0.5, "
            "to: 2}}}], design: latin-hypercube, samples: 30}",
        joined(grid_shifts(), {mr_bias(), mr_noise(), angle(), fraction(), observer_sd()})}}};
}

ConditionPreset mr_full() {
  return full(
      {"mr-full",
       "MR: dose-response of each factor, settings that papers forget, and a negative control",
       Modality::mr,
       {{"doses", "one factor at a time, for critical magnitudes",
         "{chain: [{noise.rician: {fraction: [0.01, 0.03, 0.05, 0.07, 0.09]}}, {mr.bias: {amplitude: [0.1, "
         "0.2, 0.4]}}, {mr.motion: {translation_mm: [1, 2, 5]}}, {mr.ghost: {intensity: [0.05, 0.1, 0.2]}}, "
         "{int.gamma: {log_gamma: [-0.3, -0.15, 0.15, 0.3]}}, " +
             kGridDoses + kMaskDoses + "], design: oat, repeats: 5}",
         joined(common_doses(),
                {mr_noise(),
                 mr_bias(),
                 {"mr.motion:translation_mm",
                  "ours, because head motion of 1 to 5 mm is what readers reject or accept"},
                 {"mr.ghost:intensity",
                  "ours, because the ghosts of torchio (0.5 to 1) are meant to be seen at once"},
                 {"int.gamma:log_gamma", "+-0.3: the default of fepegar/torchio (RandomGamma)"}})},
        {"kspace",
         "share of k-space that was acquired",
         "{chain: [{mr.kspace: {phase_fraction: [0.5, 0.7, 0.9]}}]}",
         {{"mr.kspace:phase_fraction",
           "ours, because protocols acquire 50 to 90 % of the phase encodings; k-space subsampling as a "
           "perturbation: Suter et al. 2020, Cancer Imaging 20:55"}}}}},
      "[1, 1.5, 2, 3]");
}

}  // namespace

const std::vector<ConditionPreset>& condition_presets() {
  static const std::vector<ConditionPreset> list{ct_screen(), ct_full(),   pet_screen(),
                                                 pet_full(),  mr_screen(), mr_full()};
  return list;
}

const ConditionPreset* find_condition_preset(const std::string& name) {
  for (const ConditionPreset& preset : condition_presets())
    if (preset.name == name) return &preset;
  return nullptr;
}

io::Yaml with_preset(const io::Yaml& conditions, const std::vector<CohortRow>& rows) {
  const io::Yaml* asked = conditions.find("preset");
  if (asked == nullptr) return conditions;
  const std::string& name = asked->as_text("preset");
  const ConditionPreset* preset = find_condition_preset(name);
  std::vector<std::string> names;
  for (const ConditionPreset& known : condition_presets()) names.push_back(known.name);
  if (preset == nullptr)
    throw asked->error("unknown preset of conditions '" + name + "'" + did_you_mean(name, names) +
                       "; known: " + join(names, ", "));
  for (const CohortRow& row : rows)
    if (row.modality != preset->modality)
      throw asked->error("the preset " + name + " is made for " + std::string(to_text(preset->modality)) +
                         ", but " + row.name() + " is " + std::string(to_text(row.modality)) +
                         "; take a preset of that modality, or write the groups out (radgauge describe " +
                         name + ")");
  io::Yaml expanded = conditions;
  expanded.entries.clear();
  for (const PresetGroup& group : preset->groups)
    if (conditions.find(group.name) == nullptr)
      expanded.entries.push_back({group.name,
                                  io::parse_yaml(group.yaml, "preset " + name + ", group " + group.name),
                                  asked->line, asked->column});
  for (const io::Yaml::Entry& entry : conditions.entries)
    if (entry.key != "preset") expanded.entries.push_back(entry);
  return expanded;
}

}  // namespace radgauge::study
