#include "phantoms/registry.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "fixtures.h"

namespace radgauge {

using namespace radgauge::phantoms;

namespace {

namespace fs = std::filesystem;
const fs::path kRoot = RADGAUGE_SOURCE_DIR;

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// mechanics: each file but the registry is one phantom, registered, described, cited and tested.
TEST(PhantomRegistryMechanics, EveryFileIsRegisteredAndTested) {
  const std::string registry = text_of(kRoot / "phantoms/registry.cpp");
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(kRoot / "phantoms")) {
    const std::string stem = entry.path().stem().string();
    if (entry.path().extension() != ".cpp" || stem == "registry") continue;
    ++files;
    EXPECT_NE(registry.find("ADD(" + stem + ")"), std::string::npos) << stem << " has no registry line";
    EXPECT_TRUE(fs::exists(kRoot / "tests/phantoms" / (stem + "_test.cpp"))) << stem << " has no test";
    EXPECT_NE(find_phantom(stem), nullptr) << "a phantom's id is the name of its file";
  }
  EXPECT_EQ(files, phantoms::phantoms().size());
}

/// Of object 1, in large voxels where a scanner makes them.
Scan quick_scan(const phantoms::Phantom& phantom) {
  const Made made(phantom.id);
  if (phantom.generate != nullptr) return made.scan(3, 1);
  return made.scan_by(
      "ideal",
      {{"pixel_mm", 4.0}, {"slice_mm", 4.0}, {"matrix", std::int64_t{80}}, {"oversampling", std::int64_t{1}}},
      3, 1);
}

TEST(PhantomRegistryMechanics, EveryPhantomIsDescribedAndMakesAScan) {
  std::set<std::string> ids;
  for (const phantoms::Phantom& phantom : phantoms::phantoms()) {
    EXPECT_TRUE(ids.insert(phantom.id).second);
    EXPECT_FALSE(phantom.summary.empty());
    EXPECT_GT(phantom.details.size(), 100u);
    EXPECT_TRUE(phantom.citation.find("doi:") != std::string::npos ||
                phantom.citation.rfind("none, because ", 0) == 0)
        << phantom.id;
    for (const Field& field : phantom.fields) {
      EXPECT_FALSE(field.help.empty());
      EXPECT_EQ(check(field, field.fallback), "");
      if (field.kind == FieldKind::real) {
        EXPECT_NE(check(field, std::nan("")), "");
        EXPECT_NE(check(field, HUGE_VAL), "");
      }
    }
    const Scan scan = quick_scan(phantom);
    EXPECT_EQ(scan.image.lattice, scan.mask.lattice);
    EXPECT_NO_THROW(check_lattice(scan.image.lattice));
    EXPECT_GT(count(scan.mask), 0);
    EXPECT_FALSE(scan.unit.empty());
    const Scan again = quick_scan(phantom);
    EXPECT_EQ(scan.image, again.image);
    EXPECT_EQ(scan.mask, again.mask);
  }
  EXPECT_EQ(find_phantom("unknown"), nullptr);
}

}  // namespace
}  // namespace radgauge
