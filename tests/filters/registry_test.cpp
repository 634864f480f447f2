#include "reference/filters/registry.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "core/error.h"
#include "filter_example.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

namespace fs = std::filesystem;

std::string text_of_file(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Whether a string in the text is the id, or begins with it and goes on with parameters.
bool names_filter(const std::string& text, const std::string& id) {
  return text.find("\"" + id + "\"") != std::string::npos || text.find("\"" + id + ":") != std::string::npos;
}

// mechanics: the name of a longer filter is not that of a shorter one.
TEST(FilterRegistryMechanics, AnIdIsAWholeWord) {
  EXPECT_TRUE(names_filter("map_of(image, \"log:sigma_mm=1\")", "log"));
  EXPECT_TRUE(names_filter("map_of(image, \"log\")", "log"));
  EXPECT_FALSE(names_filter("map_of(image, \"logarithm\")", "log"));
  EXPECT_FALSE(names_filter("map_of(image, \"square_root:\")", "square"));
}

// mechanics: each file is one filter, registered, described, cited, tested and timed.
TEST(FilterRegistryMechanics, EveryFileIsRegisteredAndTested) {
  const fs::path root = RADGAUGE_SOURCE_DIR;
  std::string tests, benches;
  for (const auto& entry : fs::directory_iterator(root / "tests/filters"))
    if (entry.path().stem() != "registry_test") tests += text_of_file(entry.path());
  for (const auto& entry : fs::directory_iterator(root / "benches/filters"))
    benches += text_of_file(entry.path());
  std::set<std::string> files;
  for (const auto& entry : fs::directory_iterator(root / "reference/filters"))
    if (entry.path().extension() == ".cpp" && entry.path().stem() != "registry")
      files.insert(entry.path().stem().string());
  std::set<std::string> ids;
  for (const ImageFilter& filter : image_filters()) {
    ids.insert(filter.id);
    EXPECT_FALSE(filter.summary.empty() || filter.details.empty() || filter.citation.empty()) << filter.id;
    EXPECT_TRUE(names_filter(tests, filter.id)) << filter.id << " has no test";
    EXPECT_TRUE(names_filter(benches, filter.id)) << filter.id << " has no bench";
    const bool outside = filter.citation.find("not a filter of IBSI 2") != std::string::npos;
    EXPECT_EQ(outside, filter.summary.ends_with("(not IBSI)")) << filter.id;
    EXPECT_NE(outside, filter.citation.find("arXiv:2006.05470") != std::string::npos) << filter.id;
    std::vector<Value> defaults;
    for (const Field& field : filter.fields) {
      EXPECT_EQ(check(field, field.fallback), "") << filter.id;
      EXPECT_FALSE(field.help.empty()) << filter.id << " " << field.name;
      defaults.push_back(field.fallback);
    }
    EXPECT_EQ(filter.problem(defaults), "") << filter.id;
  }
  EXPECT_EQ(ids, files);
}

void expect_told(const std::string& text, const std::vector<std::string>& parts) {
  try {
    parse_filter(text);
    FAIL() << text << " is taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study) << text;
    for (const std::string& part : parts)
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

// mechanics: what is wrong with a filter is named.
TEST(FilterRegistryMechanics, MistakesAreTold) {
  expect_told("gabr", {"unknown filter 'gabr'", "'gabor'"});
  expect_told("", {"unknown filter ''"});
  expect_told("log:sigma=3", {"unknown parameter 'sigma' of filter log", "sigma_mm"});
  expect_told("log:sigma_mm", {"'sigma_mm' of filter log is not parameter=value"});
  expect_told("log:sigma_mm=3:sigma_mm=3", {"given twice"});
  expect_told("log:sigma_mm=nan", {"sigma_mm"});
  expect_told("log:sigma_mm=-1", {"sigma_mm = -1"});
  expect_told("log:boundary=edge", {"boundary", "mirror"});
  expect_told("mean:support_voxels=4", {"support_voxels = 4 is even"});
  expect_told("laws:kernels=E5L5", {"3D needs three"});
  expect_told("laws:kernels=E5L5X5", {"'X5' is none of"});
  expect_told("wavelet:wavelet=db99", {"wavelet = 'db99'"});
  expect_told("wavelet:subband=LHX", {"subband = 'LHX'"});
  expect_told("wavelet:subband=LH", {"three in 3D"});
  expect_told("gabor:delta_theta_rad=1", {"does not divide a full turn"});
  expect_told("gabor:delta_theta_rad=0.7853981633974483", {"set pooling"});
  expect_told("riesz:order_x=0", {"all 0"});
  expect_told("riesz:order_z=1:dimension=2D", {"order_z = 1 needs dimension = 3D"});
  expect_told("riesz:order_x=3:order_y=2:structure_tensor_sigma_mm=1", {"up to order 4", "together are 5"});
  expect_told("lbp_3d:of=m3", {"of = 'm3'", "kurtosis"});
}

// mechanics: a part of an image is refused where the whole is needed.
TEST(FilterRegistryMechanics, WholeImagesAreAskedFor) {
  const Volume image = testing::textured(testing::unit_lattice({8, 8, 8}), 10);
  const Volume part = crop(image, {{0, 0, 0}, {8, 7, 8}});
  for (const char* filter : {"simoncelli", "simoncelli:dimension=2D", "riesz", "square", "exponential"})
    EXPECT_THROW(testing::map_of(part, filter), Error) << filter;
}

}  // namespace

}  // namespace radgauge
