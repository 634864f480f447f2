#include "engine/registry.h"
#include "fuzz/cases.h"
#include "io/csv.h"
#include "io/temporary_folder.h"
#include "study/plan.h"

namespace radgauge {

namespace {

const std::string kCohort =
    "patient,lesion,channel,image,mask,mask_label,modality,unit,session,reader,scanner,site,age\n"
    "P01,1,,a.nii.gz,a_m.nii.gz,1,CT,HU,1,A,X,north,50\n"
    "P01,1,,b.nii.gz,b_m.nii.gz,1,CT,HU,2,A,X,north,50\n"
    "P02,1,T2,c.nii.gz,c_m.nii.gz,,MR,,1,A,Y,\"so,uth\",61\n"
    "P02,1,T2,c.nii.gz,d_m.nii.gz,,MR,,1,B,Y,\"so,uth\",61\n";

const std::vector<std::string> kStudies{
    "study: small\nseed: 3\ncohort: cohort.csv\n"
    "extractions: {original: {preset: ct-1mm, spacing_x_mm: 2, bin_width: 25}}\n"
    "conditions:\n"
    "  noise: {chain: [{noise.white: {k: [0.5, 1]}}], repeats: 4, readers: all}\n"
    "  contour: {chain: [{mask.grow_mm: {distance_mm: [-2, 2]}}, {geom.rotate: {angle_deg: 5}}]}\n"
    "questions:\n  - {name: noise, over: noise, limits: {icc_lower: 0.9}}\n"
    "  - {name: readers, over: reader, limits: {icc_lower: 0.75, rc_percent_upper: 60}, strata: [volume]}\n"
    "failures: {max: 3}\n",
    "study: made\nseed: 1\nphantoms:\n"
    "  - {kind: sphere, count: 2, radius_mm: 6, margin_mm: 8, jitter: 1}\n"
    "  - {kind: lesion, count: 3, size_x: 24, size_y: 24, size_z: 12, radius_low_mm: 4, radius_high_mm: 6}\n"
    "conditions:\n"
    "  oat: {chain: [{noise.white: {k: [0.5, 1]}}, {mask.grow_mm: {distance_mm: [1, 2]}}], design: oat}\n"
    "  lhs: {chain: [{noise.white: {k: {from: 0, to: 1}}}], design: latin-hypercube, samples: 5}\n"
    "questions: [{name: lhs, over: lhs, gauge: {repeats: true}}]\n"};

std::string names_of(const study::Plan& plan) {
  std::string text;
  for (const study::Condition& condition : plan.conditions) text += condition.name;
  return text;
}

TEST(StudyFuzzInvariant, ChangedStudiesArePlannedOrRefused) {
  fuzz::expect_sound("study", fuzz::settings(1500), [&](fuzz::Random& random, const std::string& folder) {
    const std::string path = folder + "/study.yaml";
    write_bytes(folder + "/cohort.csv", kCohort);
    write_bytes(path, fuzz::mutate_text(fuzz::pick(random, kStudies), random));
    return fuzz::refused_or_fine({"study.yaml", "cohort.csv"}, [&] {
      const study::Study read = study::read_study(path);
      const std::string names = names_of(study::make_plan(read));
      const std::string resolved = study::resolved_yaml(read);
      const study::Study again = study::decode_study(io::parse_yaml(resolved, path), folder);
      if (names_of(study::make_plan(again)) != names)
        throw std::runtime_error("the resolved study has another plan");
    });
  });
}

TEST(TableFuzzInvariant, ChangedEngineTablesAreReadOrRefused) {
  std::string table = "patient,lesion,condition,feature,value,unit,status\n";
  for (const char* patient : {"P01", "P02"})
    for (const char* condition : {"base", "noise.white:k=1#1"})
      for (const char* feature : {"stat_mean", "morph_volume", "cm_energy_3D_comb"})
        table += std::string(patient) + ",1," + condition + "," + feature + ",1.25,1,ok\n";
  fuzz::expect_sound("engine", fuzz::settings(1000), [&](fuzz::Random& random, const std::string& folder) {
    write_bytes(folder + "/values.csv", fuzz::mutate_text(table, random));
    write_bytes(folder + "/engine.yaml", "engine: other\ntable: values.csv\n");
    return fuzz::refused_or_fine({"values.csv", "engine.yaml"}, [&] {
      engine::make_engine("engine.yaml", folder, "study.yaml:1:1")->features(FeatureRequest{});
    });
  });
}

TEST(TableFuzzInvariant, ChangedCohortsAreReadOrRefused) {
  fuzz::expect_sound("cohort", fuzz::settings(1500), [&](fuzz::Random& random, const std::string& folder) {
    const std::string path = folder + "/cohort.csv";
    write_bytes(path, fuzz::one_in(random, 4) ? fuzz::mutate_bytes(kCohort, kCohort.size(), random)
                                              : fuzz::mutate_text(kCohort, random));
    write_bytes(folder + "/study.yaml", kStudies.front());
    return fuzz::refused_or_fine({"cohort.csv", "study.yaml"},
                                 [&] { study::make_plan(study::read_study(folder + "/study.yaml")); });
  });
}

}  // namespace
}  // namespace radgauge
