#include "core/feature_request.h"
#include "study/maps.h"
#include "study/study.h"

namespace radgauge {

using namespace radgauge::study;

namespace {

std::string message_of(const std::string& text) {
  try {
    decode_study(io::parse_yaml(text, "study.yaml"), "");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study) << error.what();
    return error.what();
  }
  return "no error";
}

void problems_expect_message(const std::string& text, const std::vector<std::string>& parts) {
  const std::string message = message_of(text);
  for (const auto& part : parts)
    EXPECT_NE(message.find(part), std::string::npos) << "'" << part << "' is not in: " << message;
}

const std::string kPhantoms = "study: s\nphantoms: {kind: lesion, count: 3}\n";

std::string with_chain(const std::string& step, const std::string& more = "") {
  return kPhantoms + "conditions:\n  a:\n    chain:\n      - " + step + "\n" + more;
}

// mechanics: fields that contradict each other are refused where they are written.
TEST(ProblemsMechanics, PhantomsAreChecked) {
  problems_expect_message(
      "study: s\nphantoms: {kind: lesion, count: 3, radius_low_mm: 30, radius_high_mm: 20}\n",
      {"study.yaml:2:11", "radius_low_mm = 30 is above radius_high_mm = 20"});
  problems_expect_message(
      "study: s\nphantoms: {kind: lesion, count: 3, contrast_low: 90, contrast_high: 20}\n",
      {"contrast_low = 90"});
  problems_expect_message("study: s\nphantoms: {kind: lesion, count: 3, radius_high_mm: 90}\n",
                          {"raise size or spacing"});
  problems_expect_message(
      "study: s\nphantoms: {kind: sphere, count: 1, spacing_x_mm: 0.05, spacing_y_mm: 0.05, spacing_z_mm: 0.05}\n",
      {"study.yaml:2:11", "use a larger spacing"});
}

TEST(ProblemsMechanics, ChainsAreChecked) {
  problems_expect_message(with_chain("{reseg.range: {lower: 5, upper: 4}}"),
                          {"study.yaml:6:23", "reseg.range: lower = 5 is not below upper = 4"});
  problems_expect_message(with_chain("{disc.fbn: {count: 1}}"), {"study.yaml:6:20", "one bin"});
  problems_expect_message(with_chain("{io.quantise: {lower: 5, upper: 4}}"),
                          {"lower = 5 is not below upper = 4"});
  problems_expect_message(with_chain("{io.quantise: {step: 5, per_slice: true}}"), {"exclude each other"});
  problems_expect_message(with_chain("{image.command: {command: 'tool {image}'}}"),
                          {"study.yaml:6:25", "{output}"});
  problems_expect_message(with_chain("{mask.command: {command: \"tool 'x {mask} {output}\"}}"),
                          {"not closed"});
  problems_expect_message(with_chain("{mask.threshold: {rule: absolute, absolute: 5, upper: 4}}"),
                          {"absolute = 5", "upper = 4"});
  problems_expect_message(with_chain("{mask.supervoxel: {least: 0.9, certain: 0.2}}"), {"least = 0.9"});
  problems_expect_message(with_chain("{mask.observer: {target_dice: 0.8, sd_mm: 1}}"), {"sd_mm is set"});
  problems_expect_message(with_chain("{res.kernel: {source_f50_per_mm: 0.3, target_f50_per_mm: 0.4}}"),
                          {"not smoother than the source"});
}

// mechanics: one level of many that contradicts one of another parameter is found.
TEST(ProblemsMechanics, EveryCombinationOfLevelsIsChecked) {
  problems_expect_message(with_chain("{reseg.range: {lower: [0, 50], upper: [40, 100]}}"),
                          {"study.yaml:6:23", "lower = 50 is not below upper = 40"});
  EXPECT_EQ(message_of(with_chain("{reseg.range: {lower: [0, 30], upper: [40, 100]}}")), "no error");
  problems_expect_message(with_chain("{reseg.range: {lower: {from: 0, to: 9}, upper: {from: 0, to: 9}}}",
                                     "    design: latin-hypercube\n    samples: 20\n"),
                          {"is not below upper"});
  EXPECT_THROW(group_of_condition("reseg.range:lower=5:upper=4"), Error);
  EXPECT_THROW(decode_applied(io::parse_yaml("[{disc.fbn: {count: 1}}]", "chain.yaml")), Error);
}

TEST(ProblemsMechanics, ExtractionsAreChecked) {
  problems_expect_message(
      kPhantoms + "extractions:\n  a: {resegmentation_lower: 5, resegmentation_upper: 4}\n",
      {"study.yaml:4:6", "extraction a", "resegmentation_lower = 5 is above"});
}

// mechanics: maps are a list; the default says nothing in the resolved study.
TEST(MapsMechanics, ListsOfMapsAreChecked) {
  const auto with_maps = [](const std::string& maps) {
    return kPhantoms + "extractions:\n  original:\n    maps: " + maps + "\n";
  };
  EXPECT_EQ(message_of(with_maps("[original]")), "no error");
  const Study study = decode_study(io::parse_yaml(with_maps("[original]"), "study.yaml"), "");
  EXPECT_EQ(resolved_yaml(study).find("maps"), std::string::npos);
  EXPECT_EQ(study.extractions[0].request().maps, std::vector<std::string>{"original"});
  problems_expect_message(with_maps("[]"), {"study.yaml:5:11", "empty list"});
  problems_expect_message(with_maps("[orignal]"), {"study.yaml:5:12", "orignal", "known: original"});
  problems_expect_message(with_maps("[original, original]"), {"study.yaml:5:22", "twice"});
  problems_expect_message(with_maps("[{no_such_filter: {}}]"), {"unknown filter 'no_such_filter'"});
}

TEST(NamesMechanics, OneRuleForFullNames) {
  EXPECT_EQ(feature_name("", "original", "original", "stat_mean"), "stat_mean");
  EXPECT_EQ(feature_name("", "bin25", "original", "stat_mean"), "bin25.stat_mean");
  EXPECT_EQ(feature_name("pvp", "bin25", "log_3mm", "stat_mean"), "pvp.bin25.log_3mm.stat_mean");
  EXPECT_EQ(magnitude_name("bin25", true, "noise.white", 0), "noise.white");
  EXPECT_EQ(magnitude_name("bin25", false, "noise.white", 1), "bin25.noise.white#2");
}

// mechanics: the study keeps the engine's word; who makes the engine judges it.
TEST(NamesMechanics, EngineIsKeptWithItsPlace) {
  const Study study = decode_study(io::parse_yaml(kPhantoms + "engine: tools/own.yaml\n", "study.yaml"), "");
  EXPECT_EQ(study.engine, "tools/own.yaml");
  EXPECT_EQ(study.engine_where, "study.yaml:3:9");
}

}  // namespace
}  // namespace radgauge
