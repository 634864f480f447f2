#include "core/error.h"
#include "engine/external.h"
#include "engine/registry.h"
#include "io/files.h"
#include "io/temporary_folder.h"

namespace radgauge {

using namespace radgauge::engine;

namespace {

/// An engine file in a folder of its own, and a subject of 4 x 4 x 4 voxels.
class EnginesMechanics : public ::testing::Test {
 protected:
  EnginesMechanics() {
    Lattice lattice;
    lattice.size = {4, 4, 4};
    image_ = Volume(lattice, 7);
    mask_ = Mask(lattice, 1);
  }
  std::shared_ptr<const Engine> engine(const std::string& text) {
    write_bytes(folder_.file("engine.yaml"), text);
    return make_engine("engine.yaml", folder_.path(), "study.yaml:3:9");
  }
  /// A command that runs `script` with the image, the mask, the output and `words`.
  std::shared_ptr<const Engine> command(const std::string& script, const std::string& words = "",
                                        const std::string& keys = "") {
    write_bytes(folder_.file("tool.sh"), script);
    return engine("engine: tool\ncommand: [sh, tool.sh, '{image}', '{mask}', '{output}'" + words + "]\n" +
                  "features: [stat_mean, stat_var, own_feature]\n" + keys);
  }
  FeatureVector measure(const Engine& engine, const FeatureRequest& request = {}) {
    return engine.extract({image_, mask_, {}, cell_}, std::span(&request, 1)).front();
  }
  template <class Work>
  static std::string problem(ErrorKind kind, const Work& work) {
    try {
      work();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind) << error.what();
      return error.what();
    }
    return "nothing";
  }
  static void expect_parts(const std::string& text, const std::vector<std::string>& parts) {
    for (const auto& part : parts)
      EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is not in: " << text;
  }

