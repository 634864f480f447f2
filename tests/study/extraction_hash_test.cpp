#include "study/extraction_hash.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "io/yaml.h"

namespace radgauge::study {
namespace {

Study hashed_study(const std::string& rest) {
  return decode_study(
      io::parse_yaml("study: s\ncohort:\n  - {patient: P1, image: i, mask: m, modality: CT, scanner: "
                     "A}\n  - {patient: P1, image: j, mask: m, modality: CT, scanner: B}\n" +
                         rest,
                     "study.yaml"),
      "");
}

std::string original_hash(const std::string& settings) {
  return extraction_hashes(hashed_study("extractions:\n  original: {" + settings + "}\n")).at("original");
}

std::string model_line(const std::string& extractions) {
  return "drift: {over: scanner, reference: A}\nmodels:\n  - {model: rad, link: logit, outcome: y, extractions: {" +
         extractions + "}, terms: [{feature: stat_mean, coefficient: 1}]}\n";
}

std::string refusal(const std::string& rest) {
  try {
    hashed_study(rest);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return {};
}

TEST(ExtractionHashInvariant, FollowsTheSettingsAndNothingElse) {
  const std::string same = original_hash("preset: ct-1mm, bin_width: 25");
  EXPECT_EQ(same.size(), 16u);
  EXPECT_EQ(original_hash("preset: ct-1mm, bin_width: 25.0"), same);
  EXPECT_EQ(original_hash("preset: ct-1mm, bin_width: 25, families: stat"), same);
  EXPECT_NE(original_hash("preset: ct-1mm, bin_width: 24"), same);
  EXPECT_NE(original_hash("preset: ct-1mm, bin_width: 25, resegmentation_lower: -150"), same);
  EXPECT_NE(original_hash("preset: mr-1mm, bin_width: 25"), same);
  // A map has a hash of its own, and changes that of the image by nothing.
  const auto maps = extraction_hashes(hashed_study(
      "extractions:\n  original: {preset: ct-1mm, bin_width: 25, maps: [original, {log: {sigma_mm: 1}, name: fine}]}\n"));
  EXPECT_EQ(maps.at("original"), same);
  EXPECT_NE(maps.at("original/fine"), same);
}

// regression: what a later version adds to the settings, or to those of a filter, leaves models as they are.
// These two stand in files of models: never change them.
TEST(ExtractionHashRegression, StaysFromVersionToVersion) {
  const auto hashes = extraction_hashes(hashed_study(
      "extractions:\n  original: {preset: ct-1mm, bin_width: 25, maps: [original, {log: {sigma_mm: 1}, name: fine}]}\n"));
  EXPECT_EQ(hashes.at("original"), "e37b0f18bb9f60a1");
  EXPECT_EQ(hashes.at("original/fine"), "df9c2645d644e834");
}

TEST(ExtractionHashMechanics, AModelOfAnotherExtractionIsRefusedBeforeAnythingRuns) {
  const std::string extraction = "extractions:\n  original: {preset: ct-1mm}\n",
                    hash = original_hash("preset: ct-1mm"), other = original_hash("preset: mr-1mm");
  EXPECT_EQ(hashed_study(extraction + model_line("original: " + hash)).models.size(), 1u);
  EXPECT_EQ(hashed_study(extraction + model_line("")).models.size(), 1u);
  const std::string message = refusal(extraction + model_line("original: " + other));
  for (const std::string& part : {std::string("study.yaml:"), std::string("rad"), hash, other})
    EXPECT_NE(message.find(part), std::string::npos) << message;
  EXPECT_NE(refusal(extraction + model_line("fbn32: " + hash)).find("'fbn32', which the study does not have"),
            std::string::npos);
}

}  // namespace
}  // namespace radgauge::study
