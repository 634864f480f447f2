#include "perturbations/registry.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "fixtures.h"

namespace radgauge {

using namespace radgauge::perturbations;

namespace {

namespace fs = std::filesystem;
const fs::path kRoot = RADGAUGE_SOURCE_DIR;

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const std::pair<std::string, Stage> kFolders[] = {
    {"image", Stage::image}, {"grid", Stage::grid}, {"mask", Stage::mask}, {"extraction", Stage::extraction}};

// mechanics: each file is one operation of its stage, registered, described, cited and tested.
TEST(PerturbationRegistryMechanics, EveryFileIsRegisteredAndTested) {
  const std::string registry = text_of(kRoot / "perturbations/registry.cpp");
  std::size_t files = 0;
  for (const auto& [folder, stage] : kFolders) {
    if (!fs::exists(kRoot / "perturbations" / folder)) continue;
    for (const auto& entry : fs::directory_iterator(kRoot / "perturbations" / folder)) {
      const std::string stem = entry.path().stem().string();
      if (entry.path().extension() != ".cpp") continue;
      ++files;
      EXPECT_NE(registry.find("ADD(" + stem + ")"), std::string::npos) << stem << " has no registry line";
      EXPECT_TRUE(fs::exists(kRoot / "tests/perturbations" / (stem + "_test.cpp"))) << stem << " has no test";
      const std::string source = text_of(entry.path());
      int ids = 0;
      for (const Operation& operation : perturbations::perturbations()) {
        if (source.find("{\"" + operation.id + "\"") == std::string::npos) continue;
        ++ids;
        EXPECT_EQ(operation.stage, stage) << operation.id << " lies in the folder of another stage";
      }
      EXPECT_EQ(ids, 1) << stem << " describes " << ids << " registered operations";
    }
  }
  EXPECT_EQ(files, perturbations::perturbations().size());
}

// mechanics: every operation that touches voxels has a bench, by its id. Those of the extraction stage change
// settings and have no voxel to be timed by.
TEST(PerturbationRegistryMechanics, EveryOperationIsBenched) {
  std::string benches;
  for (const auto& entry : fs::directory_iterator(kRoot / "benches/kernels"))
    if (entry.path().extension() == ".cpp") benches += text_of(entry.path());
  for (const Operation& operation : perturbations::perturbations()) {
    if (operation.stage == Stage::extraction) continue;
    EXPECT_NE(benches.find("\"" + operation.id + "\""), std::string::npos)
        << operation.id << " has no bench in benches/kernels/";
  }
}

TEST(PerturbationRegistryMechanics, EveryOperationIsDescribed) {
  std::set<std::string> ids;
  for (const Operation& operation : perturbations::perturbations()) {
    EXPECT_TRUE(ids.insert(operation.id).second) << operation.id << " is there twice";
    EXPECT_EQ(find_perturbation(operation.id), &operation);
    EXPECT_FALSE(operation.summary.empty()) << operation.id;
    EXPECT_GT(operation.details.size(), 100u) << operation.id;
    const bool cited = operation.citation.find("doi:") != std::string::npos ||
                       operation.citation.rfind("none, because ", 0) == 0;
    EXPECT_TRUE(cited) << operation.id << " has neither a citation nor a reason for none";
    EXPECT_TRUE(operation.support != nullptr && operation.refusal != nullptr);
    const int stages = (operation.image != nullptr) + (operation.grid != nullptr) +
                       (operation.mask != nullptr) + (operation.extraction != nullptr);
    EXPECT_EQ(stages, 1) << operation.id;
    for (const Field& field : operation.fields) {
      EXPECT_FALSE(field.help.empty()) << operation.id << " " << field.name;
      EXPECT_EQ(check(field, field.fallback), "") << operation.id;
      if (field.kind == FieldKind::real) {
        EXPECT_NE(check(field, std::nan("")), "") << operation.id;
      }
    }
  }
  EXPECT_EQ(find_perturbation("noise.unknown"), nullptr);
}

TEST(PerturbationRegistryMechanics, OrderedByStageAndId) {
  const auto all = perturbations::perturbations();
  for (std::size_t i = 1; i < all.size(); ++i)
    EXPECT_LT(std::tie(all[i - 1].stage, all[i - 1].id), std::tie(all[i].stage, all[i].id));
}

}  // namespace
}  // namespace radgauge