  const TemporaryFolder folder_;
  Volume image_;
  Mask mask_;
  CellIdentity cell_{"P1", "1", "", "", "A", "", "", "base"};
};

TEST_F(EnginesMechanics, WordsAndFilesNameEngines) {
  EXPECT_EQ(make_engine("built-in", "", "")->name(), "built-in");
  EXPECT_EQ(built_in_engine().identity(), "");
  expect_parts(problem(ErrorKind::study, [] { make_engine("built-inn", "", "study.yaml:3:9"); }),
               {"study.yaml:3:9", "built-inn", "did you mean 'built-in'", "path of an engine file"});
  expect_parts(problem(ErrorKind::study, [] { make_engine("table", "", ""); }), {"needs a file"});
  expect_parts(problem(ErrorKind::study, [&] { engine("comand: [x]\n"); }),
               {"engine.yaml", "comand", "did you mean 'command'"});
  expect_parts(problem(ErrorKind::study, [&] { engine("command: [x]\ntable: y\n"); }),
               {"command", "table", "one of"});
  const auto same = command("true"), other = command("true", "", "timeout_s: 5\n");
  EXPECT_NE(same->identity(), other->identity()) << "what decides the values is part of the identity";
}

TEST_F(EnginesMechanics, CommandMeasuresWhatItsFileNames) {
  const auto tool = command(
      "[ -s \"$1\" ] && [ -s \"$2\" ] || exit 1\nprintf 'feature,value,status,reason\\nstat_mean,%s,,\\nstat_var,4,ok,\\n"
      "own_feature,,undefined,no such thing here\\n' \"$4\" > \"$3\"\n",
      ", '{bin_width}'");
  FeatureRequest request;
  request.settings.bin_width = 12.5;
  const auto features = tool->features(request);
  ASSERT_EQ(features.size(), 3u);
  EXPECT_EQ(features[0].info.ibsi_code, "Q4LE");
  EXPECT_EQ(features[2].info.tag, "own_feature");
  EXPECT_FALSE(features[2].info.standardised);
  const FeatureVector values = measure(*tool, request);
  ASSERT_EQ(values.size(), 3u);
  EXPECT_EQ(values[0].value, 12.5) << "{bin_width} stands for the setting";
  EXPECT_EQ(values[1].value, 4);
  EXPECT_EQ(values[2].status, Status::undefined);
  EXPECT_EQ(values[2].reason, "no such thing here");
}

TEST_F(EnginesMechanics, WhatAnEngineFilePromisesHasToArriveAndBeFinite) {
  const auto tool = [&](const std::string& lines) {
    return command("echo Traceback of something\nprintf 'feature,value\\nstat_mean,2\\n" + lines +
                   "' > \"$3\"\n");
  };
  EXPECT_EQ(measure(*tool("stat_var,1\\nown_feature,3\\n")).size(), 3u);
  for (const auto& [lines, what] : std::vector<std::pair<std::string, std::string>>{
           {"own_feature,3\\n", "it wrote no stat_var"},
           {"stat_var,nan\\nown_feature,3\\n", "stat_var = nan without a status"},
           {"stat_var,1\\nown_feature,inf\\n", "own_feature = inf without a status"}})
    expect_parts(problem(ErrorKind::data, [&] { measure(*tool(lines)); }),
                 {"engine tool", "ended with 0, but", what, "Traceback of something"});
}

TEST_F(EnginesMechanics, CommandThatFailsTellsWhatItPrinted) {
  const std::string text =
      problem(ErrorKind::data, [&] { measure(*command("echo reading $1; echo no licence >&2; exit 3")); });
  expect_parts(text, {"engine tool", "ended with 3", "no licence", "reading {image}"});
  EXPECT_EQ(text.find("/radgauge"), std::string::npos) << "no path that differs from run to run: " << text;
  expect_parts(problem(ErrorKind::data, [&] { measure(*command("sleep 60", "", "timeout_s: 0.2\n")); }),
               {"did not end within 0.2 s"});
  expect_parts(problem(ErrorKind::data,
                       [&] { measure(*command("printf 'feature,value\\nstat_mean,x\\n' > \"$3\"")); }),
               {"ended with 0, but", "'x'", "not a number"});
}

TEST_F(EnginesMechanics, CommandRefusesWhatItCannotPassOn) {
  const FeatureRequest plain;
  FeatureRequest changed = plain;
  changed.settings.bin_width = 10;
  const std::string condition = "disc.fbs:width=10";
  const auto deaf = command("true");
  EXPECT_EQ(deaf->refusal({plain, plain, condition}), "");
  expect_parts(deaf->refusal({plain, changed, condition}), {condition, "bin_width", "{bin_width}", "tool"});
  EXPECT_EQ(command("true", ", '--width={bin_width}'")->refusal({plain, changed, condition}), "");
  expect_parts(command("true", ", '{settings}'")->refusal({plain, plain, "base"}),
               {"{settings}", "extraction original"});
  EXPECT_EQ(
      command("true", ", '{settings}'", "extractions: {original: a.yaml}\n")->refusal({plain, plain, "base"}),
      "");
  expect_parts(engine("command: [no-such-program, '{image}', '{mask}', '{output}']\n")
                   ->refusal({plain, plain, "base"}),
               {"no-such-program", "is not there"});
  FeatureRequest mapped = plain;
  mapped.maps.emplace_back("log");
  expect_parts(deaf->refusal({mapped, mapped, "base"}), {"map log"});
}

TEST_F(EnginesMechanics, SettingsThatReachAProgramNowhereAreTold) {
  FeatureRequest asked;
  asked.settings.resegmentation_lower = -500;
  asked.settings.bin_width = 7;
  const auto told = [&](const std::string& words, const std::string& keys) {
    const auto lines = command("true", words, keys)->untold({asked, asked, "base"});
    return lines.empty() ? std::string() : lines.front();
  };
  expect_parts(told(", '{bin_width}'", ""),
               {"engine tool", "extraction original", ": resegmentation_lower -500;"});
  EXPECT_EQ(told(", '{bin_width}'", "fixed: {resegmentation_lower: -500}\n"), "");
  EXPECT_EQ(told(", '{settings}'", "extractions: {original: a.yaml}\n"), "");
  EXPECT_TRUE(built_in_engine().untold({asked, asked, "base"}).empty());
}

TEST_F(EnginesMechanics, SettingsThatAProgramHasOtherwiseAreRefusedOfTheBase) {
  const auto tool =
      command("true", ", '{bin_width}'", "fixed: {resegmentation_lower: -inf, cm_distance: 1.0}\n");
  FeatureRequest asked;
  asked.settings.bin_width = 7;
  EXPECT_EQ(tool->refusal({asked, asked, "base"}), "");
  asked.settings.resegmentation_lower = -500;
  expect_parts(tool->refusal({asked, asked, "base"}),
               {"extraction original", "base", "resegmentation_lower -500", "tool", "-inf"});
  asked = {};
  asked.settings.cm_distance = 2;
  expect_parts(tool->refusal({asked, asked, "base"}), {"cm_distance 2"});
  // What only a condition changes, too.
  expect_parts(tool->refusal({{}, asked, "disc.x"}), {"disc.x", "cm_distance 2"});
  expect_parts(problem(ErrorKind::study, [&] { command("true", "", "fixed: {cm_distanc: 1}\n"); }),
               {"cm_distanc", "did you mean 'cm_distance'"});
  expect_parts(problem(ErrorKind::study, [&] { command("true", "", "fixed: {bin_count: many}\n"); }),
               {"engine.yaml:4:", "bin_count", "many"});
  expect_parts(problem(ErrorKind::study, [&] { command("true", "", "fixed: {discretisation: FBN}\n"); }),
               {"discretisation", "FBN", "fbn"});
}

// The scripts themselves need their programs; what they are asked is in the files. Python need not be there.
TEST_F(EnginesMechanics, EngineFilesOfThePackagePassOnOrRefuseWhatAStudyAsks) {
  const std::string folder = std::string(RADGAUGE_SOURCE_DIR) + "/harness/packaging/engines/";
  FeatureRequest bounds, sigma, distance;
  bounds.settings.resegmentation_lower = -500;
  sigma.settings.resegmentation_sigma = 3;
  distance.settings.ngl_coarseness = 1;
  const auto holds = [&](const std::string& name, const char* word) {
    const ExternalEngine file = read_engine_file(folder + name + ".yaml");
    return std::find(file.command.begin(), file.command.end(), word) != file.command.end();
  };
  for (const std::string name : {"pyradiomics", "mirp", "nyxus", "pictologics"}) {
    std::string text = io::read_file(folder + name + ".yaml");
    for (auto at = text.find("[python3,"); at != std::string::npos; at = text.find("[python3,", at))
      text.replace(at, 9, "[sh,");
    const auto packaged = engine(text);
    const auto told = [&](const FeatureRequest& request) {
      return packaged->refusal({request, request, "base"});
    };
    EXPECT_EQ(told({}), "") << name;
    expect_parts(told(sigma), {"resegmentation_sigma 3", name});
    expect_parts(told(distance), {"ngl_coarseness 1", name});
    if (name == "nyxus")
      expect_parts(told(bounds), {"resegmentation_lower -500"});
    else
      EXPECT_TRUE(told(bounds).empty() && holds(name, "{resegmentation_lower}") &&
                  holds(name, "{resegmentation_upper}"))
          << name << told(bounds);
  }
  EXPECT_TRUE(holds("mirp", "{ivh_discretisation}") && holds("mirp", "{modality}"));
}

TEST_F(EnginesMechanics, CommandIsToldTheModality) {
  const auto tool = command(
      "printf 'feature,value\nstat_mean,%s\nstat_var,1\nown_feature,1\n' $(echo \"$4\" | wc -c) > \"$3\"\n",
      ", '{modality}'");
  EXPECT_EQ(measure(*tool)[0].value, 6) << "other";
  cell_.modality = "PET";
  EXPECT_EQ(measure(*tool)[0].value, 4);
}

TEST_F(EnginesMechanics, TableGivesTheValuesOfACell) {
  write_bytes(
      folder_.file("values.csv"),
      "patient,reader,condition,feature,value,unit,status\n"
      "P1,A,base,stat_mean,2.5,HU,ok\nP1,A,base,bin25.own,4,mm,\nP1,A,base,stat_var,NA,HU,degenerate\n"
      "P1,B,base,stat_mean,3.5,HU,ok\n");
  const auto table = engine("table: values.csv\n");
  EXPECT_EQ(table->name(), "engine");
  const auto features = table->features({});
  ASSERT_EQ(features.size(), 2u);
  EXPECT_EQ(features[0].info.tag, "stat_mean");
  EXPECT_EQ(measure(*table)[0].value, 2.5);
  EXPECT_EQ(measure(*table)[1].status, Status::degenerate);
  FeatureRequest bins;
  bins.extraction = "bin25";
  EXPECT_EQ(table->features(bins).at(0).info.unit, "mm");
  EXPECT_EQ(measure(*table, bins)[0].value, 4);
  cell_.reader = "B";
  EXPECT_EQ(measure(*table)[0].value, 3.5);
  EXPECT_EQ(measure(*table)[1].status, Status::failed);
  cell_.reader = "C";
  expect_parts(problem(ErrorKind::data, [&] { measure(*table); }),
               {"values.csv", "P1/1/reader=C under base"});
  EXPECT_EQ(table->refusal({{}, {}, "base"}), "");
  expect_parts(table->refusal({{}, {}, "noise.white:k=1"}), {"noise.white:k=1"});
}

TEST_F(EnginesMechanics, TablesThatCannotBeMeantAreRefused) {
  const auto told = [&](const std::string& text) {
    write_bytes(folder_.file("values.csv"), text);
    return problem(ErrorKind::data, [&] { engine("table: values.csv\n"); });
  };
  expect_parts(told("patient,feature\nP1,a\n"), {"no column value"});
  expect_parts(told("patient,feature,value\nP1,a,1\nP1,a,1\n"), {":3", "stands twice"});
  expect_parts(told("patient,feature,value\nP1,a,x\n"), {":2", "'x'"});
  expect_parts(told("patient,feature,value,status\nP1,a,1,fine\n"), {"'fine' is not a status"});
  expect_parts(problem(ErrorKind::study, [&] { engine("table: none.csv\n"); }),
               {"none.csv", "does not exist"});
}

// invariant: many measurements at once are what they are one by one.
TEST_F(EnginesMechanics, ManyAtOnceAreTheSame) {
  for (std::size_t i = 0; i < image_.voxels.size(); ++i) image_.voxels[i] = static_cast<float>(i * i % 37);
  std::vector<FeatureRequest> first(2), second(1);
  first[1].settings.bin_count = 8;
  second[0].settings.bin_count = 16;
  const Subject subject{image_, mask_};
  const std::vector<Measurement> all{{subject, first}, {subject, second}};
  const auto together = built_in_engine().extract_many(all);
  ASSERT_EQ(together.size(), 2u);
  ASSERT_EQ(together[0].size(), 2u);
  for (std::size_t m = 0; m < 2; ++m) {
    const auto alone = built_in_engine().extract(subject, all[m].requests);
    ASSERT_EQ(alone.size(), together[m].size());
    for (std::size_t r = 0; r < alone.size(); ++r)
      for (std::size_t f = 0; f < alone[r].size(); ++f) {
        EXPECT_EQ(alone[r][f].status, together[m][r][f].status);
        if (alone[r][f].status == Status::ok) {
          EXPECT_EQ(alone[r][f].value, together[m][r][f].value);
        }
      }
  }
}

}  // namespace
}  // namespace radgauge
